"""Enter in a document's fields, as a scanner sends it, moves nothing on; what is given up is asked for once more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import posted

NewContext = Callable[..., BrowserContext]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_enter_in_the_note_moves_nothing(live_server: LiveServer, new_context: NewContext, *, scripts: bool) -> None:
    office = live_server.office
    office.document("R/1", stage="in_production")
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")
    page.goto("/office/documents?q=R/1")
    form = page.locator("form.moves").first
    sent = posted(page)

    for name in ("note", "shelf"):
        field = form.locator(f"[name={name}]")
        field.focus()
        page.keyboard.type("4711")
        page.keyboard.press("Enter")
        expect(field).to_have_value("4711")
    assert office.stage("R/1") == "in_production"
    assert sent == []

    form.get_by_role("button", name="Tandai siap diambil").click()
    expect(page.locator("b.stage")).to_have_text("Siap diambil")
    assert office.stage("R/1") == "ready"
    assert len(sent) == 1, "the button alone sends the form"


def test_document_is_given_up_in_two_steps_and_taken_back(live_server: LiveServer, new_context: NewContext) -> None:
    office = live_server.office
    office.document("R/1", phone="+6281234567890")
    page = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(page, "Rina", "office")
    page.goto("/office/documents?q=R/1")

    page.get_by_role("link", name="Batalkan permohonan ini").click()
    expect(page.get_by_role("heading", name="Batalkan permohonan ini?")).to_be_visible()
    with no_barriers() as barriers:
        barriers.look(page, "withdrawal")
    sent = posted(page)
    page.locator("[name=reason]").fill("permohonan ganda")
    page.keyboard.press("Enter")
    expect(page.locator("[name=reason]")).to_have_value("permohonan ganda")
    assert office.stage("R/1") == "ready"
    assert sent == []
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.locator("b.stage")).to_have_text("Dibatalkan")
    assert len(sent) == 1, "the button alone gives it up"
    page.get_by_role("button", name="Urungkan pembatalan").click()

    expect(page.locator("b.stage")).to_have_text("Siap diambil")
    assert office.stage("R/1") == "ready"
