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

  /* A section is there again: saved, and sending goes on; or with what is wrong or to be checked, and it ends here. */
  document.addEventListener("htmx:afterSettle", () => {
    if (!sends) return;
    sends = false;
    if (!document.querySelector("#people [aria-invalid], #people .check, #phone [aria-invalid]")) document.querySelector("#send form")?.requestSubmit();
  });
  document.addEventListener("htmx:sendError", () => { sends = false; });

  /* What is next: a code that has gone to the phone; numbers to be checked, and after them the phone. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const { id } = event.detail.target;
    if (id === "phone") document.getElementById("digits")?.focus();
    if (id === "people") document.querySelector("#people .check, #people [aria-invalid], #number, #phone a")?.focus();
  });
})();
