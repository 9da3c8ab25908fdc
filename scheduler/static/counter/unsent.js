// What was pressed and did not get through, or could not follow what was pressed before it, is said by its own words.
(() => {
  if (!window.htmx) return; // it did not come through: links and forms do without
  const PATIENCE = 15000; // milliseconds after which a step that nobody answers is to be pressed again: it stays one step
  htmx.config.timeout = PATIENCE;
  const place = () => document.getElementById("unsent");

  /** @param {string} words @param {string} what */
  function tell(words, what) {
    place().textContent = words.replace("{what}", what);
    place().hidden = false;
  }

  /** @param {HtmxStep} step */
  function pressed(step) {
    const { triggeringEvent } = step.requestConfig;
    const by = /** @type {SubmitEvent} */ (triggeringEvent || {}).submitter || step.elt;
    const words = /** @type {HTMLElement} */ (by.cloneNode(true));
    for (const beside of words.querySelectorAll("kbd, small")) beside.remove();
    return words.textContent.replace(/\s+/g, " ").trim();
  }

  // A proxy that answers in the place of the office has answered nothing.
  /** @param {XMLHttpRequest} xhr */
  const is_ours = (xhr) => xhr.responseText.includes('id="desk"') || Boolean(xhr.getResponseHeader("HX-Redirect"));

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.boosted) place().hidden = true;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { boosted, xhr } = event.detail;
    if (!boosted || (xhr.status && is_ours(xhr))) return;
    document.dispatchEvent(new CustomEvent("giliran:unsent"));
    tell(place().dataset.unsent, pressed(event.detail));
  });
  document.addEventListener("giliran:undone", (event) => tell(place().dataset.undone, event.detail.keys.join(", ")));
})();
