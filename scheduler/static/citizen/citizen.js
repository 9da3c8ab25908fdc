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

  document.addEventListener("change", look);
  document.addEventListener("htmx:afterSwap", look);

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!("once" in form.dataset)) return;
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
