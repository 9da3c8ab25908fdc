// A scanner that types: keys that end in Enter are a scan wherever the focus is, except in the field itself, where the
// browser sends the form. What comes while a step is under way waits for its answer.
(() => {
  const PAUSE = 1000; // milliseconds after which keys typed outside any field are forgotten
  const GAP = 80; // between two keys of a scanner; inside another field nothing slower is taken for one
  const PASS = /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/i; // and nothing there but a pass
  const ECHO = 400; // a second Enter right behind a scan (CR and LF) presses no button
  const SHORTEST = 5;
  let burst = "";
  let last = 0;
  let ended = -Infinity;
  let busy = false;
  const waiting = [];

  const form = () => document.querySelector("form[data-scan]");
  const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  const is_text = (element) => element && element.matches("input:not([type=radio], [type=checkbox]), textarea, select");

  function send(text) {
    if (busy) {
      waiting.push(text);
      return;
    }
    const scan = form();
    if (!scan) return;
    scan.elements.text.value = text;
    scan.elements.nonce.value = nonce();
    scan.requestSubmit();
  }

  function take(event, text) {
    event.preventDefault();
    event.stopImmediatePropagation();
    ended = event.timeStamp;
    const field = document.activeElement;
    if (is_text(field) && field.value.endsWith(text)) field.value = field.value.slice(0, -text.length);
    send(text);
  }

  document.addEventListener(
    "keydown",
    (event) => {
      const scan = form();
      if (!scan || event.target === scan.elements.text || event.ctrlKey || event.altKey || event.metaKey) return;
      const in_field = is_text(event.target);
      if (event.timeStamp - last > (in_field ? GAP : PAUSE)) burst = "";
      last = event.timeStamp;
      if (event.key === "Enter") {
        const text = burst;
        burst = "";
        if (in_field ? PASS.test(text) : text.length >= SHORTEST) take(event, text);
        else if (event.timeStamp - ended < ECHO) event.preventDefault();
      } else if (event.key.length === 1) {
        burst += event.key;
        if (event.key === " " && burst.length > 1) event.preventDefault();
      }
    },
    true,
  );

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.boosted) busy = true;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.boosted) return;
    busy = false;
    if (waiting.length) setTimeout(() => send(waiting.shift()), 50);
  });

  // The same form sent again is the same scan; other words in it are another one.
  let sent = "";
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    const text = event.target.elements.text.value;
    if (sent && sent !== text) event.target.elements.nonce.value = nonce();
    sent = text;
  }, true);
})();
