// Keeps the ticket pages that this phone has opened, with their style and scripts, so that a QR shows without internet.
// What the office answers comes first; the copy is for when it does not. No other page is kept, and none for good.
// It also shows what the office sends to a phone that asked to be told of its turn.
"use strict";

const KEPT = "tickets";
const TICKET = /^\/t\/[0-9A-Za-z-]+$/;
const FILES = /(?:href|src)="(\/(?:display\/)?static\/[^"]+)"/g;
const LONGEST = 30 * 24 * 60 * 60 * 1000;
const PATIENCE = 8000; // a line that is this slow is as good as none
const dropped = new Set();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(tidy)));

// The first page was there before this script: it asks to be kept itself, and nobody can ask for another one.
self.addEventListener("message", (event) => {
  const path = new URL(event.source.url).pathname;
  if (!TICKET.test(path)) return;
  if (event.data === "drop") event.waitUntil(drop(path));
  if (event.data !== "keep") return;
  event.waitUntil(fetch(event.source.url, { cache: "force-cache" }).then((answer) => keep(path, answer)).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    dropped.delete(url.pathname); // opened once more
    if (TICKET.test(url.pathname)) event.respondWith(ticket(event, url.pathname));
  } else if (request.destination) event.respondWith(file(request));
});

/** @param {Request} request */
async function file(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request)) || fetch(request);
}

/** @param {FetchEvent} event @param {string} path */
async function ticket(event, path) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keep(path, answer.clone())).catch(() => {}));
  const copy = await copyOf(path);
  if (!copy) return fresh;
  const answer = await Promise.race([fresh, after(PATIENCE)]).catch(() => null);
  return answer && answer.status < 500 ? answer : marked(copy);
}

// A visit that is over is answered with "no-store", a pass that is not known with 404: then the copy goes too.
/** @param {string} path @param {Response} answer */
async function keep(path, answer) {
  if (dropped.has(path)) return;
  const cache = await caches.open(KEPT);
  if (answer.status === 404 || (answer.ok && /no-store/.test(answer.headers.get("Cache-Control")))) {
    await cache.delete(path);
  } else if (answer.ok) {
    const text = await answer.text();
    const headers = new Headers(answer.headers);
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    headers.set("Kept-At", String(Date.now()));
    await cache.put(path, new Response(text, { headers }));
    await Promise.all(filesOf(text).map((name) => keepFile(cache, name)));
  }
  await tidy();
}

// Somebody wants it gone from this device: also a copy that is on its way, and no notice comes for it any more.
/** @param {string} path */
async function drop(path) {
  dropped.add(path);
  await (await caches.open(KEPT)).delete(path);
  await tidy();
  const asked = await self.registration.pushManager?.getSubscription();
  if (!asked) return;
  const body = JSON.stringify({ endpoint: asked.endpoint });
  await fetch(`${path}/push`, { method: "DELETE", headers: { "Content-Type": "application/json" }, body }).catch(() => {});
}

/** @param {string} text */
function filesOf(text) {
  return Array.from(text.matchAll(FILES), (found) => found[1]);
}

/** @param {Cache} cache @param {string} name */
async function keepFile(cache, name) {
  if (await cache.match(name)) return;
  const answer = await fetch(name, { cache: "force-cache" });
  if (answer.ok) await cache.put(name, answer);
}

/** @param {string} path */
async function copyOf(path) {
  const copy = await (await caches.open(KEPT)).match(path);
  return copy && !isOld(copy) ? copy : null;
}

/** @param {Response} copy */
function isOld(copy) {
  return Date.now() - Number(copy.headers.get("Kept-At")) > LONGEST;
}

// The page says by itself that it is a copy: its style shows the sentence, its script looks for the office again.
/** @param {Response} copy */
async function marked(copy) {
  const text = (await copy.text()).replace('<body class="', '<body data-copy class="offline ');
  return new Response(text, { headers: copy.headers });
}

async function tidy() {
  const cache = await caches.open(KEPT);
  const needed = new Set();
  const files = [];
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (!TICKET.test(path)) files.push(request);
    else {
      const copy = await cache.match(request);
      if (isOld(copy)) await cache.delete(request);
      else filesOf(await copy.text()).forEach((name) => needed.add(name));
    }
  }
  for (const request of files) {
    const url = new URL(request.url);
    if (!needed.has(url.pathname + url.search)) await cache.delete(request);
  }
}

// --- what the office sends while the page is closed

self.addEventListener("push", (event) => {
  const told = event.data.json();
  const options = { body: told.text, lang: told.lang, tag: told.visit, renotify: true, vibrate: [300, 150, 300] };
  event.waitUntil(self.registration.showNotification(told.title, { ...options, data: { visit: told.visit } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.visit));
});

// A notice holds no code: it names its ticket by a hash, and this phone knows which of its tickets that is.
/** @param {string} visit */
async function open(visit) {
  for (const client of await self.clients.matchAll({ type: "window" })) {
    if ((await visitOf(new URL(client.url).pathname)) === visit) return client.focus();
  }
  for (const request of await (await caches.open(KEPT)).keys()) {
    const path = new URL(request.url).pathname;
    if ((await visitOf(path)) === visit) return self.clients.openWindow(path);
  }
}

/** @param {string} path */
async function visitOf(path) {
  if (!TICKET.test(path)) return null;
  const code = path.slice(3).replace(/-/g, "").toUpperCase();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(digest).slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {number} pause @returns {Promise<null>} */
function after(pause) {
  return new Promise((done) => setTimeout(done, pause, null));
}
