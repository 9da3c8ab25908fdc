/* Photos of an application go piece by piece, one after the other; a broken network costs one piece, not the photo. */
(() => {
  "use strict";
  const PIECE = 256 * 1024, LONGEST = 2400, SMALL_ENOUGH = 1024 * 1024;
  const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

  class Refused extends Error {}

  /* Large photos are shrunk first where the browser can; what it cannot read goes as it is. */
  const lighter = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
      return blob && blob.size < file.size ? blob : file;
    } catch {
      return file;
    }
  };

  /* Over after a pause that grows, or as soon as the browser says that it is online again. */
  const pause = (turn) => new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, PAUSES[Math.min(turn, PAUSES.length - 1)]);
    addEventListener("online", over);
  });

  const ask = async (address, facts) => {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error", ...facts });
    if (answer.status >= 500 && answer.status !== 507) throw new TypeError("away");
    return answer;
  };
  const refusal = async (answer, form) => {
    const told = await answer.json().catch(() => ({}));
    return new Refused(told.detail || form.dataset.failed);
  };

  /* Sends one file, and asks again while it is looked at; resolves when its pages are there, rejects with Refused and what to say. */
  const send = async (form, file, show) => {
    let place = "", at = 0, failures = 0, asked = 0;
    for (;;) {
      try {
        if (!place) {
          const begun = await ask(form.dataset.uploads, { method: "POST", headers: { "Upload-Length": String(file.size) } });
          if (begun.status !== 201) throw await refusal(begun, form);
          place = begun.headers.get("Location");
        } else if (failures) {
          const there = await ask(place, { method: "HEAD" });
          if (!there.ok) throw new Refused(form.dataset.failed);
          at = Number(there.headers.get("Upload-Offset"));
        }
        show(at / file.size, false, at >= file.size);
        for (;;) {
          const end = Math.min(at + PIECE, file.size);
          if (end >= file.size) show(at / file.size, false, true);
          const answer = await ask(place, { method: "PATCH", headers: { "Upload-Offset": String(at) }, body: file.slice(at, end) });
          if (answer.status === 200) return show(1, false, true);
          if (answer.status === 204 || (answer.status === 409 && answer.headers.has("Upload-Offset"))) {
            at = Number(answer.headers.get("Upload-Offset"));
          } else throw await refusal(answer, form);
          failures = 0;
          const all = at >= file.size;
          show(at / file.size, false, all);
          if (all) await pause(asked++);
        }
      } catch (fault) {
        if (fault instanceof Refused) throw fault;
        show(at / file.size, true, false);
        await pause(failures);
        failures += 1;
      }
    }
  };

  /* The same page again, of which the item and what depends on it are taken. */
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
    const next = item.querySelector(".item-form input[type=file]") || item.querySelector(".item-pages button");
    next?.focus({ preventScroll: true });
  };
  const tell = (item, words) => {
    const place = item.querySelector(".item-said");
    place.replaceChildren(...words.map((word) => Object.assign(document.createElement("p"), { className: "fault", textContent: word })));
  };

  const sendAll = async (form) => {
    const item = form.closest(".item"), input = form.querySelector("input[type=file]");
    const files = [...input.files], way = form.querySelector(".item-way"), preview = form.querySelector(".item-preview");
    const said = [];
    form.classList.add("busy");
    way.hidden = false;
    tell(item, []);
    const leaving = (event) => event.preventDefault();
    addEventListener("beforeunload", leaving);
    for (const [number, chosen] of files.entries()) {
      const word = form.dataset.sending.replace("{file}", number + 1).replace("{files}", files.length);
      const show = (share, cut, all) => {
        const part = Math.floor(100 * share);
        form.querySelector("progress").value = part;
        form.querySelector(".item-share").textContent = `${part}%`;
        way.classList.toggle("cut", cut);
        const now = cut ? form.dataset.cut : all ? form.dataset.checking : word;
        const place = form.querySelector(".item-word");
        if (place.textContent !== now) place.textContent = now;
      };
      const picture = chosen.type.startsWith("image/") ? URL.createObjectURL(chosen) : "";
      preview.hidden = !picture;
      if (picture) preview.src = picture;
      try {
        show(0, false, false);
        await send(form, await lighter(chosen), show);
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        said.push(files.length > 1 ? `${chosen.name}: ${fault.message}` : fault.message);
      } finally {
        if (picture) URL.revokeObjectURL(picture);
      }
    }
    removeEventListener("beforeunload", leaving);
    try {
      await renew(item.dataset.item, said);
    } catch {
      location.reload();
    }
  };

  const smooth = (within) => {
    for (const form of within.querySelectorAll(".item-form")) {
      if (form.classList.contains("smooth")) continue;
      form.classList.add("smooth");
      form.querySelector(".item-pick").classList.add("button");
      form.querySelector("input[type=file]").addEventListener("change", (event) => {
        if (event.target.files.length) sendAll(form);
      });
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
