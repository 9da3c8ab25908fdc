// "Huruf besar" changes the letters of the page that is open: nothing that was typed or chosen is lost, nothing jumps.
// The server is told for the pages that follow.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var way = event.target.closest("[data-letters]");
    if (!way) return;
    event.preventDefault();
    var size = document.documentElement.classList.toggle("large") ? "large" : "normal";
    var other = way.dataset.other;
    way.dataset.other = way.textContent;
    way.textContent = other;
    fetch(way.dataset.letters + "?text=" + size, { method: "HEAD", keepalive: true }).catch(function () {});
  });
})();
