// A file may be dropped on the form: it is sent at once. What an upload says of itself is in upload.js.
(() => {
  const drop = () => document.querySelector(".bring .drop");
  const field = () => document.querySelector(".bring input[type=file]");

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
})();
