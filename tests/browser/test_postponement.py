"""Postponing as a supervisor does it: from the keyboard, with and without scripts; and what a citizen then sees."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import col

from scheduler.db.models import Postponement
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.ways import SCRIPTED
from tests.scenes.factories import NINE
from tests.scenes.postponements import closed, postpone, time_of

NewContext = Callable[..., BrowserContext]


@SCRIPTED
def test_service_is_postponed_and_undone_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Sari", "office")

    page.goto("/office/postponements")
    tab_to(page, "#service")
    page.keyboard.type("C")
    tab_to(page, "#reason")
    page.keyboard.type("perbaikan alat")
    tab_to(page, "#starts_on")
    page.keyboard.type("02/12/2026")
    tab_to(page, "#ends_on")
    page.keyboard.type("4 Desember 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Tutup C: 2 kunjungan"))).to_be_visible()
    tab_to(page, "#visits > button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/office/postponements/\d+$"))
    expect(page.get_by_text("2 dapat jadwal baru")).to_be_visible()
    assert [time_of(office, each) for each in passes] == ["7 09.00", "7 10.00"]

    tab_to(page, "#postponement button.danger")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 kembali ke jadwal lama")).to_be_visible()
    assert [time_of(office, each) for each in passes] == ["2 09.00", "2 10.00"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_postponement(live_server: LiveServer, desk: Page, language: str) -> None:
    office = live_server.office
    for hour in (9, 10):
        office.booked(hour, day=2, service="C")
        office.booked(hour, day=3, service="A")
    large = office.booked(11, day=3, service="A")
    postpone(office, closed(office), now=NINE)
    postpone(office, closed(office, None, service="A"), now=NINE)
    undone = office.rows(Postponement, col(Postponement.kind) == "closure")[0]
    live_server.sign_in(desk, "Sari", "office")
    wish = f"kind=closing&service=B&starts_on=2026-12-02&ends_on=2026-12-04&reason=rapat&lang={language}"
    office.booked(9, day=2, service="B")

    with no_barriers() as barriers:
        for name, address in {
            "list": f"/office/postponements?lang={language}",
            "preview": f"/office/postponements/preview?{wish}",
            "nonsense": f"/office/postponements/preview?kind=closing&starts_on=besok&reason=x&lang={language}",
            "one": f"/office/postponements/{undone.id}?lang={language}",
        }.items():
            desk.goto(address)
            barriers.look(desk, name)
            if desk.evaluate("document.documentElement.scrollWidth") > 1366:
                barriers.found.append(f"{name}: wider than the screen")
    assert time_of(office, large) is None


@pytest.mark.parametrize("language", ["id", "en"])
def test_ticket_of_a_moved_and_of_a_postponed_visit(live_server: LiveServer, phone: Page, language: str) -> None:
    office = live_server.office
    moved, waits = office.booked(9, day=2, service="C"), office.booked(9, day=2, service="A")
    postpone(office, closed(office), now=NINE)
    postpone(office, closed(office, None, service="A"), now=NINE)

    with no_barriers() as barriers:
        for name, code in (("moved", moved), ("waits", waits)):
            phone.goto(f"/t/{code}?lang={language}")
            expect(phone.locator("#moved")).to_be_visible()
            barriers.look_on_phone(phone, name)
