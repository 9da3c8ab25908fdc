// The grid of counters and half hours: totals follow what is marked, and a drag marks what it passes. It needs no script.
(() => {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form#roster"));
  if (!form) return;
  /** @type {HTMLInputElement | null} */
  let start = null;
  let paints = false;
  let isDrag = false;

  /** @param {EventTarget | null} target */
  const boxIn = (target) =>
    target instanceof Element
      ? /** @type {HTMLInputElement | null} */ (target.closest("td")?.querySelector("input[name=cell]") ?? null)
      : null;

  function count() {
    const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
    form.querySelectorAll("td.total").forEach((total, place) => {
      const many = rows.filter((row) => row[place].checked).length;
      total.textContent = String(many);
      total.classList.toggle("nobody", many === 0);
    });
  }

  form.addEventListener("change", count);
  form.addEventListener("pointerdown", (event) => {
    start = event.pointerType === "mouse" ? boxIn(event.target) : null;
    paints = start !== null && !start.checked;
    isDrag = false;
  });
  form.addEventListener("pointerover", (event) => {
    const box = start && event.buttons & 1 ? boxIn(event.target) : null;
    if (!box || box.disabled || (box === start && !isDrag)) return;
    isDrag = true;
    for (const each of [start, box]) each.checked = paints;
    count();
  });
  form.addEventListener(
    "click",
    (event) => {
      if (isDrag) event.preventDefault(); // whoever drags back to where they began has not pressed it
      isDrag = false;
    },
    true,
  );
})();
