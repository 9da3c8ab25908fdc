// What a small form still lacks is said beside its field in our words and language, not by the browser's bubble.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const own_way = event.submitter && event.submitter.hasAttribute("formaction"); // a step that asks for nothing
    if (!form.noValidate || form.id === "handover" || own_way) return;
    const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[required]")]);
    const lacking = fields.filter((field) => !field.validity.valid);
    for (const place of form.querySelectorAll("[data-lack]")) place.hidden = !lacking.some((field) => field.name === place.dataset.lack);
    if (!lacking.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lacking[0].focus();
    document.getElementById("spoken").textContent = form.querySelector(`[data-lack="${lacking[0].name}"]`).textContent;
  }, true);
})();
