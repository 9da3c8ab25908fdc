// A ticket page with a QR: kept on this phone for when there is no internet, shared by the phone's own sheet, printed.
(function () {
  "use strict";

  var LOOK_AGAIN = 20000;
  var WATCH = 60000;
  var body = document.body;
  var isCopy = "copy" in body.dataset;

  // What the page knows is old: said in a region that is read aloud, with the time of the last news where it has one.
  var line = document.querySelector(".line");

  function showLine() {
    var isOff = isCopy || navigator.onLine === false;
    body.classList.toggle("offline", isOff);
    var heard = document.getElementById("pulse");
    var words = isOff ? line.dataset.offline : body.classList.contains("stale") ? line.dataset.stale : "";
    var text = (words || "").replace("{time}", heard ? heard.textContent : "");
    if (line.textContent !== text) line.textContent = text;
  }

  window.addEventListener("offline", showLine);
  window.addEventListener("online", function () {
    if (isCopy) location.reload();
    else showLine();
  });
  document.addEventListener("live:silent", showLine);
  document.addEventListener("live:news", showLine);
  showLine();

  // A copy looks for the office: a phone may be in a network that has no internet, and hear nothing when it is back.
  function look() {
    fetch(location.pathname, { method: "HEAD", cache: "no-store" }).then(
      function (answer) {
        if (answer.status < 500) location.reload();
      },
      function () {}
    );
  }
  if (isCopy) setInterval(look, LOOK_AGAIN);
  // It may have come back before anybody listened
  if (isCopy && navigator.onLine !== false) setTimeout(look, 1000);

  // A page that lay in a pocket overnight says what was so yesterday.
  var opened = new Date().toDateString();
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && !isCopy && navigator.onLine !== false && new Date().toDateString() !== opened) location.reload();
  });

  // What the office does to a visit that has no number comes by no socket: another time, or none.
  var watched = document.querySelector("[data-watch]");
  function watch() {
    if (document.hidden) return;
    fetch(watched.dataset.watch, { cache: "no-store" }).then(
      function (answer) {
        if (answer.status === 205) location.reload();
      },
      function () {}
    );
  }
  if (watched && !isCopy) setInterval(watch, WATCH);

  // After everything else, so that the first view does not wait for it.
  function keep() {
    var script = document.querySelector("[data-keep]").dataset.keep;
    navigator.serviceWorker.register(script).then(
      function () {
        navigator.serviceWorker.ready.then(function (ready) {
          ready.active.postMessage("keep");
        });
      },
      function () {}
    );
  }
  if (navigator.serviceWorker && !isCopy) window.addEventListener("load", keep);

  /** @this {HTMLElement} @param {MouseEvent & { target: HTMLElement }} event */
  function share(event) {
    var button = event.target.closest("button");
    if (!button) return;
    /** @type {ShareData} */
    var told = { text: this.dataset.said };
    if ("link" in button.dataset) told.url = location.origin + location.pathname;
    navigator.share(told).catch(function () {});
  }
  var sharing = document.querySelector(".share");
  if (sharing && navigator.share) {
    sharing.hidden = false;
    sharing.addEventListener("click", share);
  }

  // Dropped by a tap, also without internet; where there is some, the office's answer says that it is done. Without a
  // worker nothing is kept, and not every ticket has something that is told.
  var dropping = document.querySelector("form[data-drops]");
  dropping.addEventListener("submit", function (event) {
    event.preventDefault();
    Promise.resolve(navigator.serviceWorker)
      .then(function (workers) {
        return workers.getRegistration();
      })
      .then(function (found) {
        found.active.postMessage("drop");
      })
      .catch(function () {})
      .then(function () {
        localStorage.removeItem("tell " + document.querySelector("[data-visit]").dataset.visit);
      })
      .catch(function () {})
      .then(function () {
        if (isCopy || navigator.onLine === false) document.getElementById("main").textContent = dropping.dataset.done;
        else dropping.submit();
      });
  });

  var printing = document.querySelector("[data-print]");
  printing.hidden = false;
  printing.addEventListener("click", function () {
    window.print();
  });
})();
