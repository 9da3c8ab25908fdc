// The office's notices take turns in the foot of the screen.
(function () {
  "use strict";

  var EACH = 10000;
  var start = performance.now();

  function show() {
    var turn = Math.floor((performance.now() - start) / EACH);
    Array.prototype.forEach.call(document.querySelectorAll(".notices"), function (list) {
      Array.prototype.forEach.call(list.children, function (notice, i) {
        notice.classList.toggle("shown", i === turn % list.children.length);
      });
    });
  }

  document.addEventListener("live:news", show);
  setInterval(show, 1000);
})();
