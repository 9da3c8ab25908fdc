// Keeps a staff page up to date by its web socket, without anything moving under the finger. Where the socket does not
// get through, the page's slow look (#poll) does the same. The page names what it shows in #desk[data-stamp] and
// [data-version]; #now, which comes with every picture, what there is to be seen.
(() => {
  if (!window.htmx) return; // it did not come through: links and forms do without
  const body = document.body;
  const DEAF = 12000; // milliseconds without a word from the socket, after which the slow look is needed
  const socket = document.getElementById("live");
  const desk = () => document.getElementById("desk");
  const changed = () => document.getElementById("changed");
  let heard = -Infinity;
  let pressing = false;
  /** @type {HtmxSocket} */
  let missed = null; // the socket to be asked once more for what could not be shown
  let acting = false;

  const look = () => {
    const poll = document.getElementById("poll");
    if (poll) htmx.trigger(poll, "look");
  };
  /** @param {HTMLInputElement | HTMLTextAreaElement} field */
  const is_filled = (field) => field instanceof HTMLInputElement && field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;

  // Whether somebody is in the middle of something that a new picture of the whole would take away.
  function is_busy() {
    if (document.querySelector("#desk details[open], dialog[open], .check:not([hidden])")) return true;
    const fields = [...document.querySelectorAll("#desk input:not([type=hidden]), #desk textarea")];
    return fields.some(is_filled) || document.activeElement.matches("#desk main input:not([type=checkbox], [type=radio], #scan)");
  }

  function compare() {
    const now = document.getElementById("now");
    if (!now || !desk() || acting) return;
    const is_stale = now.dataset.stamp !== desk().dataset.stamp;
    if (is_stale && !is_busy()) {
      htmx.ajax("get", location.pathname, { source: desk(), target: "#desk", select: "#desk", swap: "outerHTML show:none" });
    } else if (changed()) {
      changed().hidden = !is_stale;
    }
  }

  // A page that was drawing itself anew when somebody pressed would take the place of the answer away.
  body.addEventListener("htmx:beforeSwap", (event) => {
    if (acting && event.detail.requestConfig.elt === desk()) event.detail.shouldSwap = false;
  });

  // --- the socket

  // Back soon after the office is, and not all pages in one moment; after some minutes of nothing less often.
  const SOONEST = 300; // milliseconds
  const LATEST = 1500;
  const MANY = 150; // tries
  const SELDOM = 10000;
  /** @param {number} tries */
  htmx.config.wsReconnectDelay = (tries) => {
    const most = tries < MANY ? Math.min(LATEST, SOONEST * 2 ** Math.min(tries, 10)) : SELDOM;
    return most * (1 + Math.random()) / 2;
  };

  body.addEventListener("htmx:wsOpen", () => { heard = performance.now(); });
  body.addEventListener("htmx:wsClose", (event) => {
    heard = -Infinity;
    if (event.detail.event && event.detail.event.code !== 1001) look();
  });
  let focused = "";
  body.addEventListener("htmx:wsBeforeMessage", (event) => {
    heard = performance.now();
    const broken = document.getElementById("broken");
    if (broken) broken.hidden = true;
    const version = /data-version="(\d+)"/.exec(event.detail.message);
    if (!version) return;
    const is_old = desk() && version[1] < desk().dataset.version;
    if (pressing || acting) missed = event.detail.socketWrapper;
    if (is_old || pressing || acting) event.preventDefault();
    focused = document.activeElement ? document.activeElement.id : "";
  });
  body.addEventListener("htmx:wsAfterMessage", () => {
    const again = focused && document.activeElement === body ? document.getElementById(focused) : null;
    if (again && !again.matches(":disabled")) again.focus({ preventScroll: true });
    compare();
  });

  // --- the slow look, only where the socket is silent

  body.addEventListener("htmx:beforeRequest", (event) => {
    const is_look = event.detail.elt && event.detail.elt.id === "poll";
    if (event.detail.boosted) acting = true;
    const by_itself = !event.detail.requestConfig.triggeringEvent || event.detail.requestConfig.triggeringEvent.type !== "look";
    if (is_look && by_itself && performance.now() - heard < DEAF) event.preventDefault();
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.boosted) acting = false;
    if (event.detail.boosted && missed) catchUp();
  });
  body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt && event.detail.elt.id === "rows") compare();
  });

  // --- nothing is swapped while something is being pressed

  function catchUp() {
    setTimeout(() => {
      const asked = missed;
      missed = null;
      if (asked && !acting) asked.send("again");
    }, 50);
  }
  document.addEventListener("pointerdown", () => { pressing = true; }, true);
  for (const over of ["pointerup", "pointercancel"]) {
    document.addEventListener(over, () => {
      pressing = false;
      if (missed) catchUp();
    }, true);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && performance.now() - heard > DEAF) look();
  });
  if (socket && !("WebSocket" in window)) look();
})();
