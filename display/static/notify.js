// Two buttons of a ticket page, each only where the phone can do it: to be told of the turn by a notification, also by
// the browser's push service while the page is closed; and to keep the screen on. Nothing is asked before a press.
(function () {
  "use strict";

  var box = document.querySelector(".tell");
  if (!box || "copy" in document.body.dataset) return;

  // --- to be told

  var button = box.querySelector("[data-notify]");
  var note = box.querySelector(".note");
  // Not by the address, which holds the code.
  var place = "tell " + box.dataset.visit;
  var isPushed = false;

  // A browser that keeps nothing for pages is asked anew on each.
  /** @type {Record<string, string>} */
  var kept;
  try {
    kept = localStorage;
  } catch (error) {
    kept = {};
  }

  function isOn() {
    return Notification.permission === "granted" && kept[place] === "yes";
  }

  function show() {
    button.setAttribute("aria-pressed", String(isOn()));
    note.hidden = !isOn() && Notification.permission !== "denied";
    note.textContent = isOn() ? (isPushed ? note.dataset.away : note.dataset.open) : note.dataset.no;
  }

  function press() {
    if (isOn()) stop();
    else Notification.requestPermission().then(start);
  }

  /** @param {NotificationPermission} permission */
  function start(permission) {
    if (permission === "granted") kept[place] = "yes";
    show();
    if (isOn()) subscribe();
  }

  function stop() {
    delete kept[place];
    if (isPushed) subscription().then(function (found) {
      return found && send("DELETE", { endpoint: found.endpoint });
    }).catch(function () {});
    isPushed = false;
    show();
  }

  function canPush() {
    return "push" in box.dataset && navigator.serviceWorker && "PushManager" in window;
  }

  function subscription() {
    return navigator.serviceWorker.ready.then(function (ready) {
      return ready.pushManager.getSubscription();
    });
  }

  // A phone without such a service is told while the page is open.
  function subscribe() {
    if (!canPush()) return;
    var wanted = { userVisibleOnly: true, applicationServerKey: box.dataset.key };
    navigator.serviceWorker.ready.then(function (ready) {
      return ready.pushManager.subscribe(wanted);
    }).then(function (made) {
      return send("POST", made);
    }).then(function (answer) {
      isPushed = answer.ok && isOn();
      show();
    }).catch(function () {});
  }

  /** @param {string} method @param {PushSubscription | { endpoint: string }} told */
  function send(method, told) {
    return fetch(box.dataset.push, {
      method: method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(told),
    });
  }

  /** @param {DocumentEventMap["phone:turn"]} event */
  function notify(event) {
    if (!document.hidden || !isOn() || isPushed) return;
    var told = event.detail;
    var visit = box.dataset.visit;
    var options = { body: told.text, tag: visit, renotify: true, data: { visit: visit } };
    var worker = navigator.serviceWorker ? navigator.serviceWorker.getRegistration() : Promise.resolve(null);
    worker.then(function (found) {
      if (found) return found.showNotification(told.title, options);
      new Notification(told.title, options);
    }).catch(function () {});
  }

  if ("Notification" in window) {
    button.hidden = false;
    button.addEventListener("click", press);
    document.addEventListener("phone:turn", notify);
    show();
    if (isOn()) subscribe();
  }

  // --- to stay on

  var awake = box.querySelector("[data-awake]");
  var isWanted = false;
  /** @type {WakeLockSentinel} */
  var lock = null;

  function stayOn() {
    if (!isWanted || document.hidden) return;
    navigator.wakeLock.request("screen").then(function (given) {
      lock = given;
      if (!isWanted) given.release();
    }, function () {
      // A phone that saves its battery says no.
      isWanted = false;
      awake.setAttribute("aria-pressed", "false");
    });
  }

  if (navigator.wakeLock) {
    awake.hidden = false;
    awake.addEventListener("click", function () {
      isWanted = !isWanted;
      awake.setAttribute("aria-pressed", String(isWanted));
      if (isWanted) stayOn();
      else if (lock) lock.release();
    });
    document.addEventListener("visibilitychange", stayOn);
  }
})();
