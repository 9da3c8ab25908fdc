// A ticket on a phone: it buzzes when it is its turn, and asks again when it is over, or has only begun by a scan at the
// door. "phone:turn" on document tells once of each occasion, with the words for it.
(function () {
  "use strict";

  var RELOAD_PAUSE = 30000;
  // Numbers before it.
  var NEAR = 3;
  /** @type {Record<string, string>} */
  var OCCASIONS = { entering: "enter", called: "counter", missed: "missed" };
  var BUZZ = [300, 150, 300, 150, 600];
  var began = live() ? live().dataset.state : "booked";
  var said = document.createElement("p");
  said.className = "away";
  said.setAttribute("aria-live", "polite");
  document.body.appendChild(said);
  document.body.classList.toggle("still", !navigator.vibrate);

  function live() {
    return document.getElementById("live");
  }

  // What is seen of it.
  /** @param {string} selector */
  function wordsOf(selector) {
    var found = live().querySelector(selector);
    return found ? found.innerText.replace(/\s+/g, " ").trim() : "";
  }

  // What was shown last, in this tab: a page that is loaded anew tells nothing twice and misses nothing.
  function last() {
    return JSON.parse(window.live.kept("turn") || "{}");
  }

  function look() {
    if (!live()) return;
    var facts = live().dataset;
    var was = last();
    var now = {
      of: facts.day + " " + facts.number,
      state: facts.state,
      repeat: Number(facts.repeat),
      far: Number(facts.ahead || 0) > NEAR,
      late: "late" in facts,
      soon: false,
    };
    var isKnown = was.of === now.of;
    // Whoever is called again did not notice the first time
    var isNew = was.state !== now.state || now.repeat > was.repeat;
    document.title = facts.title;
    now.soon = isKnown && was.soon;
    if (isKnown && (isNew || (now.late && !was.late))) said.textContent = wordsOf(".now");
    if (isKnown && isNew) {
      if (OCCASIONS[now.state]) tell(OCCASIONS[now.state], wordsOf(".now b"), wordsOf(".now p"));
    }
    if (isKnown && now.state === "waiting" && was.far && !now.far && !now.soon) {
      now.soon = true;
      said.textContent = wordsOf(".place");
      tell("soon", wordsOf(".place"), "");
    }
    window.live.keep("turn", JSON.stringify(now));
  }

  /** @param {string} occasion @param {string} title @param {string} text */
  function tell(occasion, title, text) {
    // Else browsers refuse, and complain
    var isTouched = !navigator.userActivation || navigator.userActivation.hasBeenActive;
    if (navigator.vibrate && isTouched) navigator.vibrate(occasion === "soon" ? [200] : BUZZ);
    var detail = { title: live().dataset.number + ": " + title, text: text };
    document.dispatchEvent(new CustomEvent("phone:turn", { detail: detail }));
  }

  // Once in a while only: a page that is answered "gone" again must not load itself without end. One that began
  // otherwise than the last has got on meanwhile, however soon.
  function reloadOnce() {
    var before = JSON.parse(window.live.kept("reloaded") || "{}");
    if (before.from === began && Date.now() - before.at < RELOAD_PAUSE) return;
    window.live.keep("reloaded", JSON.stringify({ from: began, at: Date.now() }));
    location.reload();
  }

  document.addEventListener("live:news", function () {
    if (document.querySelector("[data-state=gone]")) reloadOnce();
    else look();
  });
  look();
})();
