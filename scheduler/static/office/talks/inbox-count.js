// Keeps the counts of waiting conversations and applications at the top of an office page up to date. A look that fails is tried again
// later; one that is answered by the sign-in page ends it.
(() => {
  const EVERY = 15000; // milliseconds
  const { look } = document.currentScript.dataset;

  async function renew() {
    if (document.hidden || !navigator.onLine) return;
    const answer = await fetch(look, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer) return;
    if (answer.status !== 200) {
      document.dispatchEvent(new CustomEvent("giliran:heed", { detail: answer }));
      if (answer.status < 500 && !answer.headers.has("HX-Trigger")) clearInterval(timer);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const drawn of page.querySelectorAll(".counted")) {
      const shown = document.getElementById(drawn.id);
      if (shown && !shown.isEqualNode(drawn)) shown.replaceWith(document.importNode(drawn, true));
    }
  }

  const timer = setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
})();
