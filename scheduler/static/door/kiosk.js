// The kiosk: a screen goes back to the first one by itself, with whatever was half typed; what is typed comes from a pad;
// answers are said aloud; only who holds the office's name for some seconds, or has keys, gets to the way out.
(() => {
  /** @type {number} */
  let timer;
  const kiosk = () => document.getElementById("kiosk");

  function home() {
    const link = document.querySelector("[data-home]");
    if (link) link.click();
    arm(); // where there is no network it is tried again
  }

  function arm() {
    clearTimeout(timer);
    const span = Number(kiosk().dataset.clears);
    if (span) timer = setTimeout(home, span);
    const bar = document.querySelector(".countdown .bar");
    if (bar) bar.replaceWith(bar.cloneNode()); // its way starts anew
  }

  // --- the pad

  const padded = () => document.querySelector("form[data-pad]");
  /** @param {HTMLFormElement} form */
  const typed = (form) => form.querySelector("input:not([type=hidden])");

  function pad() {
    const form = padded();
    if (!form) return;
    form.querySelector(".keys").hidden = false;
    typed(form).inputMode = "none"; // no second keyboard over the pad
    typed(form).focus({ preventScroll: true });
  }

  /** @param {string} key */
  function press(key) {
    const field = typed(padded());
    if (key === "clear") field.value = "";
    else field.value = key === "back" ? field.value.slice(0, -1) : (field.value + key).slice(0, Number(padded().dataset.pad));
    field.focus({ preventScroll: true });
  }

  // Digits make room for letters, and the other way round.
  function turn() {
    for (const keys of padded().querySelectorAll(".keys")) keys.hidden = !keys.hidden;
    typed(padded()).focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    if (key) press(key.dataset.key);
    if (event.target.closest("[data-letters]")) turn();
  });

  // --- what is heard: the number in the office's voice, anything else in the browser's, where it has one

  const TONE = 700; // milliseconds after which the tone of an answer is over
  let hears = 0;

  async function speak() {
    const answer = document.querySelector("[data-speaks]");
    const mine = ++hears;
    if (!answer) return;
    const { lang } = kiosk();
    const url = answer.dataset.speaks;
    const [file] = await Promise.all([sound.load(url && `${url}&lang=${lang}`), new Promise((done) => setTimeout(done, TONE))]);
    if (mine !== hears || !answer.isConnected) return;
    const words = answer.querySelector("[data-said]").textContent.replace(/\s+/g, " ").trim();
    const button = document.querySelector("[data-hear]");
    if (button) button.hidden = !file && !speech.can(lang);
    if (file) sound.play(file);
    else speech.say(words, lang, 1);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hear]")) speak();
  });
  for (const first of ["keydown", "pointerdown"]) document.addEventListener(first, () => sound.wake(), { capture: true, passive: true });

  // --- the way out

  /** @type {number} */
  let held;
  document.addEventListener("pointerdown", (event) => {
    clearTimeout(held);
    const way = event.target.closest("[data-held]");
    if (way) held = setTimeout(() => way.click(), Number(way.dataset.held));
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) document.addEventListener(end, () => clearTimeout(held));
  // A tap on it does nothing; Enter, and whoever held it, have no pointer.
  document.addEventListener("click", (event) => {
    if (event.detail === 0 || !event.target.closest("[data-held]")) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // --- the page

  function ready() {
    arm();
    pad();
    speak();
    document.documentElement.lang = kiosk().lang;
  }

  for (const sign of ["pointerdown", "keydown", "input"]) document.addEventListener(sign, arm, { passive: true });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) ready();
  });
  // What stands in the address would be a way back to the last person's answer.
  if (location.search) history.replaceState(null, "", location.pathname);
  // Nor is the guard's page, which this tablet may have kept for when there is no network.
  if (window.caches) caches.delete("door").catch(() => {});
  // Where it finds no office when it is switched on, the browser shows our own page that tries again, and no fault.
  const { worker, scope } = kiosk().dataset;
  if (navigator.serviceWorker) navigator.serviceWorker.register(worker, { scope }).catch(() => {});
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  ready();
})();
