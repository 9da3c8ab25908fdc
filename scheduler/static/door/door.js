// The big answer clears itself, or the next person reads the last one's green; then it says what holds at the door now.
(() => {
  /** @type {number} */
  let timer;
  /** @type {Node} */
  let now = null; // what the last look found, while an answer stood in its place
  const answer = () => document.getElementById("answer");

  function clear() {
    if (answer().matches(":focus-within")) {
      arm();
      return;
    }
    put_now();
  }

  function put_now() {
    const idle = /** @type {HTMLTemplateElement} */ (document.getElementById("idle"));
    answer().replaceWith(now || idle.content.cloneNode(true));
    now = null;
    htmx.trigger("#lobby", "giliran:look");
  }

  function arm() {
    clearTimeout(timer);
    if (answer() && answer().dataset.clears) timer = setTimeout(clear, Number(answer().dataset.clears));
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) arm();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#answer")) arm();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) put_now();
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
  let pressing = false;
  document.addEventListener("keydown", () => (by_keys = true), true);
  document.addEventListener("pointerdown", () => ((by_keys = false), (pressing = true)), true);
  for (const over of ["pointerup", "pointercancel"]) document.addEventListener(over, () => (pressing = false), true);
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

  // What somebody types into, has open or presses is not taken from under their hands, nor is an answer from their eyes.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const is_used = target.matches("#notices:focus-within, #walk-ins[open]") || (pressing && target.id === "recent");
    const is_answer = target.id === "answer" && !target.matches(".idle");
    if (is_answer) now = fragment.cloneNode(true);
    if (is_used || is_answer) event.detail.shouldSwap = false;
  });

  // What changed in the hall is heard at once, and looked at. Where the socket has gone, the next look that comes through
  // tells that the office is there, and connects again.
  const SIGN_IN = 4401;
  const place = location.origin.replace(/^http/, "ws") + document.getElementById("door").dataset.live;
  const VERSION = /^\d/; // the day and version of a board; a pulse is none
  /** @type {WebSocket} */
  let line = null;
  let is_over = !("WebSocket" in window);

  function listen() {
    if (line || is_over) return;
    line = new WebSocket(place);
    line.addEventListener("message", ({ data }) => {
      const lobby = document.getElementById("lobby");
      if (lobby && VERSION.test(data) && data !== lobby.dataset.version) htmx.trigger(lobby, "giliran:look");
    });
    line.addEventListener("close", ({ code }) => {
      line = null;
      is_over = code === SIGN_IN;
    });
  }
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id === "lobby") listen();
  });
  listen();

  if (location.search) history.replaceState(null, "", location.pathname);
  arm();
})();
