// An upload tells how far it is, by the bar marked for it; a file that is too large is named before it is sent.
(() => {
  const bar = () => document.querySelector("progress[data-upload]");

  document.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    const [file] = target.files;
    const { most, tooLarge } = target.form.dataset;
    target.setCustomValidity(file && file.size > Number(most) ? tooLarge : "");
    target.reportValidity();
  });

  document.body.addEventListener("htmx:beforeSend", () => {
    if (bar()) bar().hidden = false;
  });
  document.body.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (bar() && detail.lengthComputable) bar().value = (100 * detail.loaded) / detail.total;
  });
  document.body.addEventListener("htmx:sendError", () => {
    if (bar()) bar().hidden = true;
  });
})();
