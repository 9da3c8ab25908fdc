// What makes a step one step, however often it is sent.
const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

// A scanner that types: keys that end in Enter are a scan wherever the focus is, except in the field itself, where the
// browser sends the form, unless an answer came between its keys. What comes while a step is under way waits for it.
(() => {
  const PAUSE = 1000; // milliseconds after which keys typed outside any field are forgotten
  const GAP = 80; // between two keys of a scanner; inside another field nothing slower is taken for one
  const EDITS = /^(Backspace|Delete|Arrow.*|Home|End|Escape|F\d+)$/; // whoever corrects, or presses a key of the screen, is no scanner
  const PASS = /^(https?:\/\/\S+\/[ti]\/)?[0-9a-z]{4}(-[0-9a-z]{4}){3}$/i; // and nothing there but a pass, or its link
  const ECHO = 400; // a second Enter right behind a scan (CR and LF) presses no button
  const SHORTEST = 5;
  let burst = "";
  let last = 0;
  let ended = -Infinity;

  // An open card that scans are for, else the page's own field.
  const form = () => document.querySelector("details[open] form[data-scan]") || document.querySelector("form[data-scan]");
  /** @param {Event} event */
  const is_echo = (event) => Math.abs(event.timeStamp - ended) < ECHO; // a clock that is set back makes no echo of all that comes
  /** @param {Element} element @returns {element is HTMLInputElement} */
  const is_text = (element) => element && element.matches("input:not([type=radio], [type=checkbox]), textarea, select");

  /** @param {string} text */
  const send = (text) => ahead.take(() => submit(text));

  /** @param {string} text */
  function submit(text) {
    const scan = form();
    if (!scan) return;
    scan.elements.text.value = text;
    scan.elements.nonce.value = nonce();
    scan.requestSubmit();
  }

  /** @param {Event} event @param {string} text */
  function take(event, text) {
    event.preventDefault();
    event.stopImmediatePropagation();
    ended = event.timeStamp;
    const field = document.activeElement;
    const scan = form();
    if (is_text(field) && (text.endsWith(field.value) || field === scan.elements.text)) field.value = "";
    else if (is_text(field) && field.value.endsWith(text)) field.value = field.value.slice(0, -text.length);
    send(text);
  }

  // The page was drawn anew under a burst: a part of it was lost with the field before, or something else is there too.
  /** @param {HTMLFormElement} scan @param {string} text */
  function is_torn(scan, text) {
    const { value } = scan.elements.text;
    return value !== text && (PASS.test(text) || (text.length > value.length && text.endsWith(value)));
  }

  document.addEventListener(
    "keydown",
    (event) => {
      const scan = form();
      if (!scan || event.ctrlKey || event.altKey || event.metaKey) return;
      const is_own = event.target === scan.elements.text;
      const in_field = is_text(event.target);
      if (event.timeStamp - last > (in_field && !is_own ? GAP : PAUSE) || EDITS.test(event.key)) burst = "";
      last = event.timeStamp;
      if (event.key !== "Enter") ended = -Infinity; // whoever presses another key first means the Enter
      if (event.key === "Enter") {
        const text = burst;
        burst = "";
        if (is_own) {
          const { value } = scan.elements.text;
          if (text.length >= SHORTEST && is_torn(scan, text)) take(event, text);
          else if (ahead.waits() && value) take(event, value);
          else if (!value && is_echo(event)) event.preventDefault();
        } else if (in_field ? PASS.test(text) : text.length >= SHORTEST) take(event, text);
        else if (is_echo(event)) event.preventDefault();
      } else if (event.key.length === 1) {
        burst += event.key;
        if (!is_own && event.key === " " && burst.length > 1) event.preventDefault();
      }
    },
    true,
  );

  document.addEventListener("giliran:scan", (event) => send(event.detail.text)); // what a camera read

  document.addEventListener("giliran:alive", ({ detail }) => {
    if (form()) detail.alive.add("scan");
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
