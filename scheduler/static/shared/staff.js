// What every staff page does with scripts: says new things aloud, tells when the line is cut, prints, and moves the focus.
(() => {
  const body = document.body;
  const broken = () => document.getElementById("broken");

  function speak() {
    const said = document.querySelector("[data-said]");
    const place = document.getElementById("spoken");
    if (place) place.textContent = said ? said.textContent.replace(/\s+/g, " ").trim() : "";
  }

  // within: what was drawn anew; the focus stays where it is if there is nothing to do in it.
  /** @param {ParentNode} within */
  function focusNext(within) {
    if (document.activeElement.closest("details[open], dialog")) return;
    const next = within.querySelector("[data-next]:not(:disabled)");
    if (next) next.focus({ preventScroll: true });
  }

  /** @param {boolean} isCut */
  function cut(isCut) {
    if (broken()) broken().hidden = !isCut;
    document.dispatchEvent(new CustomEvent("giliran:line", { detail: { is_cut: isCut } }));
  }

  function ready() {
    for (const button of document.querySelectorAll("[data-print], [data-opens]")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const printer = event.target.closest("[data-print]");
    if (printer) window.print();
    const opener = event.target.closest("[data-opens]");
    if (opener) /** @type {HTMLDialogElement} */ (document.getElementById(opener.dataset.opens)).showModal();
    const pointer = event.target.closest("[data-focus]");
    if (pointer) {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (document.getElementById(pointer.dataset.focus));
      field.focus();
      field.select();
    }
    for (const open of document.querySelectorAll("details[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  // An answer that is not the page asked for (a fault, a proxy's own page) must not replace what stands there.
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    const is_ours = target && target.id && xhr.responseText.includes(`id="${target.id}"`);
    cut(!is_ours);
    if (!is_ours) event.detail.shouldSwap = false;
  });
  // One step at a time: its answer draws the screen anew, and an answer to what stood there before would be lost.
  let acting = false;
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (acting) {
      event.preventDefault();
    } else if (event.detail.boosted) {
      acting = true;
      for (const asking of document.querySelectorAll("[hx-trigger^=every]")) htmx.trigger(asking, "htmx:abort");
    }
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.boosted) acting = false;
  });
  body.addEventListener("htmx:sendError", () => cut(true));
  body.addEventListener("htmx:timeout", () => cut(true));
  body.addEventListener("htmx:afterSettle", (event) => {
    ready();
    if (event.detail.requestConfig && event.detail.requestConfig.boosted) {
      speak();
      const { target } = event.detail;
      focusNext((target && target.id === "said" && document.getElementById("said")) || document);
    }
  });

  document.addEventListener("giliran:answer", speak);
  document.addEventListener("giliran:back", () => cut(false));

  window.addEventListener("offline", () => cut(true));
  if ("copy" in body.dataset) cut(true);
  ready();
})();
