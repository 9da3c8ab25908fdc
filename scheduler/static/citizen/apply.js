/* What was typed is saved before an application is sent, also where nobody pressed the button of its section. */
(() => {
  "use strict";
  let sends = false;

  /** @param {HTMLInputElement} input */
  const isTyped = (input) => (input.type === "radio" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue);
  const unsaved = () => [...document.querySelectorAll("#people form, #phone form")].find((form) => [...form.querySelectorAll("input")].some(isTyped));

  /* Before `citizen.js` counts the form as sent. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#send form") && window.htmx && unsaved();
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    sends = true;
    form.requestSubmit();
  }, true);

  /* A section is there again: saved, and sending goes on; or with what is wrong, and it ends here. */
  document.addEventListener("htmx:afterSettle", () => {
    if (!sends) return;
    sends = false;
    if (!document.querySelector("#people [aria-invalid], #phone [aria-invalid]")) document.querySelector("#send form")?.requestSubmit();
  });
  document.addEventListener("htmx:sendError", () => { sends = false; });

  /* A code has gone to the phone: it is typed next. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "phone") document.getElementById("digits")?.focus();
  });
})();
