"""Booking on behalf, as a clerk does it: from the keyboard, without a script, down to the slip of paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session, select

from scheduler.db.models import Booking, DocumentType
from scheduler.domain.text import codes
from scheduler.flow.invitations.invitations import pass_of
from tests.browser.paper import ADDRESS, WIDTH_OF_A_CODE, code_on, household_visit, sizes_of, texts_of
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import settle
from tests.browser.ways import SCRIPTED

NewContext = Callable[..., BrowserContext]


def tab_to(page: Page, selector: str, *, most: int = 80) -> None:
    """Press Tab until something has the focus, once the page that is shown is at work."""
    settle(page)
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached from the keyboard")


@SCRIPTED
def test_visit_is_booked_from_the_keyboard(live_server: LiveServer, new_context: NewContext, *, scripts: bool) -> None:
    live_server.office.document("R/1", holder="Siti Rahmawati")
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/bookings")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("R/1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Buat jadwal")).to_be_visible()
    tab_to(page, "input[name=slot]")
    page.keyboard.press("Space")
    tab_to(page, "button.go")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile("Jadwal tersimpan"))
    expect(page.get_by_role("link", name="Cetak slip A6")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".slip h1")).to_contain_text("Nomor jadwal")

    booking = live_server.office.rows(Booking)[0]
    assert page.url.endswith(f"/{codes.written_short(booking.short)}/slip?paper=a6")


def test_choice_fits_the_screen_of_an_office(live_server: LiveServer, desk: Page) -> None:
    document = live_server.office.document("R/1")
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/bookings/of/{document.id}")

    assert desk.evaluate("document.documentElement.scrollWidth") <= 1366
    box = desk.locator("input[name=slot]").first.bounding_box()
    assert box is not None
    assert box["y"] < 768


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_the_desk(live_server: LiveServer, desk: Page, language: str) -> None:
    office = live_server.office
    document, code = office.document("R/1", reason="changed"), office.booked(11, shelf="C-14")
    short = codes.written_short(office.booking(code).short)
    live_server.sign_in(desk, "Rina", "office")

    with no_barriers() as barriers:
        for name, address in {
            "search": "/office/bookings",
            "nobody": "/office/bookings?q=R/404",
            "choice": f"/office/bookings/of/{document.id}",
            "every day": f"/office/bookings/of/{document.id}?days=all",
            "visit": f"/office/bookings/{short}?done=1",
            "another time": f"/office/bookings/{short}/slot",
            "slip": f"/office/bookings/{short}/slip",
            "slip on a roll": f"/office/bookings/{short}/slip?paper=roll",
            "list": "/office/bookings/today",
        }.items():
            desk.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            barriers.look(desk, name)
            if desk.evaluate("document.documentElement.scrollWidth") > 1366:
                barriers.found.append(f"{name}: wider than the screen")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("whose", "paper", "width", "height"),
    [("one", "a6", 105, 148), ("one", "roll", 80, 180), ("household", "a6", 105, 148), ("household", "roll", 80, 240)],
)
def test_slip_fits_its_paper_and_its_code_is_read(
    live_server: LiveServer, desk: Page, whose: str, paper: str, width: float, height: float, language: str
) -> None:
    office = live_server.office
    office.edit(address=ADDRESS, phone="0771-123456")
    visit = office.booked(13, 30, reason="changed", party=2) if whose == "one" else household_visit(office)
    booking = office.booking(visit)
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/bookings/{codes.written_short(booking.short)}/slip?paper={paper}&lang={language}")
    printed = desk.pdf(prefer_css_page_size=True)
    code, width_of_code = code_on(printed)

    assert sizes_of(printed) == [(width, height)]
    assert code == pass_of(booking)
    assert width_of_code >= WIDTH_OF_A_CODE


def test_slip_that_asks_for_more_than_a_page_breaks_between_lines(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office
    long = "surat keterangan nomor {} dari kelurahan tempat tinggal yang lama, asli dan dua lembar fotokopi"
    things = [long.format(number) for number in range(1, 13)]
    office.database.run(_ask_for, "KTP-el", things)
    booking = office.booking(office.booked(13, 30, reason="changed"))
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/bookings/{codes.written_short(booking.short)}/slip?paper=a6")
    pages = texts_of(desk.pdf(prefer_css_page_size=True))

    assert len(pages) == 2
    assert [sum(thing[1:] in page for page in pages) for thing in things] == [1] * len(things)
    assert "Gratis." in pages[1]


def _ask_for(session: Session, kind: str, things: list[str]) -> None:
    """Let documents of a type whose data changed ask for so many papers."""
    found = session.exec(select(DocumentType).where(DocumentType.code == kind)).one()
    found.bring = {**found.bring, "changed": things}
