// A screen in the hall: the office's clock, a chime for each new call, and the call said once to screen readers.
(function () {
  "use strict";

  var CHIME_EVERY = 1.8; // seconds between two chimes
  var MOST_CHIMES = 3; // after a disturbance the newest calls are enough

  var known = callsShown();
  var pulse = readPulse();
  var build = document.getElementById("board").dataset.build;
  var audio = null;
  var quietUntil = 0;

  // The clock goes on from the office's last heartbeat; the television's own time and zone are not asked.
  function readPulse() {
    var element = document.getElementById("pulse");
    var parts = /T(\d\d):(\d\d):(\d\d)/.exec(element.getAttribute("datetime"));
    return {
      text: element.getAttribute("datetime"),
      seconds: Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]),
      at: performance.now(),
    };
  }

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function showTime() {
    var element = document.getElementById("pulse");
    var seconds = Math.floor(pulse.seconds + (performance.now() - pulse.at) / 1000) % 86400;
    var text = two(Math.floor(seconds / 3600)) + "." + two(Math.floor(seconds / 60) % 60) + element.dataset.zone;
    if (element.textContent !== text) element.textContent = text;
  }

  function callsShown() {
    var calls = {};
    document.querySelectorAll("#calls li").forEach(function (item) {
      calls[item.dataset.key] = { repeat: Number(item.dataset.repeat), text: item.textContent };
    });
    return calls;
  }

  function newCalls(before, after) {
    return Object.keys(after).filter(function (key) {
      return !before[key] || after[key].repeat > before[key].repeat;
    });
  }

  function announce(fresh, calls) {
    document.getElementById("said").textContent = fresh.map(function (key) { return calls[key].text; }).join(". ");
    document.querySelectorAll(".call, .enter").forEach(function (element) { element.classList.add("fresh"); });
    fresh.slice(0, MOST_CHIMES).forEach(chime);
  }

  function chime() {
    if (!audio || audio.state !== "running") return;
    var start = Math.max(audio.currentTime, quietUntil);
    quietUntil = start + CHIME_EVERY;
    tone(784, start);
    tone(587, start + 0.45);
  }

  function tone(hertz, start) {
    var oscillator = audio.createOscillator();
    var volume = audio.createGain();
    oscillator.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.6, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 1.1);
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + 1.15);
  }

  // Browsers let a page sound only after a touch or a key, unless the kiosk was started with sound allowed.
  function prepareSound() {
    var Context = window.AudioContext || window.webkitAudioContext;
    var button = document.getElementById("sound");
    if (!Context) return;
    audio = new Context();
    function show() { button.hidden = audio.state === "running"; }
    function wake() { audio.resume().then(show); }
    audio.onstatechange = show;
    document.addEventListener("pointerdown", wake);
    document.addEventListener("keydown", wake);
    setTimeout(show, 500);
  }

  document.addEventListener("live:news", function () {
    var board = document.getElementById("board");
    if (board.dataset.build !== build) {
      location.reload(); // the office was updated; we are connected, so the new page is there
      return;
    }
    var beat = document.getElementById("pulse").getAttribute("datetime");
    if (beat !== pulse.text) pulse = readPulse();
    showTime();
    var calls = callsShown();
    var fresh = newCalls(known, calls);
    known = calls;
    if (fresh.length) announce(fresh, calls);
  });

  setInterval(showTime, 1000);
  prepareSound();
})();
