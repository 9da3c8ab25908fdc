// Who takes a document signs on the screen: strokes as lists of points in parts of the field's width and height.
(() => {
  const FINE = 0.004; // a point nearer than this to the last one adds nothing
  const MOST = 19000; // letters of JSON: more than anybody draws, less than the office takes
  /** @type {Point[][]} */
  let strokes = [];
  let size = 2;
  /** @type {Point[]} */
  let drawing = null;

  /** @param {number} value */
  const part = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
  /** @param {Point} a @param {Point} b */
  const near = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < FINE;

  /** @param {HTMLCanvasElement} canvas */
  function pen(canvas) {
    const context = canvas.getContext("2d");
    context.lineWidth = 4;
    context.lineCap = context.lineJoin = "round";
    return context;
  }

  /** @param {HTMLCanvasElement} canvas */
  function draw(canvas) {
    const context = pen(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const stroke of strokes) {
      context.beginPath();
      stroke.forEach(([x, y], place) => context[place ? "lineTo" : "moveTo"](x * canvas.width, y * canvas.height));
      if (stroke.length === 1) context.lineTo(stroke[0][0] * canvas.width + 1, stroke[0][1] * canvas.height);
      context.stroke();
    }
  }

  /** @param {HTMLCanvasElement} canvas */
  function tell(canvas) {
    const sheet = canvas.closest(".check");
    sheet.querySelector("input[data-strokes]").value = strokes.length ? JSON.stringify(strokes) : "";
    for (const button of sheet.querySelectorAll("button[data-signed]")) button.disabled = !strokes.length;
    draw(canvas);
  }

  /** @param {HTMLCanvasElement} canvas @param {PointerEvent} event @returns {Point} */
  function point(canvas, event) {
    const box = canvas.getBoundingClientRect();
    return [part((event.clientX - box.left) / box.width), part((event.clientY - box.top) / box.height)];
  }

  /** @param {Point} where */
  function add(where) {
    const last = drawing[drawing.length - 1];
    if (size > MOST || (last && near(last, where))) return;
    drawing.push(where);
    size += JSON.stringify(where).length + 1;
  }

  /** @param {HTMLCanvasElement} canvas */
  function clear(canvas) {
    strokes = [];
    size = 2;
    drawing = null;
    tell(canvas);
  }

  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest("canvas[data-sign]");
    if (!canvas || size > MOST) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = [];
    strokes.push(drawing);
    size += 3;
    add(point(canvas, event));
    tell(canvas);
  });
  document.addEventListener("pointermove", (event) => {
    const canvas = event.target.closest("canvas[data-sign]");
    if (!canvas || !drawing) return;
    for (const each of event.getCoalescedEvents ? event.getCoalescedEvents() : [event]) add(point(canvas, each));
    tell(canvas);
  });
  for (const over of ["pointerup", "pointercancel"]) document.addEventListener(over, () => { drawing = null; });
  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-sign-again], [data-unsigned]");
    if (again) clear(again.closest(".check").querySelector("canvas[data-sign]"));
  }, true);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const canvas = document.querySelector("canvas[data-sign]");
    if (event.detail.target.id === "desk" && canvas && strokes.length) clear(canvas);
  });
})();
