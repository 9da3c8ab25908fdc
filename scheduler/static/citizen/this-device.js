// All that a browser keeps of these pages goes again, from a device that is not one's own. Scripts clear what the header
// of the answer cannot: on http, and where there is no network.
(function () {
  "use strict";

  var KEPT = "tickets";
  var TICKETS = "/t/";
  var PATIENCE = 3000;

  function nothing() {}

  // What photos were on their way, and what tickets are told of. A browser that keeps nothing for pages has none.
  function forget() {
    try {
      Object.keys(localStorage).forEach(function (name) {
        if (/^(upload:|tell )/.test(name)) localStorage.removeItem(name);
      });
    } catch (error) {
      nothing();
    }
  }

  // The worker goes with the notices that were asked for: nobody is told on a device that is not theirs.
  /** @param {ServiceWorkerRegistration} worker */
  function end(worker) {
    if (new URL(worker.scope).pathname !== TICKETS) return null;
    var asked = worker.pushManager ? worker.pushManager.getSubscription() : Promise.resolve(null);
    return asked
      .then(function (found) {
        return found && found.unsubscribe();
      })
      .catch(nothing)
      .then(function () {
        return worker.unregister();
      });
  }

  function clear() {
    forget();
    var workers = navigator.serviceWorker ? navigator.serviceWorker.getRegistrations() : Promise.resolve([]);
    var cleared = workers
      .then(function (found) {
        return Promise.all(found.map(end));
      })
      .catch(nothing)
      .then(function () {
        return window.caches && caches.delete(KEPT);
      })
      .catch(nothing);
    var patience = new Promise(function (done) {
      setTimeout(done, PATIENCE);
    });
    return Promise.race([cleared, patience]);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!("clears" in form.dataset)) return;
    event.preventDefault();
    if (form.dataset.clearing) return;
    form.dataset.clearing = "yes";
    clear().then(function () {
      if (navigator.onLine === false) document.getElementById("main").textContent = form.dataset.done;
      else form.submit();
    });
  });

  // --- how many tickets lie here

  var section = document.querySelector("[data-kept-here]");
  if (!section || !window.caches) return;
  var said = section.querySelector("p");
  var button = section.querySelector("button");

  caches
    .has(KEPT)
    .then(function (is) {
      return is ? caches.open(KEPT) : null;
    })
    .then(function (cache) {
      return cache && cache.keys();
    })
    .then(function (kept) {
      var tickets = (kept || []).filter(function (each) {
        return new URL(each.url).pathname.indexOf(TICKETS) === 0;
      });
      if (!tickets.length) return;
      said.textContent = section.dataset.said.replace("{count}", String(tickets.length));
      section.hidden = false;
    }, nothing);

  button.addEventListener("click", function () {
    clear().then(function () {
      said.textContent = section.dataset.done;
      button.hidden = true;
    });
  });
})();
