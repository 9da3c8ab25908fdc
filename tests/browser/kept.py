"""Ticket pages that the phone's service worker keeps."""

from playwright.sync_api import Page, expect

from tests.browser.waiting import until

KEPT = """async (path) => {
  const copy = await (await caches.open("tickets")).match(path);
  return Boolean(copy);
}"""


def keep(page: Page, path: str) -> None:
    """Open a ticket page, and wait until the phone has kept it."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("body")).to_be_visible()
    until(page, lambda: page.evaluate(KEPT, path))
