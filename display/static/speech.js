// The browser's own voice, where the office's cannot be heard.
var speech = (function () {
  "use strict";

  var LONGEST = 15000; // some browsers never say that they have ended
  /** @type {Record<string, RegExp>} */
  var TAGS = { id: /^(id|in|ms)\b/i, en: /^en\b/i };
  var synthesis = window.speechSynthesis;
  var uttered = null; // kept: a browser may drop one that nobody holds, and its end with it

  /** @param {string} language */
  function voice(language) {
    var voices = synthesis ? synthesis.getVoices() : [];
    return voices.filter(function (one) { return TAGS[language].test(one.lang); })[0];
  }

  return {
    /** @param {string} language */
    can: function (language) {
      return Boolean(voice(language));
    },

    // Says the text to its end; at once over where there is no voice of the language. volume: 0 to 1.
    /** @param {string} text @param {string} language @param {number} volume @returns {Promise<void>} */
    say: function (text, language, volume) {
      var chosen = voice(language);
      if (!chosen) return Promise.resolve();
      return new Promise(function (done) {
        uttered = new SpeechSynthesisUtterance(text);
        uttered.voice = chosen;
        uttered.lang = chosen.lang;
        uttered.volume = volume;
        var limit = setTimeout(function () {
          synthesis.cancel();
          done();
        }, LONGEST);
        uttered.onend = uttered.onerror = function () {
          clearTimeout(limit);
          done();
        };
        synthesis.speak(uttered);
      });
    },
  };
})();
