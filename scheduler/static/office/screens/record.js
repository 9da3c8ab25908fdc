// Records the office's own voice, one name after another: Rekam, Berhenti, Simpan dan lanjut, each by one press. What is
// sent is a WAV of 16 bits; the server answers with the page, of which the row and the count are taken.
(() => {
  const list = document.querySelector(".recordings");
  const trouble = document.getElementById("trouble");
  const is_possible = Boolean(list && window.isSecureContext && navigator.mediaDevices && window.AudioWorkletNode);
  /** @type {{ context: AudioContext, stream: MediaStream }} */
  let microphone = null; // opened at the first recording, kept for all
  /** @type {{ row: Element, rate: number, pieces: Float32Array[], length: number, timer: number }} */
  let take = null; // of one row: { row, pieces, length, timer }
  /** @type {WeakMap<Element, Sample>} */
  const made = new WeakMap(); // the samples of a row that are not sent yet
  /** @type {AudioBufferSourceNode} */
  let playing = null;

  // --- the microphone

  async function opened() {
    if (microphone) return microphone;
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true },
    });
    const context = new AudioContext();
    await context.audioWorklet.addModule(list.dataset.worklet);
    const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    context.createMediaStreamSource(stream).connect(node);
    node.port.onmessage = (event) => hear(event.data);
    microphone = { context, stream };
    return microphone;
  }

  /** @param {Float32Array} piece */
  function hear(piece) {
    if (!take) return;
    take.pieces.push(piece);
    take.length += piece.length;
  }

  /** @param {Element} row */
  async function record(row) {
    if (take) stop();
    hush();
    tell("");
    try {
      const { context } = await opened();
      await context.resume();
      const longest = Number(list.dataset.seconds) * 1000 - 200;
      take = { row, rate: context.sampleRate, pieces: [], length: 0, timer: setTimeout(stop, longest) };
      show(row, "recording");
    } catch {
      microphone = null;
      tell(list.dataset.denied);
    }
  }

  function stop() {
    if (!take) return;
    const { row, rate, pieces, length, timer } = take;
    take = null;
    clearTimeout(timer);
    const samples = new Float32Array(length);
    let at = 0;
    for (const piece of pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    made.set(row, { samples, rate });
    show(row, "made");
    listen(row);
  }

  // Played by the sound's own context: the page's policy has no room for a player of what is not a file of ours.
  /** @param {Element} row */
  function listen(row) {
    hush();
    const { samples, rate } = made.get(row);
    if (!samples.length) return;
    const buffer = microphone.context.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(samples, 0);
    playing = microphone.context.createBufferSource();
    playing.buffer = buffer;
    playing.connect(microphone.context.destination);
    playing.start();
  }

  function hush() {
    if (playing) playing.stop();
    playing = null;
  }

  // --- the file

  /** @param {Sample} sample */
  function encoded({ samples, rate }) {
    const length = samples.length;
    const bytes = new DataView(new ArrayBuffer(44 + length * 2));
    /** @param {number} at @param {string} word */
    const text = (at, word) => [...word].forEach((sign, place) => bytes.setUint8(at + place, sign.charCodeAt(0)));
    text(0, "RIFF");
    bytes.setUint32(4, 36 + length * 2, true);
    text(8, "WAVEfmt ");
    bytes.setUint32(16, 16, true);
    bytes.setUint16(20, 1, true); // PCM
    bytes.setUint16(22, 1, true); // one channel
    bytes.setUint32(24, rate, true);
    bytes.setUint32(28, rate * 2, true);
    bytes.setUint16(32, 2, true);
    bytes.setUint16(34, 16, true); // bits
    text(36, "data");
    bytes.setUint32(40, length * 2, true);
    samples.forEach((sample, place) => {
      bytes.setInt16(44 + place * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
    });
    return new Blob([bytes], { type: "audio/wav" });
  }

  /** @param {HTMLElement} row */
  async function keep(row) {
    const form = new FormData();
    const upload = row.querySelector(".upload form");
    form.set("nonce", upload.elements.nonce.value);
    form.set("name", row.dataset.name);
    form.set("sound", encoded(made.get(row)), `${row.dataset.name}.wav`);
    try {
      const answer = await fetch(upload.action, { method: "POST", body: form });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(row.id);
      if (!fresh) throw new Error("no list");
      if (!answer.ok) return tell((page.querySelector(".flash[role=alert]:not([hidden])") || {}).textContent || list.dataset.lost);
      document.getElementById("progress").textContent = page.getElementById("progress").textContent;
      row.replaceWith(fresh);
      show(fresh, "ready");
      tell("");
      const next = fresh.nextElementSibling;
      (next || fresh).querySelector("[data-record]").focus();
    } catch {
      tell(list.dataset.lost);
    }
  }

  // --- the page

  /** @type {Record<string, string[]>} */
  const SHOWN = { ready: ["[data-record]"], recording: ["[data-stop]"], made: ["[data-listen]", "[data-keep]", "[data-again]"] };

  /** @param {Element} row @param {string} state */
  function show(row, state) {
    const panel = row.querySelector(".take");
    panel.hidden = false;
    for (const part of panel.querySelectorAll("button")) part.hidden = !SHOWN[state].some((kind) => part.matches(kind));
    row.classList.toggle("recording", state === "recording");
    if (state === "recording") panel.querySelector("[data-stop]").focus();
    if (state === "made") panel.querySelector("[data-keep]").focus();
  }

  /** @param {string} text */
  function tell(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
    if (text) trouble.scrollIntoView({ block: "nearest" });
  }

  if (!list) return;
  if (!is_possible) {
    document.getElementById("no-microphone").hidden = false;
    return;
  }
  for (const row of list.children) show(row, "ready");
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (event.target.closest("[data-record], [data-again]")) record(row);
    else if (event.target.closest("[data-stop]")) stop();
    else if (event.target.closest("[data-listen]")) listen(row);
    else if (event.target.closest("[data-keep]")) keep(row);
  });
  addEventListener("pagehide", () => {
    if (microphone) for (const track of microphone.stream.getTracks()) track.stop();
  });
})();
