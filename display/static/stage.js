// Which calls are in view, and which of them is big. No page and no clock here: the times are given, in milliseconds.
// A call stays in view for 15 seconds however fast others come; who finds no room waits in the order of the calls.
function makeStage() {
  "use strict";

  var STAY = 15000;
  var PLACES = 5;
  var NEW = 3600; // how long a call that came into view is marked by movement

  /** @type {Call[]} */
  var waiting = []; // calls, oldest first
  /** @type {{ call: Call, since: number }[]} */
  var shown = []; // { call, since }, oldest first

  /** @param {{ key?: string, call?: Spoken }[]} list @param {string} key */
  function place(list, key) {
    for (var i = 0; i < list.length; i++) {
      if ((list[i].call || list[i]).key === key) return i;
    }
    return -1;
  }

  return {
    // A call again is a showing of its own; while it waits for its first one, the later words stand in its place.
    /** @param {Call} call @param {number} now */
    add: function (call, now) {
      var seen = place(shown, call.key);
      var queued = place(waiting, call.key);
      if (seen >= 0) {
        shown.splice(seen, 1);
        shown.push({ call: call, since: now });
      } else if (queued >= 0) waiting[queued] = call;
      else waiting.push(call);
    },

    // Drops what the board no longer calls: it was taken back, or left its counter minutes ago.
    /** @param {(call: Spoken) => boolean} isOnBoard */
    keep: function (isOnBoard) {
      waiting = waiting.filter(isOnBoard);
      shown = shown.filter(function (entry) { return isOnBoard(entry.call); });
    },

    /** @param {number} now */
    advance: function (now) {
      shown = shown.filter(function (entry) { return now - entry.since < STAY; });
      while (shown.length < PLACES && waiting.length) shown.push({ call: waiting.shift(), since: now });
    },

    // What to draw: the big one first (the spoken one if it is in view, else the newest), then the newest of the others.
    /** @param {number} now @param {string} spoken @returns {Shown[]} */
    view: function (now, spoken) {
      var newest = shown.length - 1;
      var entries = shown.map(function (entry, i) {
        return { call: entry.call, newest: i === newest, fresh: now - entry.since < NEW };
      }).reverse();
      var big = place(entries, spoken);
      if (big > 0) entries.unshift(entries.splice(big, 1)[0]);
      return entries;
    },

    // Calls that have not had their time yet.
    /** @returns {Spoken[]} */
    owed: function () {
      return waiting.concat(shown.map(function (entry) { return entry.call; }));
    },
  };
}
