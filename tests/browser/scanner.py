"""A barcode scanner on USB, which is a keyboard that types a code in a moment and ends with Enter."""

import time

from playwright.sync_api import CDPSession, Page

BETWEEN_KEYS = 0.004
"""Seconds. Each key carries its time, so a busy machine does not turn a scanner into a slow typist."""
STAMPED = """() => {
  const stamps = [];
  window.stamps = stamps;
  addEventListener("keyup", (event) => { if (stamps.length < 2) stamps.push(event.timeStamp / 1000); }, true);
}"""


def scan(page: Page, code: str) -> None:
    """Type a code as a scanner does, into whatever has the focus.

    A page is seen before its scripts run, and nobody scans in that blink: it waits for them.
    """
    page.wait_for_load_state()
    keyboard = page.context.new_cdp_session(page)
    began = _now(page, keyboard)
    for place, key in enumerate([*code, "Enter"]):
        text = "\r" if key == "Enter" else key
        at = began + place * BETWEEN_KEYS
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "text": text, "timestamp": at})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": at})
    keyboard.detach()


def _now(page: Page, keyboard: CDPSession) -> float:
    """The moment as this browser counts it, by two keys that nobody listens to. It goes by the clock as that stood when
    it was started: once a new machine has set its clock, keys of our time lie far from those it stamps itself.
    """
    shift = {"type": "keyUp", "key": "Shift"}
    page.evaluate(STAMPED)
    ours = time.time()
    keyboard.send("Input.dispatchKeyEvent", {**shift, "timestamp": ours})
    keyboard.send("Input.dispatchKeyEvent", shift)
    stamped, itself = page.evaluate("window.stamps")
    return float(ours + itself - stamped)
