// What was chosen in a form stays when its page is drawn anew: after a scan, a refusal, a reload, a new sign-in. It is
// kept in this tab alone, and only while the same number is being served.
(() => {
  const PLACE = "giliran-form";
  const form = () => document.querySelector("form[data-kept]");
  const controls = () => /** @type {Iterable<HTMLInputElement>} */ (form().elements);
  const fields = () => [...controls()].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type) && !field.disabled);
  /** @param {HTMLInputElement} field */
  const is_box = (field) => field.type === "checkbox" || field.type === "radio";
  /** @param {HTMLInputElement} field */
  const key = (field) => is_box(field) ? `${field.name}=${field.value}` : field.name;

  function stored() {
    try {
      return JSON.parse(sessionStorage.getItem(PLACE)) || {};
    } catch {
      return {};
    }
  }

  function keep() {
    if (!form()) return;
    const values = Object.fromEntries(fields().map((field) => [key(field), is_box(field) ? field.checked : field.value]));
    try {
      sessionStorage.setItem(PLACE, JSON.stringify({ of: form().dataset.kept, values }));
    } catch {
      // A browser that keeps nothing loses what was chosen, as without this script.
    }
  }

  function restore() {
    const known = stored();
    if (!known.of) return;
    if (!form() || known.of !== form().dataset.kept) {
      sessionStorage.removeItem(PLACE);
      return;
    }
    for (const field of fields()) {
      const value = known.values[key(field)];
      if (value === undefined) continue;
      if (is_box(field)) field.checked = value;
      else field.value = value;
    }
  }

  for (const change of /** @type {const} */ (["input", "change"])) {
    document.addEventListener(change, (event) => {
      if (event.target.form && event.target.form === form()) keep();
    });
  }
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action").endsWith("/logout")) sessionStorage.removeItem(PLACE);
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "desk") keep();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "desk") restore();
  });
  restore();
})();
