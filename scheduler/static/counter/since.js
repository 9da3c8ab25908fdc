// How long ago the number was called, while the clerk fetches its documents and the person walks.
(() => {
  let ticking = 0;
  function begin() {
    clearInterval(ticking);
    /** @type {HTMLElement} */
    const shown = document.querySelector("#card [data-since]");
    if (!shown) return;
    const { since, seconds, minutes } = shown.dataset;
    const called = performance.now() - Number(since) * 1000;
    const tick = () => {
      const passed = Math.floor((performance.now() - called) / 1000);
      const words = passed < 60 ? seconds : minutes;
      shown.textContent = words.replace("{n}", String(passed < 60 ? passed : Math.floor(passed / 60)));
    };
    tick();
    shown.hidden = false;
    ticking = setInterval(tick, 1000);
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id === "desk") begin();
  });
  begin();
})();
