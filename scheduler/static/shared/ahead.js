// What is scanned or pressed while a step is under way waits for its answer, and is done then, in its order. Keys are
// too late after some seconds: by then whoever pressed them looks at something else.
(() => {
  const SETTLES = 50; // milliseconds after an answer, until every script of the page has taken it in
  const MOST = 20;
  let busy = false;
  let shown = true;
  let doing = false;
  /** @type {number} */
  let settling;
  /** @type {{ act: () => void, until: number, late: () => void }[]} */
  let held = [];

  const waits = () => !doing && (busy || held.length > 0);
  // Whether what is pressed now is pressed before the answer is to be seen.
  const is_early = () => waits() && (!shown || held.length > 0);

  // lasts: milliseconds for which it waits at most; late: what is done instead where that was too short.
  /** @param {() => void} act @param {number} lasts @param {() => void} late */
  function take(act, lasts = Infinity, late = () => {}) {
    if (!waits()) act();
    else if (held.length < MOST) held.push({ act, until: performance.now() + lasts, late });
    else late();
  }

  // One at a time: what begins a step has an answer to wait for; what is kept for want of a line has none.
  function flush() {
    if (busy || !held.length) return;
    const { act, until, late } = held.shift();
    doing = true;
    try {
      (performance.now() < until ? act : late)();
    } finally {
      doing = false;
      settle();
    }
  }

  function settle() {
    clearTimeout(settling);
    settling = setTimeout(flush, SETTLES);
  }

  function begin() {
    clearTimeout(settling);
    busy = true;
    shown = false;
  }

  function end() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      busy = false;
      flush();
    }, SETTLES);
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.boosted) begin();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) shown = true;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.boosted) end();
  });

  // begin, end: for a step that is written down before it is sent, and may not be sent at once.
  window.ahead = { waits, is_early, take, forget: () => (held = []), begin, end };
})();
