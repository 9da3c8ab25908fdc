"""When a page that is seen is also at work, and waiting for what it does beside what it shows.

A page is seen before its scripts run, and what htmx drew anew before htmx has taken it over: keys that come in between
are lost or load a page, and nobody is that quick. `Page.wait_for_function` takes any promise for a yes, `until` does
not.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

PATIENCE = 30
"""Seconds."""
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling"


def settle(page: Page) -> None:
    """Wait until the page's scripts have run, and htmx has taken over what it drew anew and moved the focus."""
    page.wait_for_load_state()
    expect(page.locator(UNDER_WAY)).to_have_count(0)


def look_at(page: Page, shown: Locator) -> None:
    """Wait until something is shown, and by the page's own clock for so long that a key means it."""
    expect(shown).to_be_visible()
    page.wait_for_function("seen => performance.now() > seen + 450", arg=page.evaluate("performance.now()"))


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page that is shown is at work."""
    settle(page)
    for key in keys:
        page.keyboard.press(key)


def until(page: Page, is_so: Callable[[], object], what: str = "it did not come about") -> None:
    """Wait for what the page does beside what it shows. It goes on meanwhile, and so do the test's own routes: they run
    while Playwright waits, and nothing else that it offers waits for what a route has written down.
    """
    give_up = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up, what
        page.wait_for_timeout(20)


def posted(page: Page) -> list[str]:
    """What the page posts from now on, by its addresses: for a key that must send nothing."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.method == "POST" else None)
    return found
