"""A barcode scanner on USB, which is a keyboard that types a code in a moment and ends with Enter."""

import time

from playwright.sync_api import Page

BETWEEN_KEYS = 0.004
"""Seconds. Each key carries its time, so a busy machine does not turn a scanner into a slow typist."""


def scan(page: Page, code: str) -> None:
    """Type a code as a scanner does, into whatever has the focus.

    A page is seen before its scripts run, and nobody scans in that blink: it waits for them.
    """
    page.wait_for_load_state()
    keyboard = page.context.new_cdp_session(page)
    began = time.time()
    for place, key in enumerate([*code, "Enter"]):
        text = "\r" if key == "Enter" else key
        at = began + place * BETWEEN_KEYS
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "text": text, "timestamp": at})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": at})
    keyboard.detach()
