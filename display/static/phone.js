// A ticket on a phone: it buzzes when it is its turn, says how old its news is, and asks again when it is over.
(function () {
  "use strict";

  var RELOAD_PAUSE = 30000;
  var state = live().dataset.state;
  var said = document.createElement("p");
  said.className = "away";
  said.setAttribute("aria-live", "polite");
  document.body.appendChild(said);

  function live() {
    return document.getElementById("live");
  }

  function copyTime() {
    live().querySelector(".last-news").textContent = document.getElementById("pulse").textContent;
  }

  function change(now) {
    var text = live().querySelector(".now").textContent;
    said.textContent = text.replace(/\s+/g, " ").trim();
    if ((now === "entering" || now === "called") && navigator.vibrate) navigator.vibrate([300, 150, 300, 150, 600]);
  }

  // Once in a while only: a page that is answered "gone" again must not load itself without end.
  function reloadOnce() {
    var last = Number(sessionStorage.getItem("reloaded") || 0);
    if (Date.now() - last < RELOAD_PAUSE) return;
    sessionStorage.setItem("reloaded", String(Date.now()));
    location.reload();
  }

  document.addEventListener("live:news", function () {
    var now = live().dataset.state;
    copyTime();
    if (now === "gone") reloadOnce();
    else if (now !== state) change(now);
    state = now;
  });
})();
