"""Paper: numbers on rolls, spare numbers on sheets, the list of the day, and what is written down afterwards."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from scheduler.db.models import Booking, Handover
from scheduler.flow.invitations.invitations import pass_of
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.scenes.factories import at

MM, POINT = 96 / 25.4, 72 / 25.4
QUIET = 25 / 33
"""How much of the picture's width the QR itself takes: 25 modules between two times four of quiet zone."""
A4 = (210, 297)
BLANK = """(cells) => cells.map((cell) => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  return cell.getBoundingClientRect().right - words.getBoundingClientRect().right;
})"""
"""How much of each cell is free behind its words, in pixels."""


def sizes(printed: bytes) -> list[tuple[float, float]]:
    """The width and height of every page of a PDF, in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", printed)
    return [(round(float(width) / POINT), round(float(height) / POINT)) for width, height in boxes]


@pytest.mark.parametrize(("width", "reach", "height"), [(58, 48, 140), (80, 72, 160)])
def test_number_fits_its_roll_and_its_code_is_read(
    live_server: LiveServer, tablet: Page, width: int, reach: int, height: int
) -> None:
    number = live_server.office.arrived()
    booking = live_server.office.rows(Booking)[0]
    live_server.sign_in(tablet, "Gani", "door")

    tablet.goto(f"/door/slips/{number}?width={width}")
    tablet.emulate_media(media="print")
    code, slip = tablet.locator(".slip .qr").bounding_box(), tablet.locator(".slip").bounding_box()
    heading = tablet.locator(".slip h1").evaluate("(element) => element.scrollWidth - element.clientWidth")
    picture = Image.open(io.BytesIO(tablet.locator(".slip").screenshot()))
    printed = tablet.pdf(prefer_css_page_size=True)

    assert code is not None
    assert slip is not None
    assert code["width"] * QUIET >= 25 * MM
    assert slip["width"] <= reach * MM + 1
    assert heading <= 0
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [pass_of(booking)]
    assert sizes(printed) == [(width, height)]


def test_roll_is_remembered_by_this_browser(live_server: LiveServer, tablet: Page) -> None:
    number = live_server.office.arrived()
    live_server.sign_in(tablet, "Gani", "door")

    tablet.goto(f"/door/slips/{number}")
    tablet.get_by_role("link", name="Kertas 80 mm").click()
    expect(tablet.locator(".slip.mm80")).to_be_visible()
    tablet.goto(f"/door/slips/{number}")

    expect(tablet.locator(".slip.mm80")).to_be_visible()


@pytest.mark.parametrize(("paper", "page", "pages"), [("a4", A4, 5), ("58", (58, 90), 100), ("80", (80, 90), 100)])
def test_spare_numbers_fit_their_paper(
    live_server: LiveServer, desk: Page, paper: str, page: tuple[int, int], pages: int
) -> None:
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/paper-numbers?paper={paper}&from=900&to=999")
    printed = desk.pdf(prefer_css_page_size=True)

    assert sizes(printed) == [page] * pages


def test_list_of_a_full_day_fits_a4_and_says_what_it_lists_on_every_page(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office
    office.edit(slot_capacity=70)
    for place in range(60):
        office.booked(10, type="KTP-el", holder="Siti Rahmawati", shelf=f"C-{place}")
    live_server.sign_in(desk, "Rina", "office")

    desk.goto("/office/bookings/today")
    printed = desk.pdf(prefer_css_page_size=True)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed)]

    assert set(sizes(printed)) == {A4[::-1]}
    assert 3 <= len(pages) <= 4
    assert [("30 November 2026" in page, "Pengambil" in page, "Lingkari" in page) for page in pages] == [
        (True, True, True)
    ] * len(pages)


def test_list_of_a_day_has_room_to_write_by_hand(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office
    office.booked(10, type="KTP-el", shelf="C-1")
    live_server.sign_in(desk, "Rina", "office")

    desk.set_viewport_size({"width": round(277 * MM), "height": 700})
    desk.goto("/office/bookings/today")
    desk.emulate_media(media="print")
    row = desk.locator(".by-hand tbody tr").evaluate("(row) => row.getBoundingClientRect().height") / MM
    blank = desk.locator(".by-hand tbody td").evaluate_all(BLANK)
    overflow = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert row >= 8
    assert [width / MM >= 25 for width in blank[-2:]] == [True, True]
    assert overflow == 0


def test_late_handovers_are_written_down_one_after_the_other_from_the_keyboard(
    live_server: LiveServer, desk: Page
) -> None:
    office = live_server.office
    first, second = office.document("R/1", type="KTP-el"), office.document("R/2", type="KTP-el", reason="changed")
    live_server.clock.forward(hours=4)
    live_server.sign_in(desk, "Rina", "office")

    desk.goto("/office/late-handovers?day=2026-11-30&counter=2")
    expect(desk.locator("input[name=text]")).to_be_focused()
    desk.keyboard.type("r/1")
    desk.keyboard.press("Tab")
    desk.keyboard.type("905")
    desk.locator("input[name=time]").fill("10.15")
    desk.get_by_label("Wajah cocok").check()
    desk.get_by_label("Pemilik").check()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("A-905 tercatat. Lanjut yang berikutnya.")
    expect(desk.locator("input[name=text]")).to_be_focused()
    expect(desk.locator("select[name=counter]")).to_have_value("2")

    desk.keyboard.type("R/2")
    desk.locator("input[name=time]").fill("10.20")
    desk.get_by_label("Wajah cocok").check()
    desk.get_by_label("Pemilik").check()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text(re.compile("Kartu lama harus ditarik dahulu"))
    expect(desk.locator("input[name=text]")).to_have_value("R/2")
    expect(desk.locator("input[name=time]")).to_have_value("10.20")
    desk.get_by_label("Ditarik").check()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("A-001 tercatat. Lanjut yang berikutnya.")

    handed = office.rows(Handover)
    assert [(h.document_id, h.at, h.counter_number) for h in handed] == [
        (first.id, at(10, 15), 2),
        (second.id, at(10, 20), 2),
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_for_a_cut_have_no_barriers(live_server: LiveServer, desk: Page, language: str) -> None:
    number = live_server.office.arrived()
    live_server.sign_in(desk, "Sari", "office")

    with no_barriers() as barriers:
        for name, address in {
            "late": "/office/late-handovers",
            "late done": "/office/late-handovers?done=A-905",
            "sheet": "/office/paper-numbers",
            "rolls": "/office/paper-numbers?paper=58&to=902",
            "bookings": "/office/bookings",
            "slip": f"/door/slips/{number}",
        }.items():
            desk.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            barriers.look(desk, name)
            if desk.evaluate("document.documentElement.scrollWidth") > 1366:
                barriers.found.append(f"{name}: wider than the screen")
