// What the camera reads goes into the field of the trial, and is sent as what a camera read.
document.addEventListener("giliran:scan", (event) => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("scan-form"));
  if (!form) return;
  form.elements.text.value = event.detail.text;
  form.requestSubmit(document.getElementById("by-camera"));
});
