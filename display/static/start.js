// Browsers let a page sound only after a tap or a key, unless the kiosk was started with sound allowed. Where it was not,
// the page begins with a cover that asks for one tap and says what this screen can play; a screen that nobody touches
// shows its numbers all the same.
(function () {
  "use strict";

  var ASK = 20000;
  var SEEN = 4000; // how long the answer stays
  var cover = document.getElementById("start");
  var small = document.getElementById("sound");
  var woken = false;

  /** @param {string} part @param {unknown} can */
  function tell(part, can) {
    var words = cover.querySelector("ul").dataset;
    cover.querySelector('[data-part="' + part + '"]').textContent = can ? words.yes : words.no;
  }

  function tellAll() {
    var tongue = document.body.dataset.language === "en" ? "en" : "id";
    tell("browser", speech.can(tongue));
    sound.load(document.body.dataset.voice + "/" + tongue + "/test/0/0").then(function (file) { tell("office", file); });
  }

  function show() {
    small.hidden = sound.state() !== "off" || !cover.hidden;
  }

  function giveWay() {
    cover.hidden = true;
    show();
  }

  function begin() {
    if (sound.state() !== "off") return;
    cover.hidden = false;
    cover.querySelector("button").focus();
    tellAll();
    setTimeout(function () { if (!woken) giveWay(); }, ASK);
  }

  function wake() {
    if (woken || sound.state() !== "off") return;
    sound.wake().then(function () {
      if (woken) return;
      woken = true;
      tell("chime", true);
      document.dispatchEvent(new CustomEvent("sound:test"));
      setTimeout(giveWay, cover.hidden ? 0 : SEEN);
    });
  }

  sound.onchange(function () {
    show();
    document.dispatchEvent(new CustomEvent("sound:change"));
  });
  document.addEventListener("pointerdown", wake);
  document.addEventListener("click", wake); // browsers without pointer events, and a button pressed by a key
  document.addEventListener("keydown", wake);
  setTimeout(begin, 500);
})();
