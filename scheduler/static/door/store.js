// What the door did while the network was away, in order, and what came back refused: kept by the browser (IndexedDB),
// so that it is still there after the page, the browser or the tablet went down.
const doorStore = (() => {
  const NAME = "giliran-door";
  /** @type {Promise<IDBDatabase>} */
  let opened = null;

  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  function asked(request) {
    return new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  async function open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept", { keyPath: "id", autoIncrement: true }).createIndex("nonce", "nonce", { unique: true });
      request.result.createObjectStore("returned", { keyPath: "id", autoIncrement: true });
    };
    return asked(request);
  }

  // Runs work in one transaction, done once it is on the disk: what was promised to be kept survives a power cut.
  /**
     * @template T
     * @param {string[]} stores
     * @param {IDBTransactionMode} mode
     * @param {(...stores: IDBObjectStore[]) => Promise<T>} work
     * @returns {Promise<T>}
     */
  async function within(stores, mode, work) {
    opened = opened || open();
    const database = await opened;
    const change = database.transaction(stores, mode, { durability: "strict" });
    return new Promise((done, failed) => {
      /** @type {T} */
      let result;
      change.oncomplete = () => done(result);
      change.onabort = () => failed(change.error);
      Promise.resolve(work(...stores.map((name) => change.objectStore(name)))).then((found) => (result = found), failed);
    });
  }

  // Whether it was still there: of two tabs one takes it out.
  /** @param {IDBObjectStore} kept @param {string} nonce */
  async function gone(kept, nonce) {
    const id = await asked(kept.index("nonce").getKey(nonce));
    if (id === undefined) return false;
    await asked(kept.delete(id));
    return true;
  }

  // Resolves to what ends the turn. At once where browsers know no locks (no https), and after so many milliseconds
  // where another tab keeps it (a browser may put a tab to sleep that has it): sent twice, the nonce makes it one.
  /** @param {string} office @param {number} patience @returns {Promise<() => void>} */
  function turn(office, patience) {
    const free = () => {};
    if (!navigator.locks) return Promise.resolve(free);
    const waits = new AbortController();
    const limit = setTimeout(() => waits.abort(), patience);
    return new Promise((taken) => {
      const held = () => {
        clearTimeout(limit);
        return new Promise((end) => taken(() => end(undefined)));
      };
      navigator.locks.request(`${NAME}-${office}`, { signal: waits.signal }, held).catch(() => taken(free));
    });
  }

  /** @template {{ office: string }} T @param {T[]} rows @param {string} office */
  const ofOffice = (rows, office) => rows.filter((row) => row.office === office);

  return {
    // Resolves to nothing; fails where this browser keeps nothing (a private window).
    ready: () => within(["kept"], "readonly", (kept) => asked(kept.count())),
    // The same nonce again changes nothing.
    /** @param {KeptStep} entry */
    add: (entry) =>
      within(["kept"], "readwrite", async (kept) => {
        const known = await asked(kept.index("nonce").getKey(entry.nonce));
        if (known === undefined) await asked(kept.add(entry));
      }),
    /** @param {string} office @returns {Promise<KeptStep[]>} */
    kept: (office) => within(["kept"], "readonly", async (kept) => ofOffice(await asked(kept.getAll()), office)),
    /** @param {string} office @returns {Promise<ReturnedStep[]>} */
    returned: (office) => within(["returned"], "readonly", async (back) => ofOffice(await asked(back.getAll()), office)),
    /** @param {string} nonce */
    forget: (nonce) => within(["kept"], "readwrite", (kept) => gone(kept, nonce)),
    // Taken from what is kept and listed as refused, in one step; not where another tab has heard it already.
    /** @param {string} nonce @param {ReturnedStep} row */
    giveBack: (nonce, row) =>
      within(["kept", "returned"], "readwrite", async (kept, back) => {
        if (await gone(kept, nonce)) await asked(back.add(row));
      }),
    // All tabs of a browser keep in one place: one of them at a time sends.
    turn,
    /** @param {number} id */
    dismiss: (id) => within(["returned"], "readwrite", (back) => asked(back.delete(id))),
  };
})();
