"""The waiting list, joining a visit and the page of the waves: from the keyboard, with and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.flow.booking import bookings
from scheduler.flow.invitations import invitations, waitlist_offers
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.browser.ways import SCRIPTED
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, NINE, World

NewContext = Callable[..., BrowserContext]
KK = "2172010101010001"
AHEAD = [(9, 30), *((h, m) for h in (10, 11, 13, 14) for m in (0, 30))]
"""The slots of Monday that have not begun at nine."""


def tab_to(page: Page, selector: str, *, most: int = 80) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached from the keyboard")


def full_monday(office: World) -> tuple[str, list[str]]:
    """An invitation, and the passes that fill Monday."""
    shrink(office, days=1, wave_percent=1000)
    code = office.invitation()
    return code, [office.booked(hour, minute) for hour, minute in AHEAD]


def offer(office: World, pass_code: str) -> None:
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)
    office.at_time(waitlist_offers.offer_seats, now=NINE)


@SCRIPTED
def test_full_day_is_waited_for_and_the_kept_seat_taken(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    code, passes = full_monday(live_server.office)
    size: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
    page = new_context(**size, java_script_enabled=scripts).new_page()

    page.goto(f"/i/{code}")
    tab_to(page, ".waits summary")
    page.keyboard.press("Enter")
    tab_to(page, "button[form=waiting]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Anda ada di daftar tunggu Senin, 30 November 2026.")

    offer(live_server.office, passes[3])
    page.goto(f"/i/{code}")
    expect(page.locator("[data-offer]")).to_contain_text("Kami simpan untuk Anda sampai 09.30 WIB.")
    tab_to(page, "[data-offer] a")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=slot]:checked")).to_have_count(1)
    tab_to(page, "button.go")
    page.keyboard.press("Enter")

    expect(page.locator(".now")).to_contain_text("11.00 WIB Senin, 30 November 2026")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_later_document_joins_from_the_ticket(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    visit = office.book(office.invitation(kk=KK), office.slot(11))
    office.document(kk=KK, type="KIA")
    page = new_context(java_script_enabled=scripts).new_page()

    page.goto(f"/t/{invitations.pass_of(visit)}")
    tab_to(page, "[data-joining] input[name=ref4]")
    page.keyboard.type(office.reference_of(invitations.pass_of(visit))[-4:])
    tab_to(page, "[data-joining] button")
    page.keyboard.press("Enter")

    expect(page.locator("[data-joining]")).to_have_count(0)
    assert office.booking(invitations.pass_of(visit)).units == 2


@LANGUAGES
def test_nothing_stands_in_the_way(live_server: LiveServer, phone: Page, desk: Page, language: str) -> None:
    office = live_server.office
    code, passes = full_monday(office)
    mine = office.booked(9, day=1)
    shrink(office, capacity=2, days=1, wave_percent=1000)
    joinable = office.invitation(kk=KK)
    visit = invitations.pass_of(office.book(joinable, office.slot(10, day=1)))
    office.document(kk=KK)
    shrink(office, days=1, wave_percent=1000)

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}?lang={language}")
        barriers.look_on_phone(phone, "a full day")
        phone.locator(".waits summary").click()
        barriers.look_on_phone(phone, "a full day, its list opened")
        phone.locator("button[form=waiting]").click()
        phone.locator("button[form=not-waiting]").wait_for()
        barriers.look_on_phone(phone, "on the list")
        offer(office, passes[3])
        phone.goto(f"/i/{code}")
        phone.locator("[data-offer]").wait_for()
        barriers.look_on_phone(phone, "an offer")
        for name, address in (("another time", f"/t/{mine}/slot"), ("a visit to join", f"/t/{visit}")):
            phone.goto(address)
            barriers.look_on_phone(phone, name)


@LANGUAGES
def test_page_of_the_waves(live_server: LiveServer, desk: Page, language: str) -> None:
    office = live_server.office
    shrink(office)
    for number in range(20):
        office.document(f"R/{number}")
    live_server.sign_in(desk, "Rina", "office")

    with no_barriers() as barriers:
        desk.goto(f"/office/waves?lang={language}")
        tab_to(desk, "#q")
        desk.keyboard.type("R/19")
        desk.keyboard.press("Enter")
        expect(desk.locator("[data-why=waiting]")).to_contain_text("7")
        barriers.look(desk, "waves")
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1366
