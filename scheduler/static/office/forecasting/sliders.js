// Sliders beside the number fields of a thought: either moves the other. Without a script the fields do alone.
"use strict";
document.querySelectorAll("input[data-slides]").forEach((slider) => {
  const field = slider.parentElement?.querySelector("input[type=number]");
  if (!field) return;
  const follow = () => {
    slider.value = field.value || slider.max;
  };
  slider.hidden = false;
  slider.addEventListener("input", () => {
    field.value = slider.value;
  });
  field.addEventListener("input", follow);
  follow();
});
