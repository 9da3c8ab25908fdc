// The form of a handover by keys: a digit answers the row that is asked, what lacks is said beside its field, and what
// the citizen has to check is asked before anything is sent.
(() => {
  /** @typedef {{ name: string, is_kept?: boolean }} Lack */
  const form = () => document.getElementById("handover");
  const sheet = () => document.getElementById("check");
  /** @param {string} name @param {string} which */
  const one = (name, which) => /** @type {HTMLInputElement} */ (form().querySelector(`[name="${name}"]${which}`));
  /** @param {string} name */
  const field = (name) => one(name, ":checked") || one(name, ":not(:disabled)");

  // What lacks, in the order of the form. A card that was not brought is the supervisor's to let pass.
  /** @returns {Lack[]} */
  function lacking() {
    if (!form()) return [];
    /** @param {string} name */
    const value = (name) => one(name, ":checked") ? one(name, ":checked").value : "";
    /** @param {string} name */
    const is_empty = (name) => Boolean(field(name)) && !field(name).value.trim();
    /** @param {string} name */
    const is_open = (name) => Boolean(one(name, "")) && !value(name);
    const owes_card = Boolean(form().querySelector("[data-old-card]:checked"));
    const old_card = owes_card ? value("old_card") : "none";
    const by_proxy = value("collector") === "proxy";
    /** @type {[string, boolean][]} */
    const wanted = [
      ["document", is_open("document")],
      ["identity", is_open("identity")],
      ["old_card", owes_card && is_open("old_card")],
      ["old_card_letter", old_card === "lost" && is_empty("old_card_letter")],
      ["without_card", old_card === "not_brought" && is_empty("without_card")],
      ["collector", is_open("collector")],
      ["collector_name", by_proxy && is_empty("collector_name")],
      ["collector_letter", by_proxy && is_empty("collector_letter")],
    ];
    const lacks = wanted.filter(([, lacks]) => lacks).map(([name]) => ({ name }));
    const is_kept = old_card === "not_brought" && !form().querySelector("[name=without_card]");
    return is_kept ? [...lacks, { name: "old_card", is_kept }] : lacks;
  }

  /** @param {Lack[]} lacks */
  function tell(lacks) {
    const names = lacks.filter((lack) => !lack.is_kept).map((lack) => lack.name);
    for (const place of form().querySelectorAll("[data-lack]")) place.hidden = !names.includes(place.dataset.lack);
    if (!lacks.length) return;
    const first = field(lacks[0].name);
    if (first) first.focus();
    const said = form().querySelector(lacks[0].is_kept ? "span.pass" : `[data-lack="${lacks[0].name}"]`);
    document.getElementById("spoken").textContent = said.textContent;
  }

  function untell() {
    if (!form()) return;
    const names = lacking().filter((lack) => !lack.is_kept).map((lack) => lack.name);
    for (const place of form().querySelectorAll("[data-lack]:not([hidden])")) {
      if (!names.includes(place.dataset.lack)) place.hidden = true;
    }
  }

  // --- a digit answers a row

  // The row that a digit answers: the one that is looked at, or the first that lacks.
  function asked() {
    const looked_at = document.activeElement.closest("#handover [data-row]");
    if (looked_at) return looked_at;
    const first = lacking().find((lack) => !lack.is_kept && lack.name !== "document");
    return first ? field(first.name).closest("[data-row]") : null;
  }

  function mark() {
    if (!form()) return;
    const row = asked();
    for (const each of form().querySelectorAll("[data-row]")) each.classList.toggle("asked", each === row);
  }

  // On to what lacks next, or to the key that hands over.
  function go_on() {
    const next = lacking().find((lack) => lack.name !== "document");
    const place = next && !next.is_kept ? field(next.name) : document.querySelector("button[form=handover][data-key]");
    if (place) place.focus({ preventScroll: true });
  }

  /** @param {string} digit */
  function pick(digit) {
    const row = form() && asked();
    const radio = /** @type {HTMLInputElement} */ (row && row.querySelector(`[data-pick="${digit}"]`));
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (is_done()) ask();
    else go_on();
    mark();
  }

  // Whether the digit was the last that is wanted: where the owner collects there is nothing to type either.
  function is_done() {
    return Boolean(sheet()) && lacking().length === 0 && Boolean(one("collector", '[value="holder"]:checked'));
  }

  // --- checked once more before it is handed over

  /** @param {Element[]} boxes */
  const titles = (boxes) => boxes.map((box) => /** @type {HTMLElement} */ (box).dataset.title).join(", ");

  function ask() {
    const boxes = [...form().querySelectorAll("[name=document]:not(:disabled)")];
    const left = boxes.filter((box) => !box.matches(":checked"));
    sheet().querySelector("[data-given]").textContent = titles(boxes.filter((box) => box.matches(":checked")));
    sheet().querySelector("[data-left]").textContent = titles(left);
    sheet().querySelector("[data-stays]").hidden = !left.length;
    const then_next = sheet().querySelector("[data-then-next]");
    const visit = /** @type {HTMLInputElement} */ (form().elements.namedItem("visit")).value;
    if (then_next) then_next.hidden = Number(visit) !== boxes.length - left.length;
    sheet().hidden = false;
    const sure = sheet().querySelector("button[data-sure]");
    (sure.disabled ? sheet() : sure).focus();
  }

  // htmx sends no name of a button that stands outside its form.
  /** @param {HTMLButtonElement} button */
  function carry(button) {
    for (const before of form().querySelectorAll("[data-carried]")) before.remove();
    if (!button || !button.name) return;
    const carried = document.createElement("input");
    Object.assign(carried, { type: "hidden", name: button.name, value: button.value });
    carried.dataset.carried = "";
    form().append(carried);
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "handover") return;
    carry(/** @type {HTMLButtonElement} */ (event.submitter));
    const lacks = lacking();
    const is_asked = lacks.length === 0 && sheet() && sheet().hidden;
    if (lacks.length || is_asked) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    tell(lacks);
    if (is_asked) ask();
  }, true);

  // Enter in one of its fields goes on; what was scanned there is none of it.
  document.addEventListener("keydown", (event) => {
    const is_text = event.target.matches("#handover input:not([type=radio], [type=checkbox])");
    if (event.key !== "Enter" || !is_text) return;
    event.preventDefault();
    const lacks = lacking();
    const own = /** @type {HTMLInputElement} */ (event.target).name;
    if (!lacks.length) form().requestSubmit();
    else if (lacks[0].name === own) tell([lacks[0]]);
    else go_on();
  }, true);

  for (const change of /** @type {const} */ (["change", "input", "focusin"])) {
    document.addEventListener(change, () => {
      untell();
      mark();
    });
  }
  document.body.addEventListener("htmx:afterSettle", mark);
  mark();

  window.proof = { pick, go_on };
})();
