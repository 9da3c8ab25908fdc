// The calls of the board in view: what they are, which are new, and how new ones are marked.
var calls = (function () {
  "use strict";

  // The calls of the board, by key, oldest first.
  function onBoard() {
    /** @type {Record<string, Call>} */
    var found = {};
    Array.prototype.slice.call(document.querySelectorAll("#calls li")).reverse().forEach(function (item) {
      var call = read(item);
      found[call.key] = call;
    });
    return found;
  }

  /** @param {HTMLElement} item @returns {Call} */
  function read(item) {
    return {
      key: "c" + item.dataset.key, // never a number: objects would put those first, in an order of their own
      repeat: Number(item.dataset.repeat),
      sentences: ["id", "en"].map(function (language) { return sentence(item, language); }).filter(Boolean),
    };
  }

  /** @param {HTMLElement} item @param {string} language @returns {Sentence} */
  function sentence(item, language) {
    var words = item.querySelector('[lang="' + language + '"]');
    return words && { language: language, text: words.textContent.trim(), url: item.getAttribute("data-sound-" + language) };
  }

  // Calls of `after` that `before` does not have, or has with fewer repeats.
  /** @param {Record<string, Call>} before @param {Record<string, Call>} after */
  function fresh(before, after) {
    return Object.keys(after).filter(function (key) {
      return !before[key] || after[key].repeat > before[key].repeat;
    }).map(function (key) { return after[key]; });
  }

  // Marks the cards of calls that are new: `ages` are their milliseconds in view. A board replaces its cards as a whole,
  // so a new one goes on where the movement of the last one was.
  /** @param {Record<string, number>} ages */
  function mark(ages) {
    Array.prototype.forEach.call(document.querySelectorAll("#board .call"), function (card) {
      var age = ages["c" + card.dataset.key];
      var isFresh = age !== undefined;
      if (card.classList.contains("fresh") === isFresh) return;
      card.classList.toggle("fresh", isFresh);
      card.style.animationDelay = isFresh ? -age + "ms" : "";
    });
  }

  return { onBoard: onBoard, fresh: fresh, mark: mark };
})();
