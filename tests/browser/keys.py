"""Keys, pressed no sooner than a person could: a page is seen before its scripts run, which would miss them."""

from playwright.sync_api import Page


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page that is shown has run its scripts."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)
