/* Photos that did not come whole, kept by the browser, so that sending goes on after a reload or a phone that went down.
   Numbers alone are kept: no picture, no name of a file (photos are named after people), and no code of an application. */
const uploadsLeft = (() => {
  "use strict";
  const OURS = "upload:", DAY = 24 * 60 * 60 * 1000;

  /* A number for bytes (cyrb53): the same bytes and no others. What is chosen again need not have the same name for it. */
  /** @param {Uint8Array} bytes */
  const sumOf = (bytes) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (const byte of bytes) {
      one = Math.imul(one ^ byte, 2654435761);
      two = Math.imul(two ^ byte, 1597334677);
    }
    one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
    two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
    return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
  };

  /* A browser that keeps nothing, or has no room left, begins anew after a reload; nothing else is lost. */
  /** @template T @param {(store: Storage) => T} work @param {T} [otherwise] */
  const kept = (work, otherwise) => {
    try {
      return work(localStorage);
    } catch {
      return otherwise;
    }
  };
  /** @param {string} text @returns {{ token?: string, at?: number }} */
  const read = (text) => {
    try {
      return JSON.parse(text) || {};
    } catch {
      return {};
    }
  };

  /* By the way to send to, of which nobody can read the code. */
  /** @param {string} way */
  const of = (way) => `${OURS}${sumOf(new TextEncoder().encode(way))}:`;
  /** @param {string} way @param {string} token */
  const placeOf = (way, token) => `${way.replace(/items\/\d+\/uploads$/, "uploads/")}${token}`;
  /** @param {string} beginning @returns {string[]} */
  const keysOf = (beginning) => kept((store) => Object.keys(store).filter((key) => key.startsWith(beginning)), []);

  /* What is older the office has given up (`flow/applying/open_uploads.py`). */
  const forgetOld = () => kept((store) => {
    for (const key of keysOf(OURS)) if (!(Date.now() - read(store.getItem(key)).at < DAY)) store.removeItem(key);
  });
  forgetOld();

  return {
    /* What a file is known by; empty where this browser cannot tell. */
    /** @param {Blob} file */
    markOf: async (file) => {
      try {
        return `${file.size}-${sumOf(new Uint8Array(await file.arrayBuffer()))}`;
      } catch {
        return "";
      }
    },
    /** @param {string} way @param {string} mark @param {string} place */
    keep: (way, mark, place) => mark && kept((store) => store.setItem(of(way) + mark, JSON.stringify({ token: place.split("/").pop(), at: Date.now() }))),
    /* Where a file was being sent to; empty where it is new. */
    /** @param {string} way @param {string} mark */
    placeOf: (way, mark) => {
      const { token } = mark ? read(kept((store) => store.getItem(of(way) + mark), null)) : {};
      return token ? placeOf(way, token) : "";
    },
    /** @param {string} way @param {string} mark */
    forget: (way, mark) => kept((store) => store.removeItem(of(way) + mark)),
    /** @param {string} way */
    forgetAll: (way) => kept((store) => keysOf(of(way)).forEach((key) => store.removeItem(key))),
    /* The last that did not come whole, where it was being sent to and by what it is known; none: undefined. */
    /** @param {string} way */
    last: (way) => kept((store) => keysOf(of(way)).map((key) => ({ ...read(store.getItem(key)), mark: key.slice(of(way).length) }))
      .filter(({ token }) => token).sort((one, other) => other.at - one.at).map(({ token, mark }) => ({ place: placeOf(way, token), mark }))[0]),
  };
})();
