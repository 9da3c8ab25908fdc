// The office's clock, from its last heartbeat on: the television's own time and zone are not asked.
var officeClock = (function () {
  "use strict";

  var pulse = read();

  function read() {
    var text = document.getElementById("pulse").getAttribute("datetime");
    var parts = /T(\d\d):(\d\d):(\d\d)/.exec(text);
    return {
      text: text,
      epoch: Date.parse(text),
      seconds: Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]),
      at: performance.now(),
    };
  }

  /** @param {number} number */
  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function show() {
    var element = document.getElementById("pulse");
    if (element.getAttribute("datetime") !== pulse.text) pulse = read();
    var seconds = Math.floor(pulse.seconds + (performance.now() - pulse.at) / 1000) % 86400;
    var text = two(Math.floor(seconds / 3600)) + "." + two(Math.floor(seconds / 60) % 60) + element.dataset.zone;
    if (element.textContent !== text) element.textContent = text;
  }

  document.addEventListener("live:news", show);
  setInterval(show, 1000);

  return {
    // The office's present, in milliseconds since 1970.
    now: function () {
      return pulse.epoch + performance.now() - pulse.at;
    },

    // Whether it lies in one of the spans, "start/end start/end".
    /** @param {string} spans */
    isIn: function (spans) {
      var now = this.now();
      return (spans || "").split(" ").some(function (span) {
        var ends = span.split("/");
        return Date.parse(ends[0]) <= now && now < Date.parse(ends[1]);
      });
    },
  };
})();
