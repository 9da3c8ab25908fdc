// What the door did while the network was away, in order, and what came back refused: kept by the browser (IndexedDB),
// so that it is still there after the page, the browser or the tablet went down.
const doorStore = (() => {
  const NAME = "giliran-door";
  let opened = null;

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
  async function within(stores, mode, work) {
    opened = opened || open();
    const database = await opened;
    const change = database.transaction(stores, mode, { durability: "strict" });
    return new Promise((done, failed) => {
      let result;
      change.oncomplete = () => done(result);
      change.onabort = () => failed(change.error);
      Promise.resolve(work(...stores.map((name) => change.objectStore(name)))).then((found) => (result = found), failed);
    });
  }

  async function gone(kept, nonce) {
    const id = await asked(kept.index("nonce").getKey(nonce));
    if (id !== undefined) await asked(kept.delete(id));
  }

  const ofOffice = (rows, office) => rows.filter((row) => row.office === office);

  return {
    // Resolves to nothing; fails where this browser keeps nothing (a private window).
    ready: () => within(["kept"], "readonly", (kept) => asked(kept.count())),
    // The same nonce again changes nothing.
    add: (entry) =>
      within(["kept"], "readwrite", async (kept) => {
        const known = await asked(kept.index("nonce").getKey(entry.nonce));
        if (known === undefined) await asked(kept.add(entry));
      }),
    kept: (office) => within(["kept"], "readonly", async (kept) => ofOffice(await asked(kept.getAll()), office)),
    returned: (office) => within(["returned"], "readonly", async (back) => ofOffice(await asked(back.getAll()), office)),
    forget: (nonce) => within(["kept"], "readwrite", (kept) => gone(kept, nonce)),
    // Taken from what is kept and listed as refused, in one step.
    giveBack: (nonce, row) =>
      within(["kept", "returned"], "readwrite", async (kept, back) => {
        await gone(kept, nonce);
        await asked(back.add(row));
      }),
    dismiss: (id) => within(["returned"], "readwrite", (back) => asked(back.delete(id))),
  };
})();
