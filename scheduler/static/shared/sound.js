// A tone for an answer that carries data-tone: "good" rises, "bad" is low and comes twice. A browser gives sound only
// after a key or a tap, so the first of them wakes it. Whether it is wanted is kept in this browser.
(() => {
  const KEPT = "giliran-sound";
  /** @type {Record<string, number[][]>} */
  const TONES = { good: [[660, 0, 0.09], [990, 0.1, 0.14]], bad: [[196, 0, 0.16], [196, 0.24, 0.22]] }; // hertz, start, seconds
  const LOUD = 0.25;
  /** @type {AudioContext} */
  let context = null;
  let called = ""; // what is to be heard once, however often it is drawn: data-once

  function is_wanted() {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  }

  function wake() {
    if (!context && window.AudioContext) context = new AudioContext();
    if (context && context.state === "suspended") context.resume();
  }

  /** @param {string} name */
  function play(name) {
    const tone = TONES[name];
    if (!tone || !is_wanted()) return;
    document.dispatchEvent(new CustomEvent("giliran:tone", { detail: { name } }));
    if (!context || context.state !== "running") return;
    for (const [hertz, start, length] of tone) {
      const from = context.currentTime + start;
      const source = context.createOscillator();
      const gain = context.createGain();
      source.type = name === "bad" ? "square" : "sine";
      source.frequency.value = hertz;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(LOUD, from + 0.01);
      gain.gain.linearRampToValueAtTime(0, from + length);
      source.connect(gain).connect(context.destination);
      source.start(from);
      source.stop(from + length);
    }
  }

  function sound() {
    for (const answer of document.querySelectorAll("[data-tone]:not([data-heard])")) {
      answer.dataset.heard = "";
      const { once, tone } = answer.dataset;
      if (once && once === called) continue;
      called = once || called;
      play(tone);
    }
  }

  function show() {
    for (const button of document.querySelectorAll("[data-sound]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(is_wanted())); // no child: the observer does not see it
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sound]")) return;
    try {
      localStorage.setItem(KEPT, is_wanted() ? "off" : "on");
    } catch {
      return;
    }
    show();
    play("good");
  });
  for (const first of ["keydown", "pointerdown"]) document.addEventListener(first, wake, true);
  new MutationObserver(() => {
    show();
    sound();
  }).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("giliran:answer", sound); // what the door says when nobody could be asked
  show();
  sound();
})();
