"""Ticket pages that the phone's service worker keeps."""

from playwright.sync_api import Page, expect

from tests.browser.waiting import until

KEPT = """async (path) => {
  const cache = await caches.open("tickets");
  const copy = await cache.match(path);
  if (!copy) return false;
  const files = (await copy.text()).matchAll(/(?:href|src)="(\\/(?:display\\/)?static\\/[^"]+)"/g);
  const found = await Promise.all(Array.from(files, (file) => cache.match(file[1])));
  return found.length > 0 && found.every(Boolean);
}"""
"""Whether a page is kept with all its files: they come after it."""


def keep(page: Page, path: str) -> None:
    """Open a ticket page, and wait until the phone has kept it."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("body")).to_be_visible()
    until(page, lambda: page.evaluate(KEPT, path))
