"""Who collects, wishes, and a message that reached somebody else: by keyboard alone, with nothing in anybody's way."""

import re

import pytest
from playwright.sync_api import Page, expect

from scheduler.db.models import Booking, DocumentType
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached by Tab")


@LANGUAGES
def test_form_with_everything_open_is_in_nobodys_way(live_server: LiveServer, phone: Page, language: str) -> None:
    code = live_server.office.invitation(type="KIA", reason="damaged")

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}?lang={language}")
        phone.locator("label.choice:has(#proxy)").click()
        phone.locator(".wishes summary").click()
        expect(phone.locator("#relation")).to_be_visible()
        barriers.look_on_phone(phone, "everything open")
        phone.locator("label.choice:has([name=slot])").first.click()
        phone.locator("button.go").click()
        expect(phone.locator("#fault-name")).to_be_visible()
        barriers.look_on_phone(phone, "no name")


def test_visit_is_booked_for_a_proxy_by_keyboard_alone(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    phone.goto(f"/i/{office.invitation()}")

    _tab_to(phone, "[name=slot]")
    phone.keyboard.press("Space")
    _tab_to(phone, "[name=collector]")
    for _ in range(2):
        phone.keyboard.press("ArrowDown")
    expect(phone.locator("#proxy")).to_be_checked()
    _tab_to(phone, "#name")
    phone.keyboard.type("Budi Santoso")
    _tab_to(phone, "#relation")
    phone.keyboard.type("tetangga")
    _tab_to(phone, ".wishes summary")
    phone.keyboard.press("Enter")
    _tab_to(phone, "[name=wish_escort]")
    phone.keyboard.press("Space")
    _tab_to(phone, "button.go")
    phone.keyboard.press("Enter")

    expect(phone.locator(".bring li")).to_contain_text(["KTP asli pengambil B.S.", "surat kuasa"])
    booking = office.rows(Booking)[-1]
    assert (booking.collector_kind, booking.collector_name) == ("proxy", "Budi Santoso")
    assert (booking.wish_priority, booking.wish_escort) == (False, True)


@LANGUAGES
def test_message_that_reached_somebody_else(live_server: LiveServer, phone: Page, language: str) -> None:
    code = live_server.office.invitation(phone="+6281234567890")

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}?lang={language}")
        phone.locator("a[href$=wrong-number]").click()
        barriers.look_on_phone(phone, "asked once more")
        phone.locator("main form button").click()
        expect(phone).to_have_url(re.compile("/o/tanjungpinang/wrong-number$"))
        barriers.look_on_phone(phone, "stopped")


def test_type_is_changed_by_keyboard_alone(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office

    with no_barriers() as barriers:
        live_server.sign_in(desk, "Sari", "office")
        desk.goto("/office/types")
        barriers.look(desk, "types")
        _tab_to(desk, "a[href$='type=KTP-el']")
        desk.keyboard.press("Enter")
        expect(desk.locator("#minutes")).to_be_visible()
        barriers.look(desk, "one type")
        _tab_to(desk, "#minutes")
        desk.keyboard.press("Control+A")
        desk.keyboard.type("11")
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("status")).to_contain_text("KTP-el sudah diubah.")

    assert office.rows(DocumentType, DocumentType.code == "KTP-el")[0].units == 3
