// Covers a page of the office that nobody has used for as long as the office lets it, and uncovers it for the password:
// what was typed is still there. Without this script the server asks at the next request. A page whose session has ended
// elsewhere covers itself for good.
(() => {
  const { presence, minutes, unsure } = document.currentScript.dataset;
  const LOOK = 15000; // milliseconds between two looks at the clock
  const TELL = 15000; // milliseconds after which the server is told that somebody types: as if it were just now
  const lock = document.getElementById("lock");
  if (!lock || !lock.showModal) return;
  const forms = lock.querySelectorAll("form");
  const [form] = forms;
  const said = form.querySelector(".flash");
  const field = form.querySelector("input");
  /** @type {RequestInit} */
  const ask = { headers: { "HX-Request": "true" }, cache: "no-store" };
  let locks_at = Date.now() + Number(minutes) * 60000; // by this computer's clock, which goes on while it sleeps
  let used_at = Date.now();
  let told_at = used_at;
  let covered = false;
  let asking = false;

  // over: the session has ended, and no password of it opens the page again.
  function cover(over = false) {
    lock.querySelector(".over").hidden = !over;
    for (const each of forms) each.hidden = over;
    lock.setAttribute("aria-labelledby", over ? "over-title" : "lock-title");
    if (covered) return;
    covered = true;
    document.body.classList.add("covered");
    lock.showModal();
    field.focus();
  }

  function uncover() {
    covered = false;
    document.body.classList.remove("covered");
    form.reset();
    said.hidden = true;
    lock.close();
    used_at = told_at = Date.now();
  }

  // Asks when the page locks; with POST says first that somebody uses it.
  async function look(method = "GET") {
    if (asking || !navigator.onLine) return;
    asking = true;
    const answer = await fetch(presence, { ...ask, method }).catch(() => null);
    asking = false;
    if (!answer) return;
    if (answer.status === 200) {
      const { locks_in } = await answer.json();
      locks_at = locks_in === null ? Infinity : Date.now() + locks_in * 1000;
      if (covered && locks_in !== 0) uncover();
    } else {
      heed(answer);
    }
  }

  // What the server says instead of an answer: to cover the page, or that the session has ended.
  /** @param {Response} answer */
  function heed(answer) {
    if (answer.headers.has("HX-Redirect")) cover(true);
    else if (answer.headers.has("HX-Trigger")) cover();
  }

  async function tick() {
    const now = Date.now();
    if (minutes === "0" || (covered && form.hidden)) return;
    if (covered || now >= locks_at) {
      await look(); // another page of this browser may be in use, and keeps this one open too
      if (now >= locks_at) cover();
    } else if (used_at > told_at && now - told_at >= TELL) {
      told_at = now;
      look("POST");
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)]));
    const answer = await fetch(form.action, { ...ask, method: "POST", body }).catch(() => null);
    if (answer && answer.status === 204 && !answer.headers.has("HX-Redirect")) {
      uncover();
      look();
    } else if (answer && answer.headers.has("HX-Redirect")) {
      cover(true);
    } else {
      const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
      const alert = page && page.querySelector("[role=alert]");
      said.textContent = alert ? alert.textContent : unsure;
      said.hidden = false;
      field.select();
    }
  });

  lock.addEventListener("cancel", (event) => event.preventDefault());
  lock.addEventListener("close", () => { if (covered) lock.showModal(); });
  for (const key of ["keydown", "keyup", "keypress"]) lock.addEventListener(key, (event) => event.stopPropagation()); // a page's own keys
  for (const use of ["pointerdown", "keydown", "input", "wheel"]) {
    document.addEventListener(use, () => { if (!covered) used_at = Date.now(); }, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  document.addEventListener("giliran:heed", (event) => heed(event.detail));
  document.body.addEventListener("giliran:locked", () => cover());
  setInterval(tick, LOOK);
})();
