// Small comforts on the citizen's pages: the button says what it takes, and a double tap sends one form.
(function () {
  "use strict";

  function nameButton() {
    var button = document.querySelector("[data-with]");
    if (!button) return;
    var chosen = document.querySelector("[data-said]:checked");
    button.dataset.plain = button.dataset.plain || button.textContent;
    button.textContent = chosen ? button.dataset.with.replace("{}", chosen.dataset.said) : button.dataset.plain;
  }

  // A number of people that is not asked for must not hold the form back.
  function askForMore() {
    var more = document.getElementById("more");
    if (more) document.getElementById("party-more").disabled = !more.checked;
  }

  function look() {
    nameButton();
    askForMore();
  }

  // Another day was swapped in: said once, in a place that stays.
  function sayDay() {
    var times = document.getElementById("times"), said = document.getElementById("said");
    if (times && said) said.textContent = times.dataset.told || "";
  }

  // Without a time nothing is sent: our own words beside the heading, in the page's language.
  function asksForTime(form) {
    var fault = form.querySelector("#slot-fault");
    var isMissing = fault !== null && !form.querySelector("[name=slot]:checked");
    if (fault) fault.hidden = !isMissing;
    var first = form.querySelector("[name=slot]");
    if (isMissing && first) first.focus();
    return isMissing;
  }

  document.addEventListener("change", function (event) {
    if (event.target.name === "slot") asksForTime(event.target.form);
    look();
  });
  document.addEventListener("htmx:afterSwap", function () {
    look();
    sayDay();
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var way = event.submitter;
    if (way && way.hasAttribute("formaction")) return;
    if (asksForTime(form)) event.preventDefault();
    if (event.defaultPrevented || !("once" in form.dataset)) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });

  // Back from the next page: the form may be sent again, and answers what is so now.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
    look();
  });
})();
