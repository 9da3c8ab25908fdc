// What the office wants of this screen: another look loads the page again, a count that rose does its work once. A screen
// that is not paired looks as its address says.
(function () {
  "use strict";

  var LOOK = ["id", "name", "layout", "language", "theme", "counter", "removed"];
  var NAMED = 10000;
  var known = read();
  var hiding = 0;

  function read() {
    var element = document.getElementById("orders");
    return element ? Object.assign({}, element.dataset) : null;
  }

  /** @param {string} name @param {DOMStringMap} now */
  function rose(name, now) {
    var before = Number(known[name]);
    known[name] = now[name];
    return Number(now[name]) > before;
  }

  /** @param {string} name */
  function identify(name) {
    var shown = document.getElementById("identity");
    shown.textContent = name || document.title;
    shown.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(function () { shown.hidden = true; }, NAMED);
  }

  function follow() {
    var now = read();
    known = known || now;
    if (!now) return;
    var differs = Number(now.id) && LOOK.some(function (name) { return now[name] !== known[name]; });
    if (differs || Number(now.reloads) > Number(known.reloads)) live.reload(); // refused for now: the next news ask again
    if (rose("identifications", now)) identify(now.name);
    if (rose("tests", now)) document.dispatchEvent(new CustomEvent("sound:test"));
    if (rose("call", now)) document.dispatchEvent(new CustomEvent("trial:call", { detail: Number(now.call) }));
  }

  document.addEventListener("live:news", follow);
})();
