// The function keys: each presses the button that carries it, inside and outside a field; a dead one does nothing.
(() => {
  const KEYS = new Set(["F2", "F3", "F4", "F9", "F10", "F12"]);

  function press(key) {
    const button = document.querySelector(`[data-key="${key}"]:not(:disabled)`);
    if (!button) return;
    button.click();
    const panel = button.closest("details");
    if (panel && panel.open) panel.querySelector("button").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const in_field = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (KEYS.has(event.key)) {
      event.preventDefault();
      if (!event.repeat && !document.querySelector("dialog[open]")) press(event.key);
    } else if (event.key === "?" && !in_field) {
      press("?");
    } else if (event.key === "Escape") {
      document.getElementById("scan").value = "";
      for (const open of document.querySelectorAll("details[open]")) open.open = false;
    }
  });
})();
