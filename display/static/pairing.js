// Asks for a code where the page has none, else every two seconds whether the code that it shows was confirmed; written
// for browsers of old televisions.
(function () {
  "use strict";
  var EVERY = 2000;
  var form = document.querySelector("form");

  function again() {
    window.setTimeout(ask, EVERY);
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", "/display/screen/pairing");
    request.timeout = 10000;
    request.onload = function () {
      // Confirmed, or the code is no longer good: either way the page that belongs here now is another one.
      if (request.status === 200) window.location.reload();
      else again();
    };
    request.onerror = request.ontimeout = again;
    request.send();
  }

  // A browser that keeps no cookie would ask without end: it is told so, and waits for somebody to press the button.
  if (!form) again();
  else if (form.getAttribute("data-ask") === "yes") form.submit();
})();
