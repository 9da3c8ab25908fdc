// Arrows go from the search field into what was found, and from one document to the next; Enter opens it.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const places = [...document.querySelectorAll("#q, [data-found], [data-more]")];
  const here = places.findIndex((place) => place === document.activeElement);
  const next = places[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
});
