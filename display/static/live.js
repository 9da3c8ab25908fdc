// What screens and phones share: how old the news is, never an older board, coming back for ever.
// What the socket sends is put in the place of what has its id; beside it a slow poll asks for the same at the same
// address, for networks that break sockets. The address is the page's "data-live". It speaks by events on document:
// "live:open" when the socket is there, "live:news" after every message, "live:silent" when nothing was heard for 20
// seconds, "live:leaving" before the page loads itself again. A screen asks more often than a phone: screens are few,
// and thousands of phones must not come back all at once.
var live = (function () {
  "use strict";

  // The office beats every 15 s
  var LATE = 16000;
  var SILENT = 20000;
  // A phone's connection that is silent this long is dead, whatever the browser believes
  var ABANDON = 40000;
  var CONNECTING = 2000;
  // A clock that moved this far by itself: somebody set it, or the machine slept
  var LEAP = 5000;
  var RELOAD_PAUSE = 10000;
  var LONGEST_PAUSE = 15000;

  var isScreen = Boolean(document.getElementById("board"));
  var PACE = isScreen ? { troubled: 800, deaf: 3000, well: 15000 } : { troubled: 15000, deaf: 15000, well: Infinity };
  var ANSWER = isScreen ? 2000 : 10000;

  var heard = moment();
  var looked = moment();
  /** @type {WebSocket} */
  var socket = null;
  var line = { started: performance.now(), spoke: performance.now(), again: 0, retries: 0, timer: 0 };
  var poll = { asked: performance.now(), jitter: 1, failed: false };
  var report = "";
  var ended = false;
  // Since when the office sends a board older than ours, as after a restored backup
  var refused = 0;
  var isAsking = false;

  // --- the socket

  function pause() {
    return isScreen ? PACE.troubled : Math.random() * Math.min(LONGEST_PAUSE, 2500 * Math.pow(2, line.retries));
  }

  // One at a time: a socket that was given up must not close, or speak, later on.
  function connect() {
    var place = document.querySelector("[data-live]");
    if (ended || !place) return;
    clearTimeout(line.timer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    line.started = performance.now();
    line.again = line.started + (isScreen ? LATE : LATE + Math.random() * LONGEST_PAUSE);
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + place.dataset.live);
    socket.onopen = opened;
    socket.onmessage = hear;
    socket.onclose = closed;
  }

  function opened() {
    line.spoke = performance.now();
    line.retries = 0;
    document.dispatchEvent(new CustomEvent("live:open"));
  }

  /** @param {MessageEvent<string>} message */
  function hear(message) {
    var stamp = stampIn(message.data);
    line.spoke = performance.now();
    if (isOlder(stamp)) {
      refused = refused || performance.now();
      return;
    }
    put(partsOf(message.data));
    if (stamp) refused = 0;
    // Heartbeats do not make what we show true
    if (!refused) news();
  }

  /** @param {CloseEvent} event */
  function closed(event) {
    // There is nothing at this address
    if (event.code === 4404) leave();
    if (ended) return;
    line.timer = setTimeout(connect, pause());
    line.retries += 1;
  }

  function leave() {
    if (isScreen) reload();
    else ended = true;
  }

  function isOpen() {
    return Boolean(socket) && socket.readyState === WebSocket.OPEN;
  }

  /** @param {number} now */
  function mendLine(now) {
    if (!socket) return;
    if (socket.readyState === WebSocket.CONNECTING && isScreen && now - line.started > CONNECTING) socket.close();
    else if (isOpen() && now - line.spoke > (isScreen ? LATE : ABANDON) && now > line.again) connect();
  }

  // --- the poll

  /** @param {number} now */
  function pace(now) {
    if (isScreen && (!isOpen() || refused || poll.failed)) return PACE.troubled;
    if (silence() > LATE) return PACE.troubled;
    return now - line.spoke > LATE ? PACE.deaf : PACE.well;
  }

  function address() {
    var to = document.querySelector("[data-live]").dataset.live.replace(/\/live(?=\?|$)/, "/board");
    var shown = document.querySelector("[data-version]");
    var than = shown ? "than=" + shown.dataset.day + "." + shown.dataset.version : "";
    return to + (to.indexOf("?") < 0 ? "?" : "&") + than + report;
  }

  // The next question does not wait for an answer that may never come; each gives up by itself.
  function ask() {
    if (ended || !document.querySelector("[data-live]")) return;
    var request = new XMLHttpRequest();
    poll.asked = performance.now();
    poll.jitter = isScreen ? 1 : 0.5 + Math.random() / 2;
    request.open("GET", address());
    request.timeout = ANSWER;
    request.onload = function () {
      if (request.status === 404) leave();
      poll.failed = request.status !== 200 || !take(request.responseText);
      if (!poll.failed && !refused) news();
    };
    request.onerror = request.ontimeout = function () { poll.failed = true; };
    request.send();
  }

  // A page that somebody else answered with, as hotels do, has no pulse.
  /** @param {string} text */
  function take(text) {
    var parts = partsOf(text);
    if (!parts.some(function (part) { return part.id === "pulse" || part.querySelector("#pulse"); })) return false;
    var stale = isOlder(stampIn(text));
    // Without a board: ours is the newest
    refused = stale ? refused || performance.now() : 0;
    put(parts.filter(function (part) { return !(stale && part.hasAttribute("data-version")); }));
    return true;
  }

  /** @param {string} text @returns {HTMLElement[]} */
  function partsOf(text) {
    var holder = document.createElement("template");
    holder.innerHTML = text;
    return Array.prototype.slice.call(holder.content.children);
  }

  // Each where its like stands
  /** @param {HTMLElement[]} parts */
  function put(parts) {
    parts.forEach(function (part) {
      var shown = document.getElementById(part.id);
      if (shown) shown.parentNode.replaceChild(part, shown);
    });
  }

  // --- what is true

  /** @param {string} text */
  function stampIn(text) {
    var found = /data-day="([\d-]+)"\s+data-version="(\d+)"/.exec(text);
    return found && { day: found[1], version: Number(found[2]) };
  }

  /** @param {{ day: string, version: number }} stamp */
  function isOlder(stamp) {
    var shown = document.querySelector("[data-version]");
    if (!stamp || !shown) return false;
    if (stamp.day !== shown.dataset.day) return stamp.day < shown.dataset.day;
    return stamp.version < Number(shown.dataset.version);
  }

  function news() {
    heard = moment();
    document.body.classList.add("live");
    document.body.classList.remove("stale");
    document.dispatchEvent(new CustomEvent("live:news"));
  }

  // Two clocks: some browsers stop the first while they sleep, and the second may be set by hand.
  function moment() {
    return { steady: performance.now(), calendar: Date.now() };
  }

  function silence() {
    return Math.max(performance.now() - heard.steady, Date.now() - heard.calendar);
  }

  function hasLeapt() {
    var before = looked;
    looked = moment();
    var steady = looked.steady - before.steady;
    return steady > LEAP || Math.abs(looked.calendar - before.calendar - steady) > LEAP;
  }

  function look() {
    var now = performance.now();
    if (silence() > SILENT && !document.body.classList.contains("stale")) {
      document.body.classList.add("stale");
      document.dispatchEvent(new CustomEvent("live:silent"));
    }
    if (refused && now - refused > ABANDON) reload();
    if (hasLeapt()) back();
    mendLine(now);
    if (now - poll.asked >= pace(now) * poll.jitter) ask();
  }

  setInterval(look, isScreen ? 200 : 1000);

  // A phone that was in a pocket, or a line that is back: no need to wait for the next pause to end.
  function back() {
    if (!isScreen && silence() < SILENT) return;
    setTimeout(function () {
      ask();
      if (!isOpen() || silence() > SILENT) connect();
    }, isScreen ? 0 : Math.random() * 1000);
  }
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) back();
  });
  window.addEventListener("online", back);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) back();
  });

  // Once every script of the page is there to hear of it
  document.addEventListener("DOMContentLoaded", connect);

  // --- what others use

  // Loads the page anew, once the office is sure to answer: an error page would stay on a screen nobody looks after.
  // One question at a time: a second answer would break off the loading that the first began.
  function reload() {
    if (isAsking || Math.abs(Date.now() - Number(kept("giliran-reloaded"))) < RELOAD_PAUSE) return;
    isAsking = true;
    var request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.timeout = ANSWER;
    request.onload = function () {
      if (request.status !== 200) return;
      keep("giliran-reloaded", String(Date.now()));
      document.dispatchEvent(new CustomEvent("live:leaving"));
      location.reload();
    };
    request.onloadend = function () { isAsking = false; };
    request.send();
  }

  // A browser that keeps nothing does without.
  /** @param {string} name @param {string} text */
  function keep(name, text) {
    try {
      sessionStorage.setItem(name, text);
    } catch (refusal) {
      return;
    }
  }

  /** @param {string} name */
  function kept(name) {
    try {
      return sessionStorage.getItem(name) || "";
    } catch (refusal) {
      return "";
    }
  }

  return {
    keep: keep,
    kept: kept,
    reload: reload,

    // What the page reports of itself, as an object of numbers and words: at once by the socket, and with every poll.
    /** @param {Record<string, string | number>} facts */
    tell: function (facts) {
      report = Object.keys(facts).map(function (name) { return "&" + name + "=" + encodeURIComponent(facts[name]); }).join("");
      if (isOpen()) socket.send(JSON.stringify(facts));
    },
  };
})();
