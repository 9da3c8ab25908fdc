// The camera as a scanner: what it reads is handed on as `giliran:scan`, like what a scanner on USB types. The
// browser's own reader of QR codes where there is one, else one of ours that is loaded when the camera is first opened.
(() => {
  const panel = document.getElementById("camera");
  const is_possible = Boolean(panel && window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  const PAUSE = 120; // milliseconds between two looks
  const AGAIN = 3000; // for which a code that stays in the picture is not read a second time
  const KEPT = "giliran-camera"; // which camera was used last; "" where it was closed
  const is_dialog = panel && panel.matches("dialog");
  const stays = panel && panel.hasAttribute("data-stays");
  const video = panel && panel.querySelector("video");
  /** @type {MediaStream} */
  let stream = null;
  /** @type {BarcodeDetector} */
  let reader = null;
  let turn = 0;
  let seen = { text: "", at: -Infinity };

  /** @param {string} value */
  function keep(value) {
    try {
      localStorage.setItem(KEPT, value);
    } catch {
      // A browser that keeps nothing asks anew.
    }
  }

  function kept() {
    try {
      return localStorage.getItem(KEPT) || "";
    } catch {
      return "";
    }
  }

  // --- reading

  /** @param {string} address */
  function load(address) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = () => failed(new Error("not loaded"));
      document.head.append(script);
    });
  }

  /** @returns {Promise<BarcodeDetector>} */
  async function native() {
    if (!("BarcodeDetector" in window)) return null;
    try {
      const known = await BarcodeDetector.getSupportedFormats();
      return known.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
    } catch {
      return null;
    }
  }

  /** @returns {Promise<BarcodeDetector>} */
  async function ours() {
    if (!window.BarcodeDetectionAPI) await load(panel.dataset.detector);
    const api = window.BarcodeDetectionAPI;
    api.prepareZXingModule({ overrides: { locateFile: () => panel.dataset.wasm } });
    return new api.BarcodeDetector({ formats: ["qr_code"] });
  }

  /** @param {number} mine */
  async function look(mine) {
    if (mine !== turn || !stream) return;
    try {
      if (!document.hidden && video.readyState >= video.HAVE_CURRENT_DATA && is_wanted()) take(await reader.detect(video));
    } catch {
      // A reader of the browser's own may be there and not work.
      if (mine === turn && !(window.BarcodeDetectionAPI && reader instanceof window.BarcodeDetectionAPI.BarcodeDetector)) {
        reader = await ours().catch(() => null);
        if (!reader) return fail("reader");
      }
    }
    if (mine === turn && stream) setTimeout(look, PAUSE, mine);
  }

  /** @param {{ rawValue: string }[]} found */
  function take(found) {
    if (!found.length || !stream) return;
    const text = found[0].rawValue.trim();
    const now = performance.now();
    const is_same = text === seen.text && now - seen.at < AGAIN;
    if (text) seen = { text, at: now };
    if (!text || is_same) return;
    if (!stays) close();
    document.dispatchEvent(new CustomEvent("giliran:scan", { detail: { text } }));
  }

  // A picture beside a screen is read only while that screen waits for a code.
  const is_wanted = () => !panel.dataset.while || Boolean(document.querySelector(panel.dataset.while));

  // --- opening and closing

  /** @param {string} why */
  function fail(why) {
    for (const each of panel.querySelectorAll("[data-fault]")) each.hidden = each.dataset.fault !== why;
    panel.classList.toggle("faulty", why !== "");
    shown();
  }

  /** @type {Record<string, string>} */
  const FAULTS = {
    NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none",
    NotReadableError: "busy", AbortError: "busy",
  };

  /** @param {string} device @returns {Promise<MediaStream>} */
  async function film(device) {
    const wanted = device ? { deviceId: { exact: device } } : { facingMode: panel.dataset.facing };
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...wanted, ...size } });
    } catch (error) {
      if (device && /** @type {DOMException} */ (error).name !== "NotAllowedError") return film("");
      throw error;
    }
  }

  /** @param {string} device */
  async function start(device) {
    stop();
    const mine = ++turn;
    fail("");
    try {
      const [filmed, made] = await Promise.allSettled([film(device), reader || native().then((found) => found || ours())]);
      if (filmed.status === "rejected") throw filmed.reason;
      if (mine !== turn) {
        for (const track of filmed.value.getTracks()) track.stop();
        return;
      }
      stream = filmed.value;
      reader = made.status === "fulfilled" ? made.value : null;
      video.srcObject = stream;
      await video.play();
      if (mine !== turn) return;
      await buttons();
      if (!reader) fail("reader");
      else look(mine);
    } catch (error) {
      if (mine !== turn) return;
      stop();
      fail(FAULTS[/** @type {DOMException} */ (error).name] || "other");
    }
  }

  function stop() {
    turn += 1;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
  }

  function open() {
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    if (!is_dialog) panel.hidden = false;
    else if (!stays) panel.showModal();
    else {
      panel.show();
      focused.focus({ preventScroll: true });
    }
    seen = { text: "", at: -Infinity };
    start(kept() === "on" ? "" : kept());
    if (stays) keep(kept() || "on");
    shown();
  }

  function close() {
    stop();
    if (is_dialog) panel.close();
    else panel.hidden = true;
    shown();
  }

  // --- light and other cameras, where there are any

  const lamp = panel && panel.querySelector("[data-torch]");
  const other = panel && panel.querySelector("[data-other-camera]");

  async function buttons() {
    const [track] = stream.getVideoTracks();
    const able = track.getCapabilities ? track.getCapabilities() : {};
    lamp.hidden = !able.torch;
    lamp.setAttribute("aria-pressed", "false");
    const devices = await navigator.mediaDevices.enumerateDevices();
    other.hidden = devices.filter((each) => each.kind === "videoinput").length < 2;
  }

  async function light() {
    const is_lit = lamp.getAttribute("aria-pressed") !== "true";
    const [track] = stream.getVideoTracks();
    await track.applyConstraints({ advanced: [{ torch: is_lit }] }).then(
      () => lamp.setAttribute("aria-pressed", String(is_lit)),
      () => { lamp.hidden = true; },
    );
  }

  async function turnRound() {
    const [track] = stream.getVideoTracks();
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");
    const place = cameras.findIndex((each) => each.deviceId === track.getSettings().deviceId);
    const next = cameras[(place + 1) % cameras.length].deviceId;
    keep(next);
    start(next);
  }

  // --- a photo instead, made small before it is sent

  const LONGEST = 1600;

  /** @param {HTMLInputElement} field */
  async function send(field) {
    if (!field.files.length) return;
    try {
      const sent = new DataTransfer();
      const photo = await smaller(field.files[0], LONGEST);
      sent.items.add(new File([photo], "photo.jpg", { type: photo.type }));
      field.files = sent.files;
    } catch {
      // What this browser cannot open goes as it is: the office says in words what is wrong with it.
    }
    field.form.requestSubmit();
  }

  // --- the page

  function shown() {
    const is_open = Boolean(panel && (is_dialog ? panel.open : !panel.hidden));
    for (const button of document.querySelectorAll("[data-camera]")) {
      button.hidden = !is_possible || (is_open && !is_dialog);
      button.setAttribute("aria-expanded", String(is_open));
    }
    for (const photo of document.querySelectorAll("[data-photo]")) {
      photo.hidden = is_possible && !panel.classList.contains("faulty");
      photo.classList.add("scripted");
    }
  }

  document.addEventListener("click", (event) => {
    if (!panel) return;
    if (event.target.closest("[data-camera]")) panel.open ? close() : open();
    if (event.target.closest("[data-close-camera]")) {
      keep("");
      close();
    }
    if (event.target.closest("[data-torch]")) light();
    if (event.target.closest("[data-other-camera]")) turnRound();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-photo] input[type=file]")) send(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !is_dialog || !panel.open || !stays) return;
    keep("");
    close();
  });
  if (is_dialog) panel.addEventListener("close", () => { stop(); shown(); });
  window.addEventListener("pagehide", () => { if (panel) stop(); });
  document.addEventListener("giliran:alive", ({ detail }) => {
    if (panel && panel.classList.contains("faulty")) detail.trouble.add("camera");
  });
  document.body.addEventListener("htmx:afterSettle", shown);
  shown();
  if (is_possible && stays && kept()) open();
})();
