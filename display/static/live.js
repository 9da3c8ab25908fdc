// What screens and phones share: how old the news is, never an older board, coming back for ever.
// htmx swaps what the socket sends; this file only watches it. It speaks by two events on document:
// "live:news" after every message, "live:silent" when nothing was heard for 20 seconds.
(function () {
  "use strict";

  var SILENT = 20000; // the office beats every 15 s
  var ABANDON = 40000; // a connection that is silent this long is dead, whatever the browser believes
  var LONGEST_PAUSE = 15000;

  var heard = performance.now();
  var heardByCalendar = Date.now(); // some browsers stop the first clock while they sleep
  var connection = null;
  var attempts = 0;
  var nextAttempt = 0;
  var ended = false;
  var refused = 0; // since when the office sends a board older than ours, as after a restored backup

  htmx.config.wsReconnectDelay = pause;

  function pause(retries) {
    return Math.random() * Math.min(LONGEST_PAUSE, 1000 * Math.pow(2, retries));
  }

  function silence() {
    return Math.max(performance.now() - heard, Date.now() - heardByCalendar);
  }

  function stampIn(text) {
    var found = /data-day="([\d-]+)" data-version="(\d+)"/.exec(text);
    return found && { day: found[1], version: Number(found[2]) };
  }

  function isOlder(stamp) {
    var shown = document.querySelector("[data-version]");
    if (!stamp || !shown) return false;
    if (stamp.day !== shown.dataset.day) return stamp.day < shown.dataset.day;
    return stamp.version < Number(shown.dataset.version);
  }

  function reconnect() {
    if (ended || !connection || performance.now() < nextAttempt) return;
    attempts += 1;
    nextAttempt = performance.now() + 2000 + pause(attempts);
    connection.reconnect();
  }

  document.addEventListener("htmx:wsBeforeMessage", function (event) {
    if (!isOlder(stampIn(event.detail.message))) return;
    event.preventDefault();
    refused = refused || performance.now();
  });

  document.addEventListener("htmx:wsAfterMessage", function (event) {
    if (stampIn(event.detail.message)) refused = 0;
    if (refused) return; // heartbeats do not make what we show true
    heard = performance.now();
    heardByCalendar = Date.now();
    attempts = 0;
    document.body.classList.add("live");
    document.body.classList.remove("stale");
    document.dispatchEvent(new CustomEvent("live:news"));
  });

  document.addEventListener("htmx:wsOpen", function (event) {
    connection = event.detail.socketWrapper;
  });

  document.addEventListener("htmx:wsClose", function (event) {
    connection = event.detail.socketWrapper || connection;
    ended = event.detail.event.code === 4404; // there is nothing at this address
  });

  function look() {
    if (silence() > SILENT && !document.body.classList.contains("stale")) {
      document.body.classList.add("stale");
      document.dispatchEvent(new CustomEvent("live:silent"));
    }
    if (refused && performance.now() - refused > ABANDON) location.reload();
    else if (silence() > ABANDON) reconnect();
  }

  setInterval(look, 1000);

  // A phone that was in a pocket, or a line that is back: no need to wait for the next pause to end.
  function back() {
    look();
    if (silence() > SILENT) {
      nextAttempt = 0;
      reconnect();
    }
  }
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) back();
  });
  window.addEventListener("online", back);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) back();
  });
})();
