// Pictures and videos between calls, one after another; what cannot be shown is passed over. While the office is closed
// none is shown or fetched. How they make room for a call is the style sheet's, by the classes has-call and has-media.
(function () {
  "use strict";

  var STUCK = 30000; // a video that stands still this long is over
  var place = document.querySelector("[data-media]");
  var isStill = window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches;
  /** @type {Medium[]} */
  var list = [];
  var mark = "";
  var at = -1;
  var timer = 0;
  /** @type {HTMLElement} */
  var begun = null; // what is shown or on its way; whatever was begun before it is void

  if (!place) return;

  /** @returns {Medium[]} */
  function wanted() {
    var items = Array.prototype.slice.call(document.querySelectorAll("#orders .media li"));
    return items.map(function (item) {
      return { kind: item.dataset.kind, src: item.dataset.src, seconds: Number(item.dataset.seconds), title: item.textContent };
    }).filter(function (item) { return item.kind === "picture" || !isStill; });
  }

  /** @param {() => void} work @param {number} milliseconds */
  function later(work, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  }

  function isClosed() {
    return document.getElementById("board").dataset.state === "closed";
  }

  function next() {
    if (!list.length || isClosed()) return;
    at = (at + 1) % list.length;
    if (list[at].kind === "video") video(list[at]);
    else picture(list[at]);
  }

  // What is broken must not be asked for without a pause.
  function passOver() {
    later(next, 5000);
  }

  /** @template {"img" | "video"} K @param {K} kind @returns {HTMLElementTagNameMap[K]} */
  function begin(kind) {
    var made = document.createElement(kind);
    begun = made;
    return made;
  }

  /** @param {HTMLElement} made @param {() => void} work */
  function unlessVoid(made, work) {
    return function () { if (made === begun) work(); };
  }

  /** @param {Medium} item */
  function picture(item) {
    var made = begin("img");
    made.alt = item.title;
    made.onerror = unlessVoid(made, passOver);
    made.onload = unlessVoid(made, function () {
      put(made);
      if (list.length > 1) later(next, item.seconds * 1000);
    });
    made.src = item.src;
  }

  /** @param {Medium} item */
  function video(item) {
    var made = begin("video");
    made.muted = made.playsInline = made.autoplay = true;
    made.loop = list.length === 1;
    made.setAttribute("aria-label", item.title);
    made.onerror = unlessVoid(made, passOver);
    made.onended = unlessVoid(made, next);
    made.ontimeupdate = unlessVoid(made, function () { later(next, STUCK); });
    made.onloadeddata = unlessVoid(made, function () { put(made); });
    later(next, STUCK);
    made.src = item.src;
  }

  /** @param {HTMLElement} made */
  function put(made) {
    clear();
    place.appendChild(made);
    show();
  }

  function clear() {
    var shown = /** @type {HTMLVideoElement} */ (place.firstChild);
    if (!shown) return;
    place.removeChild(shown);
    if (shown.pause) {
      shown.onended = shown.ontimeupdate = shown.onerror = null;
      shown.pause();
      shown.removeAttribute("src"); // lets go of what was loaded
      shown.load();
    }
  }

  function show() {
    place.hidden = !place.firstChild;
    document.body.classList.toggle("has-media", !place.hidden);
    var playing = place.querySelector("video");
    if (playing && playing.paused && !playing.ended) playing.play().catch(passOver);
  }

  function rest() {
    clearTimeout(timer);
    begun = null;
    clear();
  }

  function follow() {
    var now = wanted();
    if (JSON.stringify(now) !== mark) {
      mark = JSON.stringify(now);
      list = now;
      at = -1;
      rest();
    }
    if (isClosed()) rest();
    else if (!begun) next();
    show();
  }

  document.addEventListener("live:news", follow);
  follow();
})();
