// The counter's keys: each presses the button that carries it, inside and outside a field; a dead one does nothing.
// Panels open in place and number their choices.
(() => {
  const KEYS = new Set(["F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "F12"]);
  const LASTS = 5000; // milliseconds for which a key waits for the answer that it was pressed before
  const check = () => document.getElementById("check");
  const is_asking = () => Boolean(check()) && !check().hidden;
  /** @param {Element} element */
  const is_text = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const open_panel = () => document.querySelector("#desk details.panel[open]");

  // --- keys

  /** @param {string} key */
  function press(key) {
    if (is_asking() && (key === "F4" || key === "F2")) {
      if (is_unseen()) return;
      const sure = check().querySelector(key === "F4" ? "button[data-sure]" : "button[data-then-next]:not([hidden])");
      if (!sure) return;
      if (sure.disabled) check().querySelector("[data-unsigned]").focus();
      else sure.click();
      return;
    }
    const button = document.querySelector(`[data-key="${key}"]:not(:disabled)`);
    if (!button) return;
    button.click();
    const panel = button.closest("details");
    const first = panel && panel.open && panel.querySelector("input:not([type=hidden], [name=note], [name=wait]), [data-digit]");
    if (first) first.focus();
  }

  function clear() {
    const had_panel = open_panel();
    burst = "";
    forget();
    for (const open of document.querySelectorAll("#desk details[open]")) open.open = false;
    const had_check = is_asking();
    if (had_check) check().hidden = true;
    if (!had_panel && !had_check) document.getElementById("scan").value = "";
    if (had_panel || had_check) focus_next();
  }

  function focus_next() {
    const next = document.querySelector("#card [data-next]:not(:disabled), [data-next]:not(:disabled)");
    if (next && next.matches("button[form=handover]")) proof.go_on();
    else if (next) next.focus({ preventScroll: true });
  }

  const DRAWN = "body, button[form=handover][data-next]"; // where the focus is once the screen was drawn anew

  // A picture of the line may come between two keys and take what had the focus away: Enter then pressed nothing. What is
  // to be answered comes before the key that hands over.
  /** @param {string} nowhere */
  function keep_focus(nowhere) {
    if (document.activeElement.matches(nowhere) && !open_panel() && !is_asking() && !document.querySelector("dialog[open]")) focus_next();
  }

  // --- digits: of an open panel, of what is asked, or of the row of the handover that is to be answered

  /** @param {string} digit */
  function choose(digit) {
    const place = is_asking() ? check() : open_panel();
    const button = place && place.querySelector(`[data-digit="${digit}"]:not(:disabled)`);
    if (button) button.click();
    else if (!place) answer(digit);
  }

  // The last answer brings the sheet: a key that was pressed in one go with it has not seen that.
  /** @param {string} digit */
  function answer(digit) {
    proof.pick(digit);
    if (is_asking()) acted = performance.now();
  }

  // Whoever types does so one after the other; what a scanner types is longer, ends with Enter, and chooses nothing.
  const GAP = 150; // milliseconds after the last of some digits, until they are taken for somebody's
  const SHORTEST = 5; // of a scan
  let burst = "";
  let last_typed = -Infinity;
  let settling = 0;

  /** @param {KeyboardEvent} event */
  function type(event) {
    if (event.timeStamp - last_typed > GAP) burst = "";
    last_typed = event.timeStamp;
    burst += event.key;
    clearTimeout(settling);
    settling = setTimeout(settle, GAP);
  }

  function settle() {
    clearTimeout(settling);
    const typed = burst;
    burst = "";
    if (typed.length >= SHORTEST || !/^[1-9]+$/.test(typed)) return;
    for (const digit of typed) {
      if (ahead.is_early()) hold(digit);
      else choose(digit);
    }
  }

  // --- keys that are pressed while an answer is under way act on what it brings

  const LOOK = 400; // milliseconds within which nobody has read what a key brought that had waited
  let acted = -Infinity;
  const is_unseen = () => performance.now() - acted < LOOK;
  let latest = ""; // pressed twice in a hurry a key counts once
  let brought = ""; // the number that the last step of this screen brought to the counter
  /** @type {{ waiting: number, is_broken: boolean, undone: string[] }} */
  let run = null; // keys that wait one behind the other: what one of them cannot do, those behind it do not do either
  const card = () => document.querySelector("#card") || document.body; // a counter that was taken over has none
  const number = () => card().dataset.ticket || "";
  const stage = () => card().dataset.stage;
  const undoable = () => document.querySelector('button[data-key="F12"]').form.elements.ticket.value;

  // Whether such a key still means what it meant: who was at the counter when it was pressed, or whom the key before it
  // brought. Nobody who has not been seen is judged, nothing is handed over before what is to be checked was looked at,
  // and nothing follows a refusal.
  /** @param {string} key @param {string} meant the number at the counter when the key was pressed */
  function stands(key, meant) {
    if (document.querySelector("#said [data-code], .check:not([hidden]), dialog[open]")) return false;
    const now = number();
    const is_theirs = now === meant;
    const is_next = now !== "" && now === brought;
    if (key === "F10") return true;
    if (key === "F2") return !now;
    if (key === "F12") return undoable() === (meant || now);
    if (key === "F9" || (/^\d$/.test(key) && open_panel())) return is_theirs;
    return is_theirs || is_next;
  }

  /** @param {string} key */
  function act(key) {
    acted = performance.now();
    if (KEYS.has(key)) press(key);
    else if (key !== "Enter") choose(key);
    else if (stage() === "serving") proof.go_on();
    else {
      const button = document.querySelector("#card button[data-next]:not(:disabled)");
      if (button) button.click();
    }
  }

  function forget() {
    ahead.forget();
    run = null;
  }

  /** @param {string} key */
  function hold(key) {
    const meant = number();
    const own = run && run.waiting ? run : (run = { waiting: 0, is_broken: false, undone: [] });
    own.waiting += 1;
    /** @param {boolean} is_late */
    const end = (is_late) => {
      own.waiting -= 1;
      const is_asked = is_asking();
      own.is_broken = own.is_broken || is_late || !stands(key, meant);
      if (!own.is_broken) act(key);
      else if (!is_asked) own.undone.push(key);
      if (!own.waiting && own.undone.length) document.dispatchEvent(new CustomEvent("giliran:undone", { detail: { keys: own.undone } }));
    };
    ahead.take(() => end(false), LASTS, () => end(true));
  }

  // Returns whether the key waits, or is the same one once more.
  /** @param {KeyboardEvent & { target: HTMLElement }} event */
  function is_ahead(event) {
    const { key, target } = event;
    const is_ours = KEYS.has(key) || (key === "Enter" && target.matches("body, #desk button, #desk input[type=radio], #desk input[type=checkbox]"));
    if (!is_ours || event.repeat) return false;
    const again = key === latest;
    latest = key;
    if (!ahead.is_early()) return false;
    event.preventDefault();
    if (!again) hold(key);
    return true;
  }
  document.addEventListener("pointerdown", () => (latest = ""), true);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "scan-form") latest = "";
  });
  document.addEventListener("giliran:unsent", () => {
    latest = ""; // it is to be pressed again, and may be at once
    if (run) run.is_broken = true;
  });

  // On the window, for an Enter that ends a scan is kept from the document: what follows it is no part of the scan.
  window.addEventListener("keydown", (event) => { if (event.key === "Enter") settle(); }, true);

  document.addEventListener("keydown", (event) => {
    if (!document.getElementById("scan") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.length === 1 && !is_text(event.target)) {
      if (!event.repeat) type(event);
      latest = "";
    } else if (KEYS.has(event.key)) settle();
    if (is_ahead(event)) return;
    // Held down, Enter presses once: what it brought is to be read first.
    const is_unread = event.repeat ? !is_text(event.target) : event.target.matches("[data-sure]") && is_unseen();
    if (event.key === "Enter" && is_unread) {
      event.preventDefault();
      return;
    }
    if (KEYS.has(event.key)) {
      event.preventDefault();
      if (!event.repeat && !document.querySelector("dialog[open]")) press(event.key);
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") clear();
    else if (event.key === "?" && !is_text(event.target)) press("?");
  }, true);

  document.addEventListener("click", (event) => {
    const presses = event.target.closest("[data-press]");
    if (presses) {
      event.stopPropagation();
      press(presses.dataset.press);
    }
    if (event.target.closest("[data-not-yet]")) clear();
  }, true);

  // --- seconds until a number may be called again

  let ticking = 0;
  function rest() {
    clearInterval(ticking);
    const button = document.querySelector("button[data-rest]");
    if (!button) return;
    const left = button.querySelector("[data-left]");
    const until = performance.now() + Number(button.dataset.rest) * 1000;
    const tick = () => {
      const seconds = Math.ceil((until - performance.now()) / 1000);
      button.disabled = seconds > 0;
      left.hidden = seconds <= 0;
      left.textContent = seconds > 0 ? String(seconds) : "";
      if (seconds <= 0) clearInterval(ticking);
    };
    tick();
    if (button.disabled) ticking = setInterval(tick, 250);
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id === "desk") {
      rest();
      keep_focus(DRAWN);
    }
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) brought = number();
  });
  document.body.addEventListener("htmx:wsAfterMessage", () => keep_focus("body"));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const config = event.detail.requestConfig;
    if (config && config.elt && config.elt.id === "scan-form" && event.detail.xhr.status) document.getElementById("scan").value = "";
  });
  // Whoever told about a number or a handover does not tell it again after a reload.
  if (location.search) history.replaceState(null, "", location.pathname);
  rest();
  keep_focus(DRAWN);
})();
