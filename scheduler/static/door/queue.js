// What the guard does goes to the office, and is kept by the browser until the office has answered: sent on in order,
// one after another, with its nonce and how long ago it was. So nothing is lost and nothing is done twice.
(() => {
  const body = document.body;
  const away = document.getElementById("away");
  const office = away.dataset.office;
  const PATIENCE = 10000; // milliseconds until a line that does not answer counts as cut
  const FRESH = 20000; // for so long whoever was scanned still stands there: the answer is shown large
  const PAUSES = [2000, 4000, 8000, 15000, 30000];
  const CODE = /:\/\/|^[0-9a-z]{4}(-?[0-9a-z]{4}){3}$/i;

  let live = ""; // the nonce that htmx is sending just now
  let began = false;
  /** @type {[string, string][]} */
  let fields = null;
  /** @type {KeptStep[]} */
  let waiting = []; // what is kept and not under way
  /** @type {ReturnedStep[]} */
  let returned = [];
  let sending = false;
  let failures = 0;
  let timer = 0;
  let is_cut = "copy" in body.dataset;
  let is_signed_out = false;
  let keeps = true;
  let told_at = ""; // the office's time as the page last told it
  let apart = 0; // milliseconds that the tablet's clock is behind it
  const own = new Set(); // the nonces of what was kept here, and not by another tab
  const prompt = new Set(); // of these the ones that wait only for the step before them
  const others = window.BroadcastChannel ? new BroadcastChannel("giliran-door") : null;

  /** @param {string} name @param {Record<string, string | number>} facts */
  const word = (name, facts = {}) => {
    const found = document.getElementById("away-words").content.querySelector(`[data-word="${name}"]`);
    return found.textContent.replace(/\{(\w+)\}/g, (_, key) => String(facts[key]));
  };
  // The office's time, whatever the tablet's clock says: each page that comes tells how far the two are apart.
  function compare_clocks() {
    const { at } = document.getElementById("lobby").dataset;
    if (at !== told_at) apart = Date.parse(at) - Date.now();
    told_at = at;
  }
  /** @param {number} at */
  function clock(at) {
    const timeZone = document.getElementById("lobby").dataset.zone;
    const wall = new Intl.DateTimeFormat("id", { timeZone, hour: "2-digit", minute: "2-digit" });
    return wall.format(at + apart).replace(":", ".");
  }
  /** @param {KeptStep} entry @param {string} name */
  const field = (entry, name) => (entry.fields.find(([key]) => key === name) || [])[1] || "";
  /** @param {KeptStep} entry */
  const step = (entry) => entry.path.split("/").pop();

  // Nothing of a code stays on the screen, and of a registration number no more than its end.
  /** @param {string} text */
  function written(text) {
    if (CODE.test(text)) return "QR";
    if (/^[a-z][- ]?\d{3,4}$/i.test(text)) return text.toUpperCase();
    return /^\d\d-?\d{3}$/.test(text) ? text : `…${text.slice(-4)}`;
  }

  /** @param {KeptStep} entry */
  function label(entry) {
    const text = field(entry, "text");
    switch (step(entry)) {
      case "changes":
        return word(field(entry, "by") === "1" ? "one-more" : "one-less");
      case "walk-ins":
        return word("service", { service: field(entry, "service") });
      case "departures":
        return text ? word("leaves", { what: written(text) }) : word("leaves-too");
      case "corrections":
        return field(entry, "ticket");
      case "undos":
        return word("stays");
      default:
        return text ? written(text) : word("early");
    }
  }

  // --- what the guard sees of it

  /** @param {string} name @param {(section: HTMLElement) => void} fill */
  function put(name, fill = () => {}) {
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById(name));
    const shown = document.importNode(pattern.content, true);
    const section = shown.querySelector("section");
    fill(section);
    document.getElementById("answer").replaceWith(shown);
    htmx.process(section);
    document.dispatchEvent(new CustomEvent("giliran:answer"));
  }

  function state() {
    if (!keeps) return word("keeps-nothing");
    if (!waiting.length) return "";
    const facts = { count: waiting.length };
    if (is_signed_out) return word("signed-out", facts);
    if (!away_now()) return word("sending", facts);
    const can_reopen = navigator.serviceWorker && navigator.serviceWorker.controller;
    return word("cut", facts) + (can_reopen ? "" : ` ${word("stay")}`);
  }

  /** @param {number} at @param {string} what @param {string} [said] */
  function row(at, what, said) {
    const item = document.createElement("li");
    const place = document.createElement("b");
    place.textContent = `${clock(at)} · ${what}`;
    item.append(place, said ? ` ${said} ` : "");
    return item;
  }

  function draw() {
    const text = state();
    away.querySelector("[data-state]").textContent = text;
    away.querySelector("[data-signed-out]").hidden = !is_signed_out;
    away.querySelector("[data-waiting]").replaceChildren(...waiting.map((entry) => row(entry.at, label(entry))));
    away.querySelector("details").hidden = !waiting.length;
    away.querySelector("[data-returned]").replaceChildren(
      ...returned.map((each) => {
        const item = row(each.at, each.what, each.said);
        const done = document.createElement("button");
        done.type = "button";
        done.className = "quiet";
        done.dataset.dismiss = String(each.id);
        done.textContent = word("dismiss");
        item.append(done);
        return item;
      }),
    );
    away.querySelector("[data-refused]").hidden = !returned.length;
    away.hidden = !text && !returned.length;
  }

  async function look() {
    try {
      waiting = (await doorStore.kept(office)).filter((entry) => entry.nonce !== live);
      returned = await doorStore.returned(office);
    } catch {
      keeps = false;
    }
    draw();
  }

  // --- from the form to the store

  /** @param {HTMLFormElement} form @param {HTMLButtonElement} submitter @returns {KeptStep} */
  function taken(form, submitter) {
    const sent = new FormData(form);
    if (submitter && submitter.name) sent.append(submitter.name, submitter.value);
    const told = /** @type {[string, string][]} */ ([...sent].filter(([name, value]) => name !== "nonce" && typeof value === "string"));
    const path = new URL(form.action, location.href).pathname;
    return { office, nonce: form.elements.nonce.value, path, fields: told, at: Date.now() };
  }

  /** @param {KeptStep} entry @param {(skips: boolean) => void} issue */
  function began_live(entry, issue) {
    began = false;
    fields = [["nonce", entry.nonce], ...entry.fields];
    issue(true);
    fields = null;
    return began;
  }

  // One after another: whether a step goes at once depends on what became of the one before it.
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();
  /** @param {() => unknown} act */
  const in_turn = (act) => (turn = turn.then(act, act));

  /** @param {KeptStep} entry @param {(skips: boolean) => void} issue */
  async function set_out(entry, issue) {
    const goes = !live && !own.size && !waiting.length && !sending && navigator.onLine !== false;
    if (goes) live = entry.nonce;
    await doorStore.add(entry).catch(() => (keeps = false));
    if (goes && began_live(entry, issue)) return;
    if (live === entry.nonce) live = "";
    if (!keeps) return put("not-kept");
    await held(entry);
  }

  // It stays in the store: shown as kept where nothing can be asked now, else it goes in a moment.
  /** @param {KeptStep} entry */
  async function held(entry) {
    own.add(entry.nonce);
    if (!away_now()) prompt.add(entry.nonce);
    if (step(entry) === "departures" && !field(entry, "sure") && away_now()) {
      await doorStore.forget(entry.nonce);
      own.delete(entry.nonce);
      await look();
      return put("kept-leaving", (section) => {
        section.querySelector("[data-what]").textContent = written(field(entry, "text"));
        section.querySelector("input[name=text]").value = field(entry, "text");
        section.querySelector("input[name=nonce]").value = nonce();
      });
    }
    await look();
    if (away_now()) {
      put(step(entry) === "scans" || step(entry) === "walk-ins" ? "kept-scan" : "kept-step", (section) => {
        section.querySelector("[data-what]").textContent = label(entry);
      });
    }
    pump();
  }

  const away_now = () => is_cut || navigator.onLine === false || failures > 0;

  /** @param {HTMLFormElement} form */
  function empty(form) {
    const { text } = form.elements;
    if (text instanceof HTMLInputElement && text.type !== "hidden") text.value = "";
  }

  // The form stands there for the next one: another nonce, an empty field.
  /** @param {HTMLFormElement} form */
  function renew(form) {
    if (!form.isConnected) return;
    form.elements.nonce.value = nonce();
    empty(form);
    const open = form.closest("details[open]");
    if (open) open.open = false;
  }

  body.addEventListener("htmx:confirm", (event) => {
    const { elt, verb, triggeringEvent, issueRequest } = event.detail;
    if (verb !== "post" || !elt.matches("#door form[data-keep]") || (!keeps && navigator.onLine !== false)) return;
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (elt);
    const entry = taken(form, triggeringEvent && triggeringEvent.submitter);
    if (live === entry.nonce || waiting.some((each) => each.nonce === entry.nonce)) return;
    ahead.begin();
    const done = () => {
      if (live === entry.nonce) return empty(form);
      renew(form);
      ahead.end();
    };
    in_turn(() => set_out(entry, issueRequest)).then(done, done);
  });

  // What is sent is what was kept, whatever was typed or scanned since.
  body.addEventListener("htmx:configRequest", (event) => {
    if (!fields) return;
    const sent = event.detail.formData;
    for (const name of new Set(sent.keys())) sent.delete(name);
    for (const [name, value] of fields) sent.append(name, value);
  });
  body.addEventListener("htmx:beforeSend", () => (began = true));

  body.addEventListener("htmx:afterRequest", (event) => in_turn(() => answered(event.detail)));

  /** @param {HtmxStep} detail */
  async function answered({ xhr, boosted, requestConfig }) {
    const of_live = boosted && live && requestConfig.formData.get("nonce") === live;
    const is_ours = xhr.status >= 200 && xhr.status < 500 && xhr.responseText.includes('id="door"');
    if (!of_live) {
      if (requestConfig.verb === "post" && boosted && !is_ours && !xhr.getResponseHeader("HX-Redirect")) put("not-kept");
      return;
    }
    const done = live;
    live = "";
    if (is_ours) {
      await doorStore.forget(done).catch(() => {});
      await look();
      pump();
      return;
    }
    /** @type {KeptStep[]} */
    const kept = await doorStore.kept(office).catch(() => null);
    const entry = kept && kept.find((each) => each.nonce === done);
    if (xhr.getResponseHeader("HX-Redirect")) return;
    if (!entry) return put("not-kept");
    failures = Math.max(failures, 1);
    prompt.clear();
    if (requestConfig.elt.matches("form")) renew(requestConfig.elt);
    await held(entry);
  }

  // --- from the store to the office

  // "later": no line, or no sense in the answer (a fault, a page of the network's own); "sign-in": nobody is at work here.
  /** @param {KeptStep} entry */
  async function send(entry) {
    const ago = Math.max(0, Math.round((Date.now() - entry.at) / 1000));
    const told = new URLSearchParams([["nonce", entry.nonce], ...entry.fields, ["ago", String(ago)]]);
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(entry.path, { method: "POST", body: told, signal: patience.signal, cache: "no-store" });
      const text = await answer.text();
      if (answer.status >= 500 || answer.status === 429) return { kind: "later" };
      if (new URL(answer.url).pathname === away.dataset.login || answer.status === 403) return { kind: "sign-in" };
      if (!text.includes('id="door"')) return { kind: "later" };
      return { kind: "answered", text };
    } catch {
      return { kind: "later", is_cut: true };
    } finally {
      clearTimeout(limit);
    }
  }

  // What is refused is listed where nobody stands before its answer any more, by the nomor jadwal where the office knows it.
  /** @param {KeptStep} entry @param {string} text */
  async function settle(entry, text) {
    const answer = new DOMParser().parseFromString(text, "text/html").getElementById("answer");
    if (answer.dataset.tone !== "bad" || prompt.has(entry.nonce)) return doorStore.forget(entry.nonce);
    const words = Array.from(answer.querySelectorAll("[data-said] h2, [data-said] p"), (part) => part.textContent.trim());
    const said = words.join(". ").replace(/\s+/g, " ");
    return doorStore.giveBack(entry.nonce, { office, at: entry.at, what: answer.dataset.short || label(entry), said });
  }

  function is_at_rest() {
    const typed = document.querySelector("#door input:focus");
    return !document.querySelector("#door details[open], dialog[open]:not([data-stays])") && !(typed && typed.value);
  }

  // What is scanned before htmx knows the new form would load the page anew, and go before what is kept.
  /** @param {string} text */
  function show(text) {
    const info = { requestConfig: { boosted: true } };
    ahead.begin();
    htmx.swap("#door", text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 20 }, { select: "#door", eventInfo: info });
    ahead.end();
  }

  /** @param {{ at: number, text: string }} answer */
  function present({ at, text }) {
    if (!waiting.length && Date.now() - at < FRESH && is_at_rest()) show(text);
    else htmx.trigger("#lobby", "giliran:look");
  }

  // Whoever was scanned stands before the tab that kept it, whichever of them has sent it.
  /** @param {MessageEvent} event */
  async function heard({ data }) {
    if (data.office !== office) return;
    await look();
    if (own.delete(data.nonce)) present(data);
  }
  if (others) others.onmessage = (event) => in_turn(() => heard(event));

  async function pump() {
    clearTimeout(timer);
    if (sending || live || !waiting.length) return;
    sending = true;
    const end_turn = await doorStore.turn(office, PATIENCE);
    /** @type {{ office: string, nonce: string, at: number, text: string }} */
    let last = null;
    try {
      await look(); // another tab may have had its turn
      while (waiting.length && !live) {
        const entry = waiting[0];
        const answer = await send(entry);
        is_signed_out = answer.kind === "sign-in";
        if (answer.kind !== "answered") {
          failures += 1;
          prompt.clear();
          if (answer.is_cut) is_cut = true;
          if (!is_signed_out) timer = setTimeout(pump, PAUSES[Math.min(failures, PAUSES.length) - 1]);
          break;
        }
        failures = 0;
        if (is_cut) document.dispatchEvent(new CustomEvent("giliran:back"));
        await settle(entry, answer.text);
        last = { office, nonce: entry.nonce, at: entry.at, text: answer.text };
        own.delete(entry.nonce);
        if (prompt.delete(entry.nonce)) show(answer.text);
        if (others) others.postMessage(last);
        await look();
      }
    } finally {
      end_turn();
      sending = false;
      draw();
    }
    if (last) present(last);
  }

  // --- the line, the sign-out, and the page kept for later

  const PROBE = 2000; // milliseconds in which an office that is there answers that it is
  const EVERY = 1000; // and the pause between two questions, with half as much by chance: tablets do not ask in step
  let probing = false;

  // While the line is cut a small question is asked again and again, and the first answer brings the page up to date:
  // a look that hangs in a dead line would keep it waiting for its whole patience.
  async function probe() {
    if (probing) return;
    probing = true;
    while (is_cut) {
      await new Promise((go) => setTimeout(go, EVERY * (1 + Math.random() / 2)));
      const patience = new AbortController();
      const limit = setTimeout(() => patience.abort(), PROBE);
      try {
        if (is_cut && (await fetch(away.dataset.alive, { signal: patience.signal, cache: "no-store" })).ok) return_to_office();
      } catch {
        // not yet
      } finally {
        clearTimeout(limit);
      }
    }
    probing = false;
  }

  function return_to_office() {
    htmx.trigger("#lobby", "htmx:abort");
    htmx.trigger("#lobby", "giliran:look");
    clearTimeout(timer);
    failures = 0;
    pump();
  }

  document.addEventListener("giliran:line", (event) => {
    const was = is_cut;
    is_cut = event.detail.is_cut;
    if (is_cut) probe();
    if (was !== is_cut) draw();
    if (was && !is_cut) {
      failures = 0;
      pump();
    }
  });
  window.addEventListener("online", return_to_office);
  window.addEventListener("offline", draw);

  away.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    await doorStore.dismiss(Number(button.dataset.dismiss));
    await look();
  });

  // A tablet that nobody is signed in at keeps no page; what was not sent yet waits for the next who signs in.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || !window.caches) return;
    event.preventDefault();
    await caches.delete(away.dataset.cache).catch(() => {});
    if (keeper) keeper.postMessage("drop"); // it may be fetching the page just now
    form.submit();
  });

  // A tablet that beats says what it has not delivered; one that keeps nothing says that.
  document.addEventListener("giliran:alive", ({ detail }) => {
    detail.alive.add("queue");
    detail.waiting = waiting.length;
    detail.oldest = waiting.length ? Math.max(0, Math.round((Date.now() - waiting[0].at) / 1000)) : 0;
    if (!keeps) detail.trouble.add("storage");
  });

  /** @type {ServiceWorker} */
  let keeper;
  function keep_page() {
    navigator.serviceWorker.register(away.dataset.worker, { scope: away.dataset.scope }).then(
      () =>
        navigator.serviceWorker.ready.then((ready) => {
          keeper = ready.active;
          keeper.postMessage("keep");
        }),
      () => {},
    );
  }
  if (navigator.serviceWorker && !is_cut) window.addEventListener("load", keep_page);

  body.addEventListener("htmx:afterSettle", compare_clocks);
  if (!("copy" in body.dataset)) compare_clocks();
  if ("copy" in body.dataset) {
    for (const used of document.querySelectorAll("#door input[name=nonce]")) used.value = nonce();
  }
  doorStore
    .ready()
    .catch(() => (keeps = false))
    .then(look)
    .then(pump);
})();
