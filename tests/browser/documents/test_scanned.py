"""A pile of receipts, as a clerk scans it: a scanner writes a number and Enter; nothing but the keyboard is used."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlmodel import col

from scheduler.db.models import Document
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.ways import SCRIPTED

NewContext = Callable[..., BrowserContext]


@SCRIPTED
def test_pile_is_marked_ready_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    for reference in ("R/1", "R/2"):
        office.document(reference, stage="in_production")
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/documents")
    tab_to(page, "a[href$='/scanned']")
    page.keyboard.press("Enter")
    expect(page.locator("#receipts")).to_be_focused()
    for scan in ("RAK B-12", "R/1", "R/9", "R/2"):
        page.keyboard.type(scan)
        page.keyboard.press("Enter")
    tab_to(page, "button[value=look]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Yang akan terjadi")).to_contain_text("Akan ditandai siap")
    tab_to(page, "button[value=mark]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="ditandai siap")).to_contain_text(
        "2 ditandai siap, 1 tidak ditemukan."
    )
    expect(page.locator("#receipts")).to_have_value("RAK B-12\nR/9\n")
    marked = office.rows(Document, col(Document.stage) == "ready", col(Document.shelf) == "B-12")
    assert {each.reference for each in marked} == {"R/1", "R/2"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_pile_has_no_barriers(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    live_server.office.document("R/1", stage="in_production")
    page = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(page, "Rina", "office")

    with no_barriers() as barriers:
        page.goto(f"/office/documents/scanned?lang={language}")
        barriers.look(page, "nothing scanned")
        page.locator("#receipts").fill("R/1\nR/9\n")
        page.locator("button[value=look]").click()
        barriers.look(page, "looked at")
        page.locator("button[value=mark]").click()
        barriers.look(page, "marked")
        page.set_viewport_size({"width": 360, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            barriers.found.append("wider than a phone")
