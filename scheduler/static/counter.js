// The counter's keys: each presses the button that carries it, inside and outside a field; a dead one does nothing.
// Panels open in place and number their choices; a handover asks once more whether everything was checked.
(() => {
  const KEYS = new Set(["F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "F12"]);
  const GAP = 150; // milliseconds: a digit that is followed sooner by another key is part of a scan
  const check = () => document.getElementById("check");
  const is_text = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const open_panel = () => document.querySelector("#desk details.panel[open]");

  // --- keys

  function press(key) {
    if (key === "F4" && check() && !check().hidden) {
      const sure = check().querySelector("[data-sure]");
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

  // --- numbered choices; a scanner's digits are none

  let chosen = 0;
  function choose(digit) {
    const place = check() && !check().hidden ? check() : open_panel();
    const button = place && place.querySelector(`[data-digit="${digit}"]:not(:disabled)`);
    if (!button) return;
    chosen = setTimeout(() => button.click(), GAP);
  }

  document.addEventListener("keydown", (event) => {
    clearTimeout(chosen);
    if (!document.getElementById("scan") || event.ctrlKey || event.altKey || event.metaKey) return;
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
    for (const field of form.querySelectorAll("[name=collector_name], [name=collector_letter]")) field.required = by_proxy;
    if (!form.querySelector("[name=old_card]")) return;
    const choice = form.querySelector("[name=old_card]:checked");
    const owed = Boolean(form.querySelector("[data-old-card]:checked"));
    const kept = Boolean(owed && choice && choice.value === "not_brought");
    for (const radio of form.querySelectorAll("[name=old_card]")) radio.required = owed;
    form.querySelector("[name=old_card_letter]").required = Boolean(owed && choice && choice.value === "lost");
    const reason = form.querySelector("[name=without_card]");
    if (reason) reason.required = kept;
    else form.querySelector("[value=not_brought]").setCustomValidity(kept ? form.querySelector("span.pass").textContent : "");
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
    const sure = sheet.querySelector("[data-sure]");
    (sure.disabled ? sheet : sure).focus();
  }, true);

  // --- seconds until a number may be called again

  let ticking = 0;
  function rest() {
    clearInterval(ticking);
    const button = document.querySelector("[data-rest]");
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
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const config = event.detail.requestConfig;
    if (config && config.elt && config.elt.id === "scan-form" && event.detail.xhr.status) document.getElementById("scan").value = "";
  });
  // Whoever told about a number or a handover does not tell it again after a reload.
  if (location.search) history.replaceState(null, "", location.pathname);
  rest();
  owe();
})();
