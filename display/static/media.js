// Pictures and videos between calls, one after another; what cannot be shown is passed over. How they make room for a
// call is the style sheet's, by the classes has-call and has-media.
(function () {
  "use strict";

  var STUCK = 30000; // a video that stands still this long is over
  var place = document.querySelector("[data-media]");
  var isStill = window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches;
  var list = [];
  var mark = "";
  var at = -1;
  var timer = 0;

  if (!place) return;

  function wanted() {
    var items = document.querySelectorAll("#orders .media li");
    return Array.prototype.map.call(items, function (item) {
      return { kind: item.dataset.kind, src: item.dataset.src, seconds: Number(item.dataset.seconds), title: item.textContent };
    }).filter(function (item) { return item.kind === "picture" || !isStill; });
  }

  function later(work, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  }

  function next() {
    if (!list.length) return;
    at = (at + 1) % list.length;
    if (list[at].kind === "video") video(list[at]);
    else picture(list[at]);
  }

  // What is broken must not be asked for without a pause.
  function passOver() {
    later(next, 5000);
  }

  function picture(item) {
    var made = document.createElement("img");
    made.alt = item.title;
    made.onerror = passOver;
    made.onload = function () {
      put(made);
      if (list.length > 1) later(next, item.seconds * 1000);
    };
    made.src = item.src;
  }

  function video(item) {
    var made = document.createElement("video");
    made.muted = made.playsInline = made.autoplay = true;
    made.loop = list.length === 1;
    made.setAttribute("aria-label", item.title);
    made.onerror = passOver;
    made.onended = next;
    made.ontimeupdate = function () { later(next, STUCK); };
    made.onloadeddata = function () { put(made); };
    later(next, STUCK);
    made.src = item.src;
  }

  function put(made) {
    clear();
    place.appendChild(made);
    show();
  }

  function clear() {
    var shown = place.firstChild;
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
    var isShown = Boolean(place.firstChild) && document.getElementById("board").dataset.state !== "closed";
    place.hidden = !isShown;
    document.body.classList.toggle("has-media", isShown);
    var playing = place.querySelector("video");
    if (playing && isShown && playing.paused && !playing.ended) playing.play().catch(passOver);
    if (playing && !isShown) playing.pause();
  }

  function follow() {
    var now = wanted();
    if (JSON.stringify(now) !== mark) {
      mark = JSON.stringify(now);
      list = now;
      at = -1;
      clearTimeout(timer);
      clear();
      next();
    }
    show();
  }

  document.addEventListener("live:news", follow);
  follow();
})();
