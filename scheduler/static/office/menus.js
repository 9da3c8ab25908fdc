// The menus among the office's pages: Escape, a press elsewhere and the focus going elsewhere close an open one.
// Opening needs no script.
(() => {
  const open = () => document.querySelector(".places details[open]");

  /** @param {Event & { target: HTMLElement }} event */
  function leave(event) {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  }

  document.addEventListener("click", leave);
  document.addEventListener("focusin", leave);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && open();
    if (!menu) return;
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  });
})();
