// After WhatsApp was opened, the button that marks it as sent is the next thing to press.
document.addEventListener("click", (event) => {
  const link = event.target.closest('.to-tell a[target="_blank"]');
  if (link) link.closest("li").querySelector("button").focus();
});
