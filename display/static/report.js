// What a paired screen says of itself: the board it shows, whether calls are heard, its size.
(function () {
  "use strict";

  var OFTEN = 15000;
  var told = "";

  function facts() {
    var board = document.getElementById("board").dataset;
    return {
      day: board.day,
      version: Number(board.version),
      sound: sound.state(),
      width: window.innerWidth,
      height: window.innerHeight,
      build: board.build,
    };
  }

  function isPaired() {
    var orders = document.getElementById("orders");
    return Boolean(orders) && Number(orders.dataset.id) > 0;
  }

  function tell() {
    told = JSON.stringify(facts());
    if (isPaired()) live.tell(facts());
  }

  function tellChange() {
    if (JSON.stringify(facts()) !== told) tell();
  }

  document.addEventListener("live:news", tellChange);
  document.addEventListener("sound:change", tellChange);
  document.addEventListener("live:open", tell);
  window.addEventListener("resize", tellChange);
  setInterval(tell, OFTEN);
})();
