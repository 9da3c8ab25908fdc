// The calls of the board in view: what they are, which are new, and how they are drawn into the stage.
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
      ticket: item.dataset.ticket,
      counter: item.dataset.counter,
      awaited: item.dataset.serving !== "yes",
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

  // Draws a view of the stage; an empty one gives the server's picture back. A stage the board brought anew is drawn anew.
  /** @param {Shown[]} view */
  function draw(view) {
    var mark = JSON.stringify(view);
    Array.prototype.forEach.call(document.querySelectorAll("[data-stage]"), function (slot) {
      if (slot.drawn === mark || (!view.length && !slot.server)) return;
      slot.server = slot.server || { look: slot.className, parts: Array.prototype.slice.call(slot.children) };
      slot.drawn = mark;
      fill(slot, view.length ? view.map(function (entry, i) { return card(slot, entry, i); }) : slot.server.parts);
      slot.className = view.length ? "stage of" + view.length : slot.server.look;
    });
  }

  /** @param {HTMLElement} slot @param {Element[]} parts */
  function fill(slot, parts) {
    while (slot.firstChild) slot.removeChild(slot.firstChild);
    parts.forEach(function (part) { slot.appendChild(part); });
  }

  /** @param {HTMLElement} slot @param {Shown} entry @param {number} place */
  function card(slot, entry, place) {
    var language = (slot.closest("[lang]") || document.documentElement).lang;
    var patterns = document.getElementById("call-card").content;
    var pattern = patterns.querySelector('[lang="' + language + '"]') || patterns.firstElementChild;
    var made = /** @type {HTMLElement} */ (pattern.cloneNode(true));
    var call = entry.call;
    made.dataset.key = call.key.slice(1);
    made.dataset.repeat = String(call.repeat);
    made.classList.toggle("big", place === 0);
    made.classList.toggle("newest", entry.newest);
    made.classList.toggle("fresh", entry.fresh);
    number(made.querySelector(".n"), call.ticket);
    made.querySelector(".to").textContent = made.querySelector(".to").dataset.words.replace("{counter}", call.counter);
    again(made.querySelector(".again"), call.repeat);
    return made;
  }

  /** @param {HTMLElement} element @param {string} ticket */
  function number(element, ticket) {
    var cut = ticket.indexOf("-") + 1;
    element.querySelector(".letter").textContent = ticket.slice(0, cut);
    element.querySelector(".digits").textContent = ticket.slice(cut);
  }

  /** @param {HTMLElement} element @param {number} repeat */
  function again(element, repeat) {
    var words = element.dataset;
    element.hidden = repeat === 0;
    element.textContent = repeat === 1 ? words.second : repeat === 2 ? words.third : repeat ? words.more : "";
  }

  return { onBoard: onBoard, fresh: fresh, draw: draw };
})();
