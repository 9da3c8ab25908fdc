// As much of a page as the scripts of screens need, and a clock that moves only when it is told to: run(milliseconds).
// node page.js <scenario> <script>...: loads the scripts, then runs the scenario, whose value is printed as JSON.
"use strict";

const fs = require("fs");
const vm = require("vm");

let time = 0;
const timers = [];
const heard = {};
const classes = new Set();
const kept = {};

function later(work, milliseconds, every) {
  timers.push({ work, every, at: time + milliseconds });
  return timers.length;
}

function run(milliseconds) {
  const until = time + milliseconds;
  for (;;) {
    const next = timers.filter((each) => each && each.at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    time = Math.max(time, next.at);
    if (next.every) next.at = time + next.every;
    else timers[timers.indexOf(next)] = null;
    next.work();
  }
  time = until;
}

function says(name, detail) {
  const event = { type: name, detail: detail || {}, prevented: false, preventDefault() { this.prevented = true; } };
  (heard[name] || []).forEach((listener) => listener(event));
  return event;
}

const page = {
  // --- for scenarios
  run,
  says,
  shown: { day: "2026-11-30", version: "7" },
  pulse: "2026-11-30T09:00:00+07:00",
  isCovered: () => classes.has("stale"),
  // What the office sends by the socket, and the page takes if nothing is against it.
  sends(message) {
    const before = page.taken;
    page.line.onmessage({ data: message });
    return page.taken > before;
  },
  taken: 0,
  // What the page asks for beside its socket; a scenario answers with a status, or 0 as when nobody does.
  asked: [],
  answers(request, status) {
    Object.assign(request, { status, responseText: "" });
    (status ? request.onload : request.ontimeout)?.();
    request.onloadend?.();
  },
  loads: 0,
  board: (day, version) => `<div data-day="${day}" data-version="${version}"></div>`,

  // --- for scripts
  document: {
    hidden: false,
    body: {
      classList: {
        add: (name) => classes.add(name), remove: (name) => classes.delete(name), contains: (name) => classes.has(name),
      },
    },
    addEventListener: (name, listener) => { (heard[name] = heard[name] || []).push(listener); },
    dispatchEvent: (event) => says(event.type, event.detail),
    getElementById: () => ({
      getAttribute: () => page.pulse, dataset: { zone: " WIB" }, parentNode: { replaceChild: () => { page.taken += 1; } },
    }),
    querySelector: (wanted) => (
      { dataset: wanted === "[data-version]" ? page.shown : { live: "/display/tanjungpinang/live" } }
    ),
    createElement: () => ({ content: { children: [{ id: "board" }] } }),
  },
  performance: { now: () => time },
  Date: { now: () => 1.8e12 + time, parse: Date.parse },
  setInterval: (work, every) => later(work, every, every),
  setTimeout: (work, milliseconds) => later(work, milliseconds),
  clearTimeout: (number) => { timers[number - 1] = null; },
  XMLHttpRequest: class {
    open(method, address) { this.address = address; }
    send() { page.asked.push(this); }
  },
  CustomEvent: class { constructor(type, init) { this.type = type; this.detail = init && init.detail; } },
  WebSocket: class {
    static OPEN = 1;
    readyState = 1;
    constructor() { page.line = this; }
    close() { this.readyState = 3; }
  },
  location: { href: "/display/tanjungpinang", origin: "http://giliran.test", reload: () => { page.loads += 1; } },
  sessionStorage: { getItem: (name) => kept[name] ?? null, setItem: (name, text) => { kept[name] = text; } },
  addEventListener: (name, listener) => page.document.addEventListener(name, listener),
};
page.window = page;

vm.createContext(page);
process.argv.slice(3).forEach((script) => vm.runInContext(fs.readFileSync(script, "utf8"), page, script));
says("DOMContentLoaded");
process.stdout.write(JSON.stringify(vm.runInContext(process.argv[2], page)) ?? "null");
