// Where a time is chosen: the button says what it takes, another day is read out, and a missing time is asked for.
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
  /** @param {HTMLFormElement} form */
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

  // Before `citizen.js` counts the form as sent.
  document.addEventListener("submit", function (event) {
    var way = event.submitter;
    if (way && way.hasAttribute("formaction")) event.stopImmediatePropagation();  // shows the page otherwise
    else if (asksForTime(event.target)) event.preventDefault();
  });

  window.addEventListener("pageshow", look);
})();
