// The big answer clears itself, or the next person reads the last one's green.
(() => {
  /** @type {number} */
  let timer;

  function clear() {
    const answer = document.getElementById("answer");
    if (answer.matches(":focus-within")) {
      arm();
      return;
    }
    answer.replaceWith(document.getElementById("idle").content.cloneNode(true));
  }

  function arm() {
    clearTimeout(timer);
    const answer = document.getElementById("answer");
    if (answer && answer.dataset.clears) timer = setTimeout(clear, Number(answer.dataset.clears));
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) arm();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#answer")) arm();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) document.getElementById("answer").replaceWith(document.getElementById("idle").content.cloneNode(true));
  });
  document.addEventListener("giliran:answer", arm);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("#door details[open], #away details[open]");
    if (!open) return;
    open.open = false;
    document.getElementById("scan").focus({ preventScroll: true });
  });

  // Whoever works with keys goes on typing; on a tablet the keyboard would cover half the screen.
  let by_keys = false;
  document.addEventListener("keydown", () => (by_keys = true), true);
  document.addEventListener("pointerdown", () => (by_keys = false), true);
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig } = event.detail;
    if (by_keys && requestConfig && requestConfig.boosted) document.getElementById("scan").focus({ preventScroll: true });
  });

  // A card that is opened is typed into, or scanned into, at once.
  document.addEventListener(
    "toggle",
    (event) => {
      const field = event.target.open && event.target.querySelector("input:not([type=hidden])");
      if (field && event.target.closest("#door")) field.focus({ preventScroll: true });
    },
    true,
  );

  // What somebody types into a notice is not taken from under their hands.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.matches("#notices:focus-within")) event.detail.shouldSwap = false;
  });

  if (location.search) history.replaceState(null, "", location.pathname);
  arm();
})();
