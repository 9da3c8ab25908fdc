// The counter's keys: each presses the button that carries it, inside and outside a field; a dead one does nothing.
// Panels open in place and number their choices; a handover asks once more whether everything was checked.
(() => {
  const KEYS = new Set(["F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "F12"]);
  const LASTS = 5000; // milliseconds for which a key waits for the answer that it was pressed before
  const GAP = 150; // milliseconds: a digit that is followed sooner by another key is part of a scan
  const check = () => document.getElementById("check");
  /** @param {Element} element */
  const is_text = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const open_panel = () => document.querySelector("#desk details.panel[open]");

  // --- keys

  /** @param {string} key */
  function press(key) {
    if (key === "F4" && check() && !check().hidden) {
      if (is_unseen()) return;
      const sure = check().querySelector("button[data-sure]");
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
    ahead.forget();
    for (const open of document.querySelectorAll("#desk details[open]")) open.open = false;
    const had_check = check() && !check().hidden;
    if (had_check) hide();
    if (!had_panel && !had_check) document.getElementById("scan").value = "";
    if (had_panel || had_check) focus_next();
  }

  function focus_next() {
    const next = document.querySelector("#card [data-next]:not(:disabled), [data-next]:not(:disabled)");
    if (next) next.focus({ preventScroll: true });
  }

  // A picture of the line may come between two keys and take what had the focus away: Enter then pressed nothing.
  function keep_focus() {
    if (document.activeElement === document.body && !open_panel() && !document.querySelector("dialog[open]")) focus_next();
  }

  // --- numbered choices; a scanner's digits are none

  let chosen = 0;
  /** @param {string} digit */
  function choice(digit) {
    const place = check() && !check().hidden ? check() : open_panel();
    return place && place.querySelector(`[data-digit="${digit}"]:not(:disabled)`);
  }

  /** @param {string} digit */
  function choose(digit) {
    const button = choice(digit);
    if (button) chosen = setTimeout(() => button.click(), GAP);
  }

  // --- keys that are pressed while an answer is under way act on what it brings

  const LOOK = 400; // milliseconds within which nobody has read what a key brought that had waited
  let acted = -Infinity;
  const is_unseen = () => performance.now() - acted < LOOK;
  let latest = ""; // pressed twice in a hurry a key counts once
  const number = () => document.getElementById("card").dataset.ticket || "";
  const undoable = () => document.querySelector('button[data-key="F12"]').form.elements.ticket.value;

  // Whether such a key still means what it meant. Nobody who has not been seen is judged, nothing is handed over before
  // the sheet was looked at, and nothing follows a refusal. meant: the number at the counter when it was pressed.
  /** @param {string} key @param {string} meant */
  function stands(key, meant) {
    if (document.querySelector("#said [data-code], .check:not([hidden]), dialog[open]")) return false;
    const now = number();
    if (key === "F2" || key === "F10") return true;
    if (key === "F12") return undoable() === (meant || now);
    if (!meant) return key === "Enter" && document.getElementById("card").dataset.stage === "called";
    return now === meant;
  }

  /** @param {string} key */
  function act(key) {
    acted = performance.now();
    if (KEYS.has(key)) press(key);
    else {
      const button = key === "Enter" ? document.querySelector("#card [data-next]:not(:disabled)") : choice(key);
      if (button) button.click();
    }
  }

  /** @param {string} key */
  function hold(key) {
    const meant = number();
    const later = () => ahead.take(() => stands(key, meant) && act(key), LASTS);
    if (/^\d$/.test(key)) chosen = setTimeout(later, GAP);
    else later();
  }

  // Returns whether the key waits, or is the same one once more.
  /** @param {KeyboardEvent & { target: HTMLElement }} event */
  function is_ahead(event) {
    const { key, target } = event;
    const is_ours = KEYS.has(key) || (!is_text(target) && /^[1-9]$/.test(key)) || (key === "Enter" && target.matches("body, #desk button"));
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

  document.addEventListener("keydown", (event) => {
    clearTimeout(chosen);
    if (!document.getElementById("scan") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (is_ahead(event)) return;
    // Held down, Enter presses once: what it brought is to be read first.
    const is_unread = event.repeat ? event.target.matches("button") : event.target.matches("[data-sure]") && is_unseen();
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
    else if (is_text(event.target)) return;
    else if (event.key === "?") press("?");
    else if (/^[1-9]$/.test(event.key) && !event.repeat) choose(event.key);
  }, true);

  document.addEventListener("click", (event) => {
    const presses = event.target.closest("[data-press]");
    if (presses) {
      event.stopPropagation();
      press(presses.dataset.press);
    }
    if (event.target.closest("[data-not-yet]")) clear();
  }, true);

  // --- what the office would refuse is asked for before anybody signs

  function owe() {
    const form = document.getElementById("handover");
    if (!form) return;
    const by_proxy = Boolean(form.querySelector("[name=collector][value=proxy]:checked"));
    for (const field of form.querySelectorAll("input[name=collector_name], input[name=collector_letter]")) field.required = by_proxy;
    if (!form.querySelector("[name=old_card]")) return;
    const choice = form.querySelector("input[name=old_card]:checked");
    const owed = Boolean(form.querySelector("[data-old-card]:checked"));
    const kept = Boolean(owed && choice && choice.value === "not_brought");
    for (const radio of form.querySelectorAll("input[name=old_card]")) radio.required = owed;
    form.querySelector("input[name=old_card_letter]").required = Boolean(owed && choice && choice.value === "lost");
    const reason = form.querySelector("input[name=without_card]");
    if (reason) reason.required = kept;
    else form.querySelector("input[value=not_brought]").setCustomValidity(kept ? form.querySelector("span.pass").textContent : "");
  }
  document.addEventListener("change", owe);
  document.addEventListener("click", owe, true); // a card that was drawn a moment ago may be pressed at once

  // --- checked once more before it is handed over

  function hide() {
    check().hidden = true;
  }

  document.addEventListener("submit", (event) => {
    const sheet = check();
    if (event.target.id !== "handover" || !sheet || !sheet.hidden) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sheet.hidden = false;
    const sure = sheet.querySelector("button[data-sure]");
    (sure.disabled ? sheet : sure).focus();
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
      owe();
      keep_focus();
    }
  });
  document.body.addEventListener("htmx:wsAfterMessage", keep_focus);
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const config = event.detail.requestConfig;
    if (config && config.elt && config.elt.id === "scan-form" && event.detail.xhr.status) document.getElementById("scan").value = "";
  });
  // Whoever told about a number or a handover does not tell it again after a reload.
  if (location.search) history.replaceState(null, "", location.pathname);
  rest();
  owe();
})();
