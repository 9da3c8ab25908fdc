// A file may be dropped on the form; an upload tells how far it is, and one that is too large is named before it is sent.
(() => {
  const bar = () => document.querySelector(".bring progress");
  const drop = () => document.querySelector(".bring .drop");
  const field = () => document.querySelector(".bring input[type=file]");

  document.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    const [file] = target.files;
    const { most, tooLarge } = target.form.dataset;
    target.setCustomValidity(file && file.size > Number(most) ? tooLarge : "");
    target.reportValidity();
  });

  document.addEventListener("dragover", (event) => {
    if (!drop()) return;
    event.preventDefault(); // beside the field too, a dropped file would open in place of the page
    drop().classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (drop() && !event.relatedTarget) drop().classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!drop()) return;
    event.preventDefault();
    drop().classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    field().files = event.dataTransfer.files;
    field().dispatchEvent(new Event("change", { bubbles: true }));
    if (field().checkValidity()) field().form.requestSubmit();
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
