// The kiosk: a screen goes back to the first one by itself, with whatever was half typed; digits come from a pad.
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

  // A nomor jadwal has its line; what else is typed has none.
  /** @param {HTMLInputElement} field @param {string} digits */
  const written = (field, digits) => (field.name === "text" && digits.length > 2 ? `${digits.slice(0, 2)}-${digits.slice(2)}` : digits);

  /** @param {string} key */
  function press(key) {
    const field = typed(padded());
    const digits = field.value.replace(/\D/g, "");
    if (key === "clear") field.value = "";
    else field.value = written(field, key === "back" ? digits.slice(0, -1) : (digits + key).slice(0, Number(padded().dataset.pad)));
    field.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    if (key) press(key.dataset.key);
  });

  // --- the page

  function ready() {
    arm();
    pad();
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
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  ready();
})();
