// The clerk's keys at an application: zoom and turn its page, go on, decide by a letter. All of it has buttons and
// links that work without this; letters can be turned off, for whoever speaks or whose keys are pressed by chance.
(() => {
  const STEP = 1.25;
  const LARGEST = 8;
  const KEPT = "giliran.letters";
  const frame = document.getElementById("frame");
  const picture = document.getElementById("picture");
  const toggle = document.getElementById("shortcuts");
  let zoom = 1;
  let turns = 0;

  for (const key of document.querySelectorAll("kbd[hidden], #tools, #letters")) key.hidden = false;

  // --- the page

  function draw() {
    if (!picture || !picture.naturalWidth) return;
    const { naturalWidth: wide, naturalHeight: high } = picture;
    const lies = turns % 2 === 1;
    const room = frame.getBoundingClientRect();
    const fit = Math.min((room.width - 8) / (lies ? high : wide), (room.height - 8) / (lies ? wide : high));
    const [width, height] = [wide * fit * zoom, high * fit * zoom];
    picture.style.width = `${width}px`;
    picture.style.height = `${height}px`;
    picture.style.maxWidth = "none";
    picture.style.transform = `rotate(${turns * 90}deg)`;
    // What is turned keeps the room it had: it is given the room that it takes.
    const shift = lies ? (width - height) / 2 : 0;
    picture.style.margin = `${shift}px ${-shift}px`;
  }

  /** @param {string} what */
  function see(what) {
    if (!picture) return;
    zoom = what === "fit" ? 1 : Math.min(LARGEST, Math.max(1, what === "in" ? zoom * STEP : zoom / STEP));
    draw();
  }

  function turn() {
    turns = (turns + 1) % 4;
    draw();
  }

  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => see(button.dataset.zoom));
  }
  for (const button of document.querySelectorAll("[data-turn]")) button.addEventListener("click", turn);
  if (picture) {
    picture.addEventListener("load", draw);
    window.addEventListener("resize", draw);
    draw();
  }

  // --- keys

  function kept() {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  }

  let letters = kept();
  function say() {
    if (toggle) toggle.setAttribute("aria-pressed", String(letters));
    for (const key of document.querySelectorAll("[data-letter] kbd")) key.hidden = !letters;
  }
  if (toggle) {
    toggle.addEventListener("click", () => {
      letters = !letters;
      try {
        localStorage.setItem(KEPT, letters ? "on" : "off");
      } catch {
        // a browser that keeps nothing: until the next page
      }
      say();
    });
  }
  say();

  /** @param {HTMLElement} element */
  const press = (element) => element && element.click();
  /** @type {Record<string, string>} */
  const BY_NUMBER = { 1: "A", 2: "M", 3: "U" };
  /** @type {Record<string, () => void>} */
  const VIEW = { "+": () => see("in"), "=": () => see("in"), "-": () => see("out"), 0: () => see("fit"), r: turn, R: turn };

  /** @param {number} by */
  function item(by) {
    const links = [...document.querySelectorAll(".items .name a")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    press(links[at + by]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const function_key = `${event.shiftKey ? "Shift+" : ""}${event.key}`;
    const pressed = /^(Shift\+)?F\d+$/.test(function_key) && document.querySelector(`[data-key="${function_key}"]`);
    if (pressed) {
      event.preventDefault();
      press(pressed);
      return;
    }
    if (!letters || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.target === frame && event.key.startsWith("Arrow") && zoom > 1) return;
    const view = VIEW[event.key];
    if (view) {
      event.preventDefault();
      view();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      item(key === "j" ? 1 : -1);
      return;
    }
    const wanted = BY_NUMBER[event.key] || (event.key.length === 1 ? event.key.toUpperCase() : event.key);
    const target = document.querySelector(`[data-letter="${CSS.escape(wanted)}"]`);
    if (target) {
      event.preventDefault();
      press(target);
    }
  });

  const here = document.querySelector(".items .here");
  if (here) here.scrollIntoView({ block: "nearest" });
})();
