"""When a page that is seen is also at work: before that, keys are lost or load a page, and nobody is that quick."""

from playwright.sync_api import Page, expect

UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling"


def settle(page: Page) -> None:
    """Wait until the page's scripts have run, and htmx has taken over what it drew anew and moved the focus."""
    page.wait_for_load_state()
    expect(page.locator(UNDER_WAY)).to_have_count(0)
