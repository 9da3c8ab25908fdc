// How an office is now, on its page: asked for again every 20 seconds, and only while somebody sees it.
(function () {
  "use strict";

  var EVERY = 20000;
  var place = document.querySelector("[data-live]");
  if (!place || !window.fetch) return;
  var address = place.dataset.live || "";
  var asked = Date.now();

  /** @param {string} text */
  function show(text) {
    var came = document.createElement("template");
    came.innerHTML = text;
    came.content.querySelectorAll("[id^='live-']").forEach(function (part) {
      var old = document.querySelector("#" + part.id);
      if (old && old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
    });
  }

  // What is not answered now is asked for again: until then the page says of when its figures are.
  function ask() {
    if (document.hidden || Date.now() - asked < EVERY - 500) return;
    asked = Date.now();
    fetch(address + location.search, { headers: { "HX-Request": "true" } })
      .then(function (answer) {
        return answer.ok ? answer.text().then(show) : null;
      })
      .catch(function () {});
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
