"""Documents are searched and opened from the keyboard, with and without scripts; no page has barriers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import press

NewContext = Callable[..., BrowserContext]
NIK, PHONE = "2172015203850001", "+6281234567890"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_document_is_found_and_opened_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    for reference in ("R/1", "R/2", "R/3"):
        live_server.office.document(reference, holder="José Rahmawati", phone=PHONE)
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/documents")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("rahma jose")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found]")).to_have_text(["R/3", "R/2", "R/1"])
    expect(page.locator("[data-found]").first).to_be_focused()
    if scripts:
        press(page, "ArrowDown")
        expect(page.locator("[data-found]").nth(1)).to_be_focused()
    else:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="R/2")).to_be_visible()
    tab_to(page, "form[action$='/disclosed'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text(PHONE)).to_be_visible()
    assert "jose" not in page.url


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_have_no_barriers(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    office = live_server.office
    for reference in ("R/1", "R/2"):
        office.document(reference, holder="Siti Aminah", nik=NIK, phone=PHONE, shelf="A-1", applicant="Budi Santoso")
    page = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(page, "Sari", "office")

    with no_barriers() as barriers:
        page.goto(f"/office/documents?lang={language}")
        page.locator("#q").fill("siti")
        page.locator(".filters summary").click()
        barriers.look(page, "field and filters")
        page.locator(".search .scan button").click()
        barriers.look(page, "found")
        page.set_viewport_size({"width": 360, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            barriers.found.append("found: wider than a phone")
        for path in ("documents?q=R/1", "documents/new", "documents/shelving", "disclosures"):
            page.goto(f"/office/{path}")
            barriers.look(page, path)
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                barriers.found.append(f"{path}: wider than a phone")
