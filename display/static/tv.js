// A screen: the board's calls stand where the office drew them; each new one is marked, said once to screen readers, and
// heard in its turn while it still holds.
(function () {
  "use strict";

  var KEPT = 120000; // what was owed before the page loaded itself again is still owed for this long
  var TOGETHER = 2000; // calls that follow so soon are said in one breath, or a reader would hear the last alone
  var saidAt = -TOGETHER;
  var NEW = 3600; // how long a call that came into view is marked by movement
  var known = knownBefore() || calls.onBoard();
  var build = document.getElementById("board").dataset.build;
  /** @type {Record<string, number>} */
  var came = {}; // when each new call came into view
  var announcer = makeAnnouncer(isOnBoard, mayBeHeard, volume);

  /** @param {Spoken} call */
  function isOnBoard(call) {
    return Boolean(known[call.key]);
  }

  function mayBeHeard() {
    var board = document.getElementById("board").dataset;
    return sound.state() !== "off" && board.state !== "break" && !officeClock.isIn(board.quiet);
  }

  function volume() {
    var orders = document.getElementById("orders");
    return orders && orders.dataset.volume ? Math.min(Number(orders.dataset.volume), 100) / 100 : 1;
  }

  function mark() {
    /** @type {Record<string, number>} */
    var ages = {};
    Object.keys(came).forEach(function (key) {
      var age = performance.now() - came[key];
      if (age < NEW) ages[key] = age;
      else delete came[key];
    });
    calls.mark(ages);
    document.body.classList.toggle("has-call", Boolean(document.querySelector("#board .call, #board .enter")));
  }

  function advance() {
    mark();
    announcer.next();
  }

  // In the first of the page's languages: what is read aloud once must not come again in the second.
  /** @param {Call[]} fresh */
  function say(fresh) {
    var said = document.getElementById("said");
    var before = performance.now() - saidAt < TOGETHER ? [said.textContent] : [];
    said.lang = fresh[0].sentences[0].language;
    said.textContent = before.concat(fresh.map(function (call) { return call.sentences[0].text; })).join(". ");
    saidAt = performance.now();
  }

  function news() {
    if (document.getElementById("board").dataset.build !== build) live.reload(); // the office was updated
    take();
  }

  function take() {
    var board = calls.onBoard();
    var fresh = calls.fresh(known, board);
    known = board;
    fresh.forEach(function (call) {
      came[call.key] = performance.now();
      announcer.add(call);
    });
    if (fresh.length) say(fresh);
    advance();
  }

  // What is no call, in the languages of the screen: the sentence of a sound test, or a test call.
  /** @param {string} name its ticket in the address of its sound @param {HTMLElement} place where its words stand */
  function test(name, place) {
    var orders = document.getElementById("orders");
    var language = orders ? orders.dataset.language : document.body.dataset.language;
    announcer.test(["id", "en"].filter(function (one) { return language === "both" || language === one; }).map(function (one) {
      return { language: one, text: place.dataset[one], url: document.body.dataset.voice + "/" + one + "/" + name + "/0/0" };
    }));
  }

  // --- a page that loads itself again goes on where it was

  function leave() {
    announcer.owed().forEach(function (call) { delete known[call.key]; });
    live.keep("giliran-known", JSON.stringify({ at: Date.now(), day: day(), calls: known }));
  }

  function knownBefore() {
    var text = live.kept("giliran-known");
    var before = text ? JSON.parse(text) : null;
    live.keep("giliran-known", "");
    return before && before.day === day() && Math.abs(Date.now() - before.at) < KEPT ? before.calls : null;
  }

  function day() {
    return document.getElementById("board").dataset.day;
  }

  document.addEventListener("live:news", news);
  document.addEventListener("live:leaving", leave);
  document.addEventListener("sound:change", announcer.next);
  document.addEventListener("sound:test", function () { test("test", document.getElementById("start")); });
  document.addEventListener("sound:trial", function () { test("trial", document.getElementById("trial")); });
  setInterval(advance, 250);
  take();
})();
