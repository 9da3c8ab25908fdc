"""The page of blanks with the keyboard alone, with and without scripts, for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.ways import SCRIPTED
from tests.scenes.blanks import KTP, counts, opened

NewContext = Callable[..., BrowserContext]
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


@SCRIPTED
def test_receipt_is_written_down_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    opened(office, 0)
    office.document("R/1", stage="in_production", holder="Budi Santoso")
    page = new_context(viewport=DESK, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/blanks")
    tab_to(page, "#received")
    page.keyboard.type("5")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="mendapat blangko")).to_contain_text("R/1 B.S.")
    assert counts(office, KTP) == (5, 1)


@pytest.mark.parametrize("language", ["id", "en"])
def test_blanks_have_no_barriers(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    page = new_context(viewport=DESK).new_page()
    live_server.sign_in(page, "Rina", "office")

    with no_barriers() as barriers:
        page.goto(f"/office/blanks?lang={language}")
        barriers.look(page, "not counted")
        opened(live_server.office, 3)
        page.goto("/office/blanks")
        barriers.look(page, "counted")
        page.locator("#asked").fill("50")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("main details summary").last.click()
        barriers.look(page, "asked of the centre")
        page.locator("#received").fill("2")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        barriers.look(page, "received")
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            barriers.found.append("wider than a phone")
