// What the browser's sound can do: a chime, and files of speech. Every promise here keeps itself: sound never stops the
// calls that come after it.
var sound = (function () {
  "use strict";

  var CHIME = 1500; // milliseconds until something else may be heard
  var FILE = 4000; // what has not come by then is said in another way
  var Context = window.AudioContext || window.webkitAudioContext;
  var context = Context ? new Context() : null;
  var output = context && context.createGain();
  if (output) output.connect(context.destination);

  /** @param {number} milliseconds @param {null} [value] @returns {Promise<null>} */
  function after(milliseconds, value) {
    return new Promise(function (done) { setTimeout(done, milliseconds, value); });
  }

  /** @param {number} hertz @param {number} start */
  function tone(hertz, start) {
    var oscillator = context.createOscillator();
    var volume = context.createGain();
    oscillator.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.6, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 1.1);
    oscillator.connect(volume);
    volume.connect(output);
    oscillator.start(start);
    oscillator.stop(start + 1.15);
  }

  /** @param {string} url @returns {Promise<ArrayBuffer>} */
  function fetched(url) {
    return new Promise(function (done) {
      var request = new XMLHttpRequest();
      request.open("GET", url);
      request.responseType = "arraybuffer";
      request.timeout = FILE;
      request.onload = function () { done(request.status === 200 ? request.response : null); };
      request.onerror = request.ontimeout = function () { done(null); };
      request.send();
    });
  }

  /** @param {ArrayBuffer} bytes @returns {Promise<AudioBuffer>} */
  function decoded(bytes) {
    return new Promise(function (done) {
      context.decodeAudioData(bytes, done, function () { done(null); });
    }).catch(function () { return null; });
  }

  return {
    // "on", "off" (the browser waits for a tap or a key) or "unable".
    state: function () {
      return context ? (context.state === "running" ? "on" : "off") : "unable";
    },

    // Asks the browser to begin; only within a tap or a key it may.
    wake: function () {
      return context ? context.resume() : Promise.resolve();
    },

    /** @param {() => void} told */
    onchange: function (told) {
      if (context) context.onstatechange = told;
    },

    // 0 to 1, for everything that follows.
    /** @param {number} volume */
    loudness: function (volume) {
      if (output) output.gain.value = volume;
    },

    chime: function () {
      if (!context || context.state !== "running") return Promise.resolve();
      tone(784, context.currentTime);
      tone(587, context.currentTime + 0.45);
      return after(CHIME);
    },

    // The sound of a file, or null if it is not there, cannot be played, or takes too long.
    /** @param {string} url @returns {Promise<AudioBuffer>} */
    load: function (url) {
      if (!context || !url) return Promise.resolve(null);
      var made = fetched(url).then(function (bytes) { return bytes && decoded(bytes); });
      return Promise.race([made, after(FILE, null)]);
    },

    // Plays what `load` gave, to its end.
    /** @param {AudioBuffer} buffer */
    play: function (buffer) {
      var source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(output);
      var ended = new Promise(function (done) { source.onended = done; });
      source.start();
      return Promise.race([ended, after(buffer.duration * 1000 + 1000)]);
    },
  };
})();
