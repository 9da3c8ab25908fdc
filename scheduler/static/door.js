// The big answer clears itself, or the next person reads the last one's green.
(() => {
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
  if (location.search) history.replaceState(null, "", location.pathname);
  arm();
})();
