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


def scan(page: Page, code: str) -> float:
    """Type a code as a scanner does, into whatever has the focus; when it ended, by the browser's clock in seconds.

    A page is seen before its scripts run, and nobody scans in that blink: it waits for them.
    """
    page.wait_for_load_state()
    keyboard = page.context.new_cdp_session(page)
    at = _now(page, keyboard)
    for key in [*code, "Enter"]:
        at += BETWEEN_KEYS
        _press(keyboard, key, at)
    keyboard.detach()
    return at


def press_at(page: Page, key: str, at: float) -> None:
    """Press a key at a moment of the browser's clock, whenever it is."""
    keyboard = page.context.new_cdp_session(page)
    _press(keyboard, key, at)
    keyboard.detach()


def _press(keyboard: CDPSession, key: str, at: float) -> None:
    text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "timestamp": at, **text})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": at})


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
