// The inbox's keys, ready answers that go into the box by one press, and word of new lines while a clerk types.
(() => {
  const KEYS = new Set(["F2", "Shift+F2", "F4", "F6", "F7", "F8"]);
  const READ = 3000; // milliseconds: whoever types on so long after new lines came has seen them
  const reply = () => document.getElementById("reply");
  const box = () => document.getElementById("text");
  const lines = () => document.getElementById("lines");
  let came = 0;

  for (const key of document.querySelectorAll("kbd[hidden]")) key.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && event.target === box()) {
      event.preventDefault();
      document.querySelector('[data-key="F4"]').click();
      return;
    }
    const key = `${event.shiftKey ? "Shift+" : ""}${event.key}`;
    if (!KEYS.has(key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const pressed = document.querySelector(`[data-key="${key}"]`);
    if (pressed && !event.repeat) pressed.click();
  });

  // --- ready answers

  document.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-text]");
    if (!answer || !box()) return;
    event.preventDefault();
    const typed = box().value.trim();
    box().value = (typed ? `${typed}\n` : "") + answer.dataset.text;
    box().focus();
  });

  // --- new lines

  const seen = () => reply() && reply().elements.seen;
  const has_news = () => seen() && lines() && Number(lines().dataset.newest) > Number(seen().value);

  function compare() {
    const news = document.getElementById("news");
    if (!news) return;
    if (has_news() && news.hidden) came = performance.now();
    news.hidden = !has_news();
    if (!has_news()) return;
    for (const line of lines().querySelectorAll("[data-line]")) {
      if (Number(line.dataset.line) > Number(seen().value)) line.classList.add("new");
    }
  }

  function down() {
    const scroll = document.getElementById("scroll");
    if (scroll) scroll.scrollTop = scroll.scrollHeight;
  }

  document.addEventListener("input", (event) => {
    if (event.target !== box() || !has_news() || performance.now() - came < READ) return;
    seen().value = lines().dataset.newest;
    compare();
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (has_news()) down();
    compare();
  });

  down();
})();
