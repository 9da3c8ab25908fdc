// A test call that the office has asked for: shown for a while and spoken once. A call that is one takes it away at once,
// and while one stands on the board it is not shown at all.
(function () {
  "use strict";

  var SHOWN = 15000;
  var FRESH = 20000; // whoever was away and hears of it later has other people before it by now
  var ending = 0;

  function place() {
    return document.getElementById("trial");
  }

  function hasCalls() {
    return Boolean(document.querySelector("#calls li"));
  }

  function end() {
    clearTimeout(ending);
    place().hidden = true;
  }

  /** @param {CustomEvent<number>} asked the office's moment of it, in seconds since 1970 */
  function show(asked) {
    if (hasCalls() || Math.abs(officeClock.now() - asked.detail * 1000) > FRESH) return;
    clearTimeout(ending);
    place().hidden = false;
    ending = setTimeout(end, SHOWN);
    document.dispatchEvent(new CustomEvent("sound:trial"));
  }

  function giveWay() {
    if (!place().hidden && hasCalls()) end();
  }

  document.addEventListener("trial:call", show);
  document.addEventListener("live:news", giveWay);
})();
