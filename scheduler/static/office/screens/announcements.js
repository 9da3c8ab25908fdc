// The foot of a screen shows what is typed as it is typed.
(() => {
  const LONG = 75; // characters from which the foot of a screen takes two lines
  const form = document.querySelector("form[data-announcement]");
  const foot = form.querySelector("[data-foot]");

  function draw() {
    let shown = false;
    for (const line of foot.querySelectorAll("[data-of]")) {
      const text = /** @type {HTMLInputElement} */ (form.elements.namedItem(line.dataset.of)).value.trim();
      line.textContent = text;
      line.classList.toggle("long", text.length > LONG);
      line.hidden = !text;
      shown = shown || Boolean(text);
    }
    foot.hidden = !shown;
  }

  form.querySelector("[data-look]").hidden = true;
  form.addEventListener("input", draw);
  draw();
})();
