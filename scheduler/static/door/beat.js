// A tablet or kiosk that the office has named says once a minute that it works. It does so behind a look of the page that
// came through, and only if every part that it stands on has answered: a page that is stuck does not beat. What it is
// answered says whether it is to begin anew, in the morning or after an upgrade; it does so when nobody is at it.
(() => {
  const EVERY = 55000; // milliseconds between two beats; looks come every five or ten seconds
  const PATIENCE = 10000;
  const { beats, drawn, build, alone } = document.getElementById("beat").dataset;
  const is_alone = alone !== undefined; // the sign-in page looks at nothing by itself
  const SHORT = ["paper_out", "printer_unavailable"];
  let last = -Infinity;
  let is_over = false;
  let is_old = false;
  let printer = false; // whether it would not print when it was asked last

  /** @type {BatteryManager} */
  let battery = null;
  if (navigator.getBattery) navigator.getBattery().then((found) => (battery = found), () => {});

  // Everything that the page stands on says that it is there, and what it knows.
  function asked() {
    /** @type {Alive} */
    const detail = { alive: new Set(), trouble: new Set() };
    document.dispatchEvent(new CustomEvent("giliran:alive", { detail }));
    return detail;
  }

  /** @param {Alive} detail */
  function told({ waiting, oldest, trouble }) {
    if (printer) trouble.add("printer");
    const fields = { drawn, build, at: String(Date.now()), trouble: [...trouble].join(" ") };
    const kept = waiting === undefined ? {} : { waiting: String(waiting), oldest: String(oldest) };
    const power = battery ? { battery: String(Math.round(battery.level * 100)), charging: String(battery.charging) } : {};
    return new URLSearchParams({ ...fields, ...kept, ...power });
  }

  // Nobody is at it: the first screen of a kiosk; no answer, open card or half a word at the door or the sign-in.
  function is_at_rest() {
    const kiosk = document.getElementById("kiosk");
    const typed = Array.from(document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox])"), (field) => field);
    const answer = document.getElementById("answer");
    if (kiosk && kiosk.dataset.screen !== "start") return false;
    if (answer && !answer.matches(".idle")) return false;
    return !typed.some((field) => /** @type {HTMLInputElement} */ (field).value) && !document.querySelector("details[open], dialog[open]");
  }

  async function beat() {
    if (is_over || performance.now() - last < EVERY) return;
    const detail = asked();
    if (!is_alone && !detail.alive.has("scan")) return;
    last = performance.now();
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(beats, { method: "POST", body: told(detail), signal: patience.signal, cache: "no-store" });
      if (answer.status === 204) is_over = true; // no device of the office, or not any more
      else if (answer.redirected) location.reload(); // a kiosk that was taken off the list
      else if (answer.ok) is_old = (await answer.json()).again;
    } catch {
      // The next look that comes through beats again.
    } finally {
      clearTimeout(limit);
    }
  }

  async function pulse() {
    await beat();
    if (is_old && is_at_rest()) location.reload();
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event.detail;
    const answer = document.getElementById("answer");
    if (answer && SHORT.includes(answer.dataset.kind)) printer = true;
    else if (answer && document.querySelector("#answer ~ .also [role=status], [data-printed]")) printer = false;
    if (target && ["hall", "lobby"].includes(target.id)) pulse();
  });
  if (is_alone) setInterval(pulse, PATIENCE);
  pulse();

  // A screen that goes dark beats no more, and nobody can scan at it: browsers that can keep it lit, while it is shown.
  const light = () => navigator.wakeLock && !document.hidden && navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", light);
  light();
})();
