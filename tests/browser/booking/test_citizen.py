"""The citizen's pages on a small phone: with scripts and without, by keyboard, and for everybody."""

import re
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from scheduler.flow.booking.bookings import cancel
from scheduler.flow.counter import calls
from tests.browser.kept import keep
from tests.browser.serving import LiveServer
from tests.browser.watching import Faults
from tests.scenes.factories import EARLY, World

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, label.choice, input:not([type=hidden])")]
  .filter((each) => each.offsetParent && each.type !== "radio" && each.getBoundingClientRect().height < 48)
  .map((each) => each.outerHTML)"""


def states(office: World) -> dict[str, str]:
    """The address of every kind of page a citizen may see."""
    document = office.document("472.11/0412", holder="Siti Rahmawati", reason="changed", kk="1")
    office.document("472.11/0413", holder="Andi Rahmat", type="KIA", kk="1")
    served, called, inside, waiting = (office.booked(9, party=2) for _ in range(4))
    numbers = [office.scan(code).ticket for code in (served, called, inside, waiting)]
    for counter, number in ((1, numbers[0]), (2, numbers[1])):
        assert office.call(counter) == number
    office.hand_over(numbers[0])
    booked, cancelled = office.booked(11), office.booked(11)
    office.database.run(cancel, cancelled, ref4=None, by="citizen", now=EARLY)
    return {
        "offices": "/",
        "office": "/o/tanjungpinang",
        "invitation": f"/i/{office.code(document)}",
        "every day": f"/i/{office.code(document)}?days=all",
        "to print": f"/i/{office.invitation(type='KK', channel='self_print')}",
        "recording": f"/i/{office.invitation(type='Perekaman KTP-el')}",
        "booked": f"/t/{booked}",
        "another time": f"/t/{booked}/slot",
        "waiting": f"/t/{waiting}",
        "inside": f"/t/{inside}",
        "called": f"/t/{called}",
        "served": f"/t/{served}",
        "cancelled": f"/t/{cancelled}",
        "unknown": "/i/nothing",
    }


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_for_everybody(live_server: LiveServer, phone: Page, language: str) -> None:
    for name, address in states(live_server.office).items():
        phone.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")

        report = Axe().run(phone)

        assert report.violations_count == 0, f"{name}: {report.generate_report()}"
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, name
        assert phone.evaluate(SMALL_TARGETS) == [], name


def test_button_says_what_it_takes(live_server: LiveServer, phone: Page) -> None:
    phone.goto(f"/i/{live_server.office.invitation()}")
    button = phone.locator("button.go")
    expect(button).to_have_text("Ambil jadwal")

    phone.locator("label.choice", has_text="10.30").tap()
    expect(button).to_have_text("Ambil jadwal Senin, 30 Nov, 10.30 WIB")

    phone.locator("#day-2026-12-01").tap()
    expect(button).to_have_text("Ambil jadwal")


def test_other_choices_stay_when_the_day_changes(live_server: LiveServer, phone: Page) -> None:
    phone.goto(f"/i/{live_server.office.invitation()}")
    phone.locator("label.choice", has_text="Orang lain").tap()
    phone.fill("#name", "Budi")

    phone.locator("#day-2026-12-02").tap()
    expect(phone.locator("#day-2026-12-02")).to_have_attribute("aria-current", "date")

    expect(phone.locator("#proxy")).to_be_checked()
    expect(phone.locator("#name")).to_have_value("Budi")
    assert phone.url.endswith("?day=2026-12-02")


def test_fields_appear_when_they_are_needed(live_server: LiveServer, phone: Page) -> None:
    phone.goto(f"/i/{live_server.office.invitation()}")
    expect(phone.locator("#name")).to_be_hidden()
    expect(phone.locator("#party-more")).to_be_hidden()

    phone.locator("label.choice", has_text="Orang lain").tap()
    phone.locator("label.choice", has_text="4+").tap()

    expect(phone.locator("#name")).to_be_visible()
    expect(phone.locator("#party-more")).to_be_enabled()


@pytest.mark.gate
def test_everything_works_without_scripts(live_server: LiveServer, plain_phone: Page) -> None:
    code = live_server.office.invitation(reference="472.11/0412")
    plain_phone.goto(f"/i/{code}")
    plain_phone.locator("#day-2026-12-01").tap()
    plain_phone.locator("label.choice", has_text="09.00").tap()
    plain_phone.get_by_role("button", name="Ambil jadwal").tap()
    expect(plain_phone.locator(".now")).to_contain_text("09.00 WIB Selasa, 1 Desember 2026")

    plain_phone.get_by_role("link", name="Ubah jadwal").tap()
    plain_phone.locator("label.choice", has_text="10.00").tap()
    plain_phone.fill("#ref4", "0412")
    plain_phone.get_by_role("button", name="Pindah ke jadwal ini").tap()
    expect(plain_phone.locator(".now")).to_contain_text("10.00 WIB Selasa, 1 Desember 2026")

    plain_phone.get_by_text("Batalkan jadwal").tap()
    plain_phone.fill("#ref4", "0412")
    plain_phone.get_by_role("button", name="Ya, batalkan").tap()
    expect(plain_phone.locator(".now")).to_contain_text("WIB dibatalkan")


def test_chosen_documents_decide_times_and_collectors_and_survive_another_day(
    live_server: LiveServer, phone: Page
) -> None:
    office = live_server.office
    card = office.document("472.11/0412", holder="Siti Rahmawati", kk="1")
    office.document("472.11/0413", holder="Andi Rahmat", type="KIA", kk="1")
    office.document("472.11/0414", holder="Siti Rahmawati", type="KK", kk="1", channel="self_print")
    phone.goto(f"/i/{office.code(card)}")
    expect(phone.locator("#collectors")).not_to_contain_text("Saya sendiri")

    phone.locator("#documents label", has_text="…0413").tap()
    expect(phone.locator("#collectors")).to_contain_text("Saya sendiri")
    phone.locator("#documents label", has_text="…0414").tap()
    expect(phone.locator("#collectors")).to_contain_text("KK lama")
    phone.locator("#day-2026-12-01").tap()
    expect(phone.locator("#day-2026-12-01")).to_have_attribute("aria-current", "date")
    phone.locator("label.choice", has_text="10.30").tap()
    phone.locator("button.go").tap()

    expect(phone.locator(".card-pass")).to_contain_text("1 KTP-el (S.R.), 1 KK")


def test_booking_by_keyboard_alone(live_server: LiveServer, desk: Page) -> None:
    desk.goto(f"/i/{live_server.office.invitation()}")
    desk.locator("[name=slot]").first.focus()

    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")

    expect(desk.locator(".now")).to_contain_text("10.00 WIB Senin, 30 November 2026")


@pytest.mark.gate
def test_double_tap_books_once_and_back_leads_to_the_ticket(live_server: LiveServer, phone: Page) -> None:
    code = live_server.office.invitation()
    phone.goto(f"/i/{code}")
    phone.locator("label.choice", has_text="10.30").tap()
    phone.locator("button.go").dblclick()
    phone.wait_for_url("**/t/*")
    ticket = phone.url

    phone.go_back()

    expect(phone.get_by_role("heading", name="Anda sudah punya jadwal")).to_be_visible()
    phone.get_by_role("link", name="Lihat atau ubah jadwal").tap()
    phone.wait_for_url(ticket)


def test_slot_that_filled_meanwhile_is_one_tap_away(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    phone.goto(f"/i/{office.invitation()}")
    phone.locator("label.choice", has_text="10.30").tap()
    for _ in range(6):
        office.booked(10, 30)

    phone.locator("button.go").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Jadwal 10.30 baru saja terisi.")
    phone.get_by_role("button", name="Ambil jadwal Senin, 30 Nov, 11.00 WIB").tap()

    expect(phone.locator(".now")).to_contain_text("11.00 WIB")


def test_page_turns_live_by_itself_when_the_guard_scans(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    code = office.booked(9)
    phone.goto(f"/t/{code}")
    expect(phone.locator("body")).to_have_class(re.compile("live"))

    number = office.scan(code, now=live_server.now).ticket

    expect(phone.locator(".number")).to_contain_text(number)
    expect(phone.locator(".now")).to_contain_text("Duduk dulu.")


def test_call_reaches_the_phone_at_once_and_the_end_too(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    code = office.booked(9)
    number = office.scan(code, now=live_server.now).ticket
    phone.goto(f"/t/{code}")
    expect(phone.locator("body")).to_have_class(re.compile("live"))

    office.call(2, now=live_server.now)
    expect(phone.locator(".now.called")).to_contain_text("Silakan ke loket 2")
    office.do(calls.serve, number, now=live_server.now)
    office.hand_over(number, now=live_server.now)

    expect(phone.locator(".now")).to_contain_text("Selesai. KTP-el sudah diserahkan pukul 09.0")


def test_going_home_asks_once_more(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    code = office.booked(9)
    office.scan(code, now=live_server.now)
    phone.goto(f"/t/{code}")

    phone.get_by_text("Saya pulang dulu").first.tap()
    phone.locator("#ref4-leaving").fill(office.reference_of(code)[-4:])
    phone.get_by_role("button", name="Ya, saya pulang dulu").tap()

    expect(phone.locator(".now")).to_contain_text("Anda sudah keluar dari antrean")


def test_qr_on_the_page_is_large_and_readable(live_server: LiveServer, phone: Page, tmp_path: Path) -> None:
    code = live_server.office.booked(11)
    phone.goto(f"/t/{code}")
    frame = phone.locator(".qr-frame")

    picture = tmp_path / "qr.png"
    frame.screenshot(path=picture)

    assert frame.locator("svg").bounding_box()["width"] >= 240  # type: ignore[index]
    assert [read.text for read in zxingcpp.read_barcodes(Image.open(picture))] == [code]


def test_ticket_says_when_there_is_no_internet(live_server: LiveServer, phone: Page, faults: Faults) -> None:
    faults.allow("ERR_INTERNET_DISCONNECTED|WebSocket")
    office = live_server.office
    code = office.booked(9)
    office.scan(code, now=live_server.now)
    keep(phone, f"/t/{code}")

    phone.context.set_offline(True)

    expect(phone.get_by_text("QR tetap bisa dipakai.")).to_be_visible()
    expect(phone.locator(".qr")).to_be_visible()


def test_day_that_ended_says_sorry(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    office.edit(lobby_limit=1, now=live_server.now)
    office.arrived(9, now=live_server.now)
    code = office.booked(9)
    office.scan(code, now=live_server.now)
    office.tick(now=live_server.clock.forward(hours=6))

    phone.goto(f"/t/{code}")

    expect(phone.locator(".now")).to_contain_text("Hari ini sudah tutup. Maaf.")


def test_time_that_is_missing_is_asked_for_in_our_own_words(live_server: LiveServer, phone: Page) -> None:
    phone.goto(f"/i/{live_server.office.invitation()}")

    phone.get_by_role("button", name="Ambil jadwal").tap()

    expect(phone.get_by_role("alert")).to_have_text("Pilih jam dulu.")
    expect(phone.locator("[name=slot]").first).to_be_focused()
    phone.locator("label.choice", has_text="10.00").tap()
    expect(phone.locator("#slot-fault")).to_be_hidden()


def test_change_of_day_is_read_out_and_large_letters_lose_nothing(live_server: LiveServer, phone: Page) -> None:
    phone.goto(f"/i/{live_server.office.invitation()}")
    phone.locator("label.choice", has_text="Orang lain").tap()
    phone.fill("#name", "Budi")

    phone.locator("#day-2026-12-01").tap()
    expect(phone.locator("#said")).to_contain_text("Selasa, 1 Desember 2026. Jam yang masih ada:")
    phone.locator("label.choice", has_text="09.00").tap()
    with phone.expect_response("**/?text=large"):
        phone.get_by_role("button", name="Huruf besar").tap()

    expect(phone.locator("html.large")).to_have_count(1)
    expect(phone.locator("#name")).to_have_value("Budi")
    expect(phone.locator("[name=slot]:checked")).to_have_count(1)
    expect(phone.locator("#day-2026-12-01")).to_have_attribute("aria-current", "date")
    phone.reload()
    expect(phone.locator("html.large")).to_have_count(1)
