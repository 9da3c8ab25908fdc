// What is heard: one call after another, never over each other. Each is a chime, then its sentences, each by the office's
// voice, else by the browser's, else by the chime alone.
//
// holds(call): whether it is still to be said, asked before each sentence: whoever came, or was called elsewhere, is not
// called aloud any more. mayBeHeard(): false in a rest; what was called meanwhile is said after it. volume(): 0 to 1.
/**
 * @param {(call: Spoken) => boolean} holds
 * @param {() => boolean} mayBeHeard
 * @param {() => number} volume
 */
function makeAnnouncer(holds, mayBeHeard, volume) {
  "use strict";

  var LONGEST = 60000; // whatever happens, the next one is heard
  /** @type {Spoken[]} */
  var queue = [];
  /** @type {Spoken} */
  var spoken = null;

  function next() {
    if (spoken) return;
    queue = queue.filter(isStillDue);
    var at = mayBeHeard() ? 0 : firstTest();
    if (at < 0 || at >= queue.length) return;
    begin(queue.splice(at, 1)[0]);
  }

  /** @param {Spoken} call */
  function isStillDue(call) {
    return call.isTest || holds(call);
  }

  function firstTest() {
    return queue.findIndex(function (call) { return call.isTest; });
  }

  /** @param {Spoken} call */
  function begin(call) {
    var over = false;
    function end() {
      if (over) return;
      over = true;
      clearTimeout(limit);
      spoken = null;
      next();
    }
    var limit = setTimeout(end, LONGEST);
    spoken = call;
    say(call).then(end, end);
  }

  /** @param {Spoken} call @returns {Promise<unknown>} */
  function say(call) {
    sound.loudness(volume());
    var files = call.sentences.map(function (sentence) { return sound.load(sentence.url); });
    return call.sentences.reduce(function (before, sentence, i) {
      return before.then(function () { return files[i]; }).then(function (file) {
        if (!isStillDue(call)) return null;
        return file ? sound.play(file) : speech.say(sentence.text, sentence.language, volume());
      });
    }, sound.chime());
  }

  return {
    next: next,

    // A call again, before it was heard, takes the place of the first.
    /** @param {Spoken} call */
    add: function (call) {
      var waits = queue.findIndex(function (other) { return other.key === call.key; });
      if (waits < 0) queue.push(call);
      else queue[waits] = call;
      next();
    },

    // A test is heard in a rest too: somebody in the office has pressed for it.
    /** @param {Sentence[]} sentences */
    test: function (sentences) {
      queue.unshift({ key: "test", isTest: true, sentences: sentences });
      next();
    },

    // Calls that have not been heard to their end.
    owed: function () {
      return queue.concat(spoken || []).filter(isStillDue);
    },
  };
}
