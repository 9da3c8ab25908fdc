// Keeps the door's page, with its style and scripts, so that the guard can open it while the network is away. What the
// office answers comes first; the copy is for when it does not. It goes when the guard signs out, or makes
// the tablet a kiosk. Where there is no copy, at a kiosk above all, a page stands in that tries again by itself.
"use strict";

const KEPT = "door";
const PAGE = "/door";
const KIOSK = "/door/kiosk";
const WAITING = "/door/waiting";
const STANDS_IN = "door-waiting";
const FILES = /(?:href|src)="(\/static\/[^"]+)"/g;
const PATIENCE = 8000; // a line that is this slow is as good as none
let departures = 0; // what was fetched before somebody left is not kept after it

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepWaiting().catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keep().catch(() => {}));
  if (event.data === "drop") event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.mode === "navigate" && request.method === "POST") event.waitUntil(drop()); // a kiosk from now on
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === PAGE) event.respondWith(door(request));
    else if (url.pathname.startsWith(KIOSK)) event.respondWith(there(fetch(request)));
  } else if (request.destination && url.search) event.respondWith(file(request));
});

/** @param {Request} request */
async function file(request) {
  return (await caches.match(request)) || fetch(request);
}

// What the office answers, or the page that waits for it: a proxy that is there before the server is no answer.
/** @param {Promise<Response>} asked */
async function there(asked) {
  const answer = await asked.catch(() => null);
  if (answer && answer.status < 500) return answer;
  return (await (await caches.open(STANDS_IN)).match(WAITING)) || answer || Response.error();
}

async function keepWaiting() {
  const answer = await fetch(WAITING, { cache: "no-store" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  const cache = await caches.open(STANDS_IN);
  const needed = Array.from(text.matchAll(FILES), (found) => found[1]);
  await Promise.all(needed.map((name) => keepFile(cache, name)));
  await cache.put(WAITING, answer);
}

// A way to the sign-in page means that nobody is signed in here any more: then there is nothing to keep.
/** @param {Request} request */
async function door(request) {
  const fresh = fetch(request);
  const copy = await (await caches.open(KEPT)).match(PAGE);
  if (!copy) return there(fresh);
  const answer = await Promise.race([fresh, after(PATIENCE)]).catch(() => null);
  if (answer && answer.type === "opaqueredirect") await drop();
  return answer && answer.status < 500 ? answer : marked(copy);
}

function drop() {
  departures += 1;
  return caches.delete(KEPT);
}

// The page without an answer of anybody's.
async function keep() {
  const before = departures;
  const answer = await fetch(PAGE, { redirect: "manual", cache: "no-store" });
  if (!answer.ok) return;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const cache = await caches.open(KEPT);
  const needed = Array.from(text.matchAll(FILES), (found) => found[1]);
  await Promise.all(needed.map((name) => keepFile(cache, name)));
  if (departures !== before) return;
  await cache.put(PAGE, new Response(text, { headers }));
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (url.pathname !== PAGE && !needed.includes(url.pathname + url.search)) await cache.delete(request);
  }
}

/** @param {Cache} cache @param {string} name */
async function keepFile(cache, name) {
  if (await cache.match(name)) return;
  const answer = await fetch(name, { cache: "force-cache" });
  if (answer.ok) await cache.put(name, answer);
}

// The page says by itself that it is a copy.
/** @param {Response} copy */
async function marked(copy) {
  const text = (await copy.text()).replace('<body class="', '<body data-copy class="');
  return new Response(text, { headers: copy.headers });
}

/** @param {number} pause @returns {Promise<null>} */
function after(pause) {
  return new Promise((done) => setTimeout(done, pause, null));
}
