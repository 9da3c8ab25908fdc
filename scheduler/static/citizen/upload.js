/* Photos of an application go piece by piece, one after the other; a broken network costs one piece, not the photo. */
(() => {
  "use strict";
  const PIECE = 256 * 1024;
  const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];
  const LONGEST = 2400, SMALL_ENOUGH = 1024 * 1024;

  class Refused extends Error {}
  class Paused extends Error {}

  /* Over after a pause that grows, or as soon as the browser says that it is online again. */
  /** @param {number} turn @returns {Promise<void>} */
  const pause = (turn) => new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, PAUSES[Math.min(turn, PAUSES.length - 1)]);
    addEventListener("online", over);
  });

  /* A piece of a file on its way, with what of it is out: what a fetch does not tell. Rejects where nobody answers. */
  /** @param {string} address @param {number} at @param {Blob} piece @param {(out: number) => void} goes @returns {Promise<Response>} */
  const put = (address, at, piece, goes) => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    request.setRequestHeader("Upload-Offset", String(at));
    request.upload.onprogress = (event) => goes(event.loaded);
    request.onload = () => {
      const { status, responseText } = request, offset = request.getResponseHeader("Upload-Offset");
      done(new Response(status === 204 ? null : responseText, { status, headers: offset === null ? {} : { "Upload-Offset": offset } }));
    };
    request.onerror = request.ontimeout = () => failed(new TypeError("away"));
    request.send(piece);
  });

  /* An answer of somebody who is there; one that says how much has come is ours, also where too much is sent at once. */
  /** @param {string} address @param {RequestInit} facts */
  const ask = (address, facts) => fetch(address, { credentials: "same-origin", redirect: "error", ...facts }).then(heard);
  /** @param {Response} answer */
  const heard = async (answer) => {
    if (answer.status === 503) {
      const told = await answer.json().catch(() => ({}));
      if (/^uploads_/.test(told.code)) throw new Paused();
    }
    if (answer.status >= 500 && answer.status !== 507 && !answer.headers.has("Upload-Offset")) throw new TypeError("away");
    return answer;
  };
  /** @param {Response} answer @param {HTMLElement} form */
  const refusal = async (answer, form) => {
    const told = await answer.json().catch(() => ({}));
    return new Refused(told.detail || form.dataset.failed);
  };

  /* A photo no larger than a clerk needs it, where the browser can make it so; what it cannot read goes as it is. */
  /** @param {File} file */
  const lighter = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH) return file;
    const made = await smaller(file, LONGEST).catch(() => null);
    return made && made.size < file.size ? made : file;
  };

  /* Sends one file, and asks again while it is looked at; resolves when its pages are there, rejects with Refused and what to say.
     What was sent before the page was reloaded is not sent again, and what is given up meanwhile begins anew. While the office
     takes no photos, that is said and it is asked again. */
  /** @param {HTMLElement} form @param {Sendable} file @param {string} mark @param {ShowsWay} show */
  const send = async (form, file, mark, show) => {
    const way = form.dataset.uploads;
    let place = uploadsLeft.placeOf(way, mark), looks = Boolean(place), at = 0, failures = 0, asked = 0;
    for (;;) {
      try {
        if (!place) {
          const begun = await ask(way, { method: "POST", headers: { "Upload-Length": String(file.size) } });
          if (begun.status !== 201) throw await refusal(begun, form);
          place = begun.headers.get("Location");
          uploadsLeft.keep(way, mark, place);
        } else if (looks) {
          const there = await ask(place, { method: "HEAD" });
          at = there.ok ? Number(there.headers.get("Upload-Offset")) : 0;
          if (!there.ok) {
            if (file.isThere) throw new Refused(form.dataset.failed);
            place = "";
            continue;
          }
        }
        looks = true;
        show(at / file.size, false, at >= file.size);
        for (;;) {
          const end = Math.min(at + PIECE, file.size);
          const from = at;
          const answer = await heard(await put(place, at, file.slice(at, end), (out) => {
            const share = Math.min(from + out, end) / file.size;
            show(share, false, share >= 1);
          }));
          if (answer.status === 200) return show(1, false, true);
          const busy = answer.status === 503;
          if (answer.status === 204 || ((busy || answer.status === 409) && answer.headers.has("Upload-Offset"))) {
            at = Number(answer.headers.get("Upload-Offset"));
          } else throw await refusal(answer, form);
          failures = 0;
          const all = at >= file.size;
          show(at / file.size, false, all, busy ? form.dataset.busy : "");
          if (all) await pause(asked++);
        }
      } catch (fault) {
        if (fault instanceof Refused) throw fault;
        show(at / file.size, true, false, fault instanceof Paused ? form.dataset.waits : "");
        await pause(failures);
        failures += 1;
      }
    }
  };

  /* The same page again, of which the item and what depends on it are taken. */
  /** @param {string} position @param {string[]} said */
  const renew = async (position, said) => {
    const answer = await fetch(location.pathname + location.search.replace(/([?&])(item|why|refused)=[^&]*/g, "$1"), { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of [`item-${position}`, "send"]) {
      const mine = document.getElementById(id), fresh = page.getElementById(id);
      if (mine && fresh) mine.replaceWith(document.adoptNode(fresh));
    }
    const item = document.getElementById(`item-${position}`);
    if (!item) return;
    smooth(item);
    window.htmx?.process(document.getElementById("send") || item);
    tell(item, said);
    const title = item.querySelector("h3"), next = said.length ? item.querySelector("input[type=file]") || title : title;
    title.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
  /** @param {HTMLElement} item @param {string[]} words */
  const tell = (item, words) => {
    const place = item.querySelector(".item-said");
    place.replaceChildren(...words.map((word) => Object.assign(document.createElement("p"), { className: "fault", textContent: word })));
  };

  /* How far it is, in a bar, a number and words; a bar without end while nothing is out yet. */
  /** @param {HTMLElement} form @param {number} share @param {boolean} cut @param {string} words */
  const shown = (form, share, cut, words) => {
    const part = `${Math.floor(100 * share)}%`, way = form.querySelector(".item-way"), place = form.querySelector(".item-word");
    const bar = form.querySelector("progress");
    if (share || cut) bar.value = Math.floor(100 * share);
    else bar.removeAttribute("value");
    form.querySelector(".item-share").textContent = share || cut ? part : "";
    way.hidden = false;
    way.classList.toggle("cut", cut);
    const now = words.replace("{share}", part);
    if (place.textContent !== now) place.textContent = now;
  };

  /* What was cut off before this page was opened: said, or, where all of it had come, brought to its end. */
  /** @param {HTMLElement} form */
  const goOn = async (form) => {
    const way = form.dataset.uploads, left = uploadsLeft.last(way);
    if (!left) return;
    const there = await ask(left.place, { method: "HEAD" }).catch(() => null);
    if (!there || form.classList.contains("busy")) return;
    const here = Number(there.headers.get("Upload-Offset")), all = Number(there.headers.get("Upload-Length"));
    if (!there.ok) uploadsLeft.forget(way, left.mark);
    else if (here < all) shown(form, here / all, true, form.dataset.left);
    else await finish(form, { size: all, slice: () => new Blob(), isThere: true }, left.mark);
  };
  /** @param {HTMLElement} form @param {Sendable} file @param {string} mark */
  const finish = async (form, file, mark) => {
    /** @type {string[]} */
    const said = [];
    form.classList.add("busy");
    await send(form, file, mark, (share, cut, all, words) => shown(form, share, cut, words || (cut ? form.dataset.cut : form.dataset.checking)))
      .catch((fault) => said.push(fault.message));
    uploadsLeft.forgetAll(form.dataset.uploads);
    await renew(form.closest(".item").dataset.item, said).catch(() => location.reload());
  };

  /* Why files were refused, each reason once: of which file, or of how many. */
  /** @param {HTMLElement} form @param {{ name: string, why: string }[]} refused */
  const reasons = (form, refused) => [...new Set(refused.map(({ why }) => why))].map((why) => {
    const files = refused.filter((each) => each.why === why);
    return files.length > 1 ? `${form.dataset.several.replace("{count}", String(files.length))} ${why}` : files[0].name + why;
  });

  /** @param {HTMLElement} form */
  const sendAll = async (form) => {
    const item = form.closest(".item"), input = form.querySelector("input[type=file]");
    const files = [...input.files], preview = form.querySelector("img.item-preview");
    /** @type {{ name: string, why: string }[]} */
    const refused = [];
    form.classList.add("busy");
    tell(item, []);
    /** @param {Event} event */
    const leaving = (event) => event.preventDefault();
    addEventListener("beforeunload", leaving);
    for (const [number, chosen] of files.entries()) {
      const word = form.dataset.sending.replace("{file}", String(number + 1)).replace("{files}", String(files.length));
      /** @type {ShowsWay} */
      const show = (share, cut, all, words) => shown(form, share, cut, words || (cut ? form.dataset.cut : all ? form.dataset.checking : word));
      const picture = chosen.type.startsWith("image/") ? URL.createObjectURL(chosen) : "";
      preview.hidden = !picture;
      if (picture) preview.src = picture;
      try {
        show(0, false, false, form.dataset.preparing);
        const file = await lighter(chosen), mark = await uploadsLeft.markOf(file);
        await send(form, file, mark, show).finally(() => uploadsLeft.forget(form.dataset.uploads, mark));
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        refused.push({ name: files.length > 1 ? `${chosen.name}: ` : "", why: fault.message });
      } finally {
        if (picture) URL.revokeObjectURL(picture);
      }
    }
    removeEventListener("beforeunload", leaving);
    uploadsLeft.forgetAll(form.dataset.uploads);
    try {
      await renew(item.dataset.item, reasons(form, refused));
    } catch {
      location.reload();
    }
  };

  /** @param {ParentNode} within */
  const smooth = (within) => {
    for (const form of within.querySelectorAll(".item-form")) {
      if (form.classList.contains("smooth")) continue;
      form.classList.add("smooth");
      form.querySelector(".item-pick").classList.add("button");
      form.querySelector("input[type=file]").addEventListener("change", (event) => {
        if (event.target.files.length) sendAll(form);
      });
      goOn(form);
    }
    for (const form of within.querySelectorAll(".item-pages form")) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        form.querySelector("button").disabled = true;
        try {
          const gone = await ask(form.action.replace(/\/removal$/, ""), { method: "DELETE" });
          await renew(form.closest(".item").dataset.item, gone.ok ? [] : [(await gone.json().catch(() => ({}))).detail || ""].filter(Boolean));
        } catch {
          form.submit();
        }
      });
    }
  };

  if (window.fetch && window.File && File.prototype.slice) {
    smooth(document);
    document.addEventListener("htmx:load", (event) => smooth(event.target));
  }
})();
