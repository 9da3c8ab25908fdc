"""The kiosk in Chromium: three shapes of screen, a scanner, fingers, no network, and nobody who finishes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from scheduler.db.models import Office
from tests.browser.conftest import NewContext
from tests.browser.scanner import scan
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.browser.waiting import settle
from tests.browser.watching import Faults

SHAPES = {"lying": (1024, 768), "standing": (768, 1024), "wide": (1280, 800), "pillar": (1080, 1920)}
TOO_SMALL = """() => [...document.querySelectorAll("#kiosk a, #kiosk button, #kiosk input:not([type=hidden])")]
  .filter((each) => each.offsetParent)
  .filter((each) => each.getBoundingClientRect().height < 64 || each.getBoundingClientRect().width < 64)
  .map((each) => each.outerHTML)"""
TOO_LARGE = """() => {
  const page = document.documentElement;
  return page.scrollWidth > innerWidth || page.scrollHeight > innerHeight;
}"""

POLL_CUT_SHORT = "htmx:sendAbort|htmx:afterRequest"
"""A step cuts short what only asks how full the hall is."""

KioskOf = Callable[..., Page]


@pytest.fixture
def kiosk_of(live_server: LiveServer, new_context: NewContext) -> KioskOf:
    """Makes a kiosk of a screen, as the guard does it."""

    def make(width: int = 1024, height: int = 768, **facts: object) -> Page:
        context = new_context(viewport={"width": width, "height": height}, has_touch=True, **facts)
        page = context.new_page()
        live_server.sign_in(page, "Gani", "door")
        page.goto("/door/kiosk")
        page.get_by_role("button", name="Mulai mode kios").click()
        expect(page.get_by_role("heading", name="Anda membawa apa?")).to_be_visible()
        settle(page)
        return page

    return make


def test_scan_is_answered_and_clears_itself(live_server: LiveServer, kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    code = live_server.office.booked()
    page = kiosk_of()
    page.clock.install()

    scan(page, code)

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(page.locator("#answer .n")).to_have_text("A-001")
    page.clock.run_for(19_000)
    expect(page.locator("#answer .n")).to_have_text("A-001")
    page.clock.run_for(1500)
    expect(page.locator("#kiosk")).to_have_attribute("data-screen", "start")
    expect(page.get_by_text("A-001")).to_have_count(0)


def test_next_scan_replaces_an_answer(live_server: LiveServer, kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    first, second = live_server.office.booked(), live_server.office.booked()
    page = kiosk_of()

    scan(page, first)
    expect(page.locator("#answer .n")).to_have_text("A-001")
    scan(page, second)

    expect(page.locator("#answer .n")).to_have_text("A-002")


@pytest.mark.gate
def test_number_is_typed_on_the_pad(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    short = live_server.office.booking(live_server.office.booked()).short
    page = kiosk_of()

    page.get_by_role("link", name="Resi atau kertas").tap()
    for digit in f"{short:05}":
        page.locator(f"[data-key='{digit}']").tap()
    expect(page.locator("#number")).to_have_value(f"{short:05}")
    page.get_by_role("button", name="Periksa").tap()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")


def test_registration_number_is_typed_without_a_keyboard(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    page = kiosk_of()
    page.get_by_role("link", name="Resi atau kertas").tap()
    page.locator("[data-key='2']").tap()
    page.locator("[data-key='/']").tap()
    page.get_by_role("button", name="Huruf").tap()
    for key in ("K", "P", "back"):
        page.locator(f"[data-key='{key}']:visible").tap()
    page.get_by_role("button", name="0-9").tap()
    page.locator("[data-key='7']").tap()

    expect(page.locator("#number")).to_have_value("2/K7")


def test_way_out_is_held_and_not_tapped(kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    page = kiosk_of()
    page.clock.install()
    name = page.get_by_role("link", name="Untuk petugas")

    name.tap()
    expect(page.locator("#kiosk")).to_have_attribute("data-screen", "start")
    name.dispatch_event("pointerdown")
    page.clock.run_for(2900)
    expect(page.locator("#kiosk")).to_have_attribute("data-screen", "start")
    page.clock.run_for(200)

    expect(page.get_by_label("Nama petugas")).to_be_visible()


def test_number_is_said_once_and_again_when_asked(live_server: LiveServer, kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    page = kiosk_of()
    page.evaluate("""() => {
      window.heard = [];
      sound.load = (url) => Promise.resolve(url || null);
      sound.play = (file) => { window.heard.push(file); return Promise.resolve(); };
    }""")

    scan(page, live_server.office.booked())
    page.wait_for_function("() => heard.length === 1")
    page.get_by_role("button", name="Dengar lagi").tap()
    page.wait_for_function("() => heard.length === 2")

    assert page.evaluate("new Set(heard).size") == 1
    assert re.fullmatch(r"/door/kiosk/voice\?of=[\w-]+&lang=id", page.evaluate("heard[0]"))


def test_half_typed_number_is_wiped(kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    page = kiosk_of()
    page.clock.install()
    page.get_by_role("link", name="Resi atau kertas").tap()
    page.locator("[data-key='4']").tap()
    page.clock.run_for(59_000)
    page.locator("[data-key='0']").tap()
    page.clock.run_for(59_000)
    expect(page.locator("#number")).to_have_value("40")

    page.clock.run_for(2000)

    expect(page.locator("#kiosk")).to_have_attribute("data-screen", "start")
    page.get_by_role("link", name="Resi atau kertas").tap()
    expect(page.locator("#number")).to_have_value("")


def test_what_proves_it_is_typed_at_once_and_enter_chooses_no_time(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    code = live_server.office.booked(day=1, phone="+6281234567890")
    slot = live_server.office.booking(code).slot_id
    page = kiosk_of()
    scan(page, live_server.office.reference_of(code))
    expect(page.locator("#proof")).to_be_focused()

    page.keyboard.type("7890", delay=200)
    page.keyboard.press("Enter")

    expect(page.locator("#proof")).to_have_value("7890")
    settle(page)
    assert live_server.office.booking(code).slot_id == slot
    page.locator("#answer button[name=slot]").first.tap()
    expect(page.locator("#answer")).to_have_attribute("data-kind", "too_early")


def test_party_and_help_are_asked_with_a_finger(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    code = live_server.office.booked()
    page = kiosk_of()
    scan(page, code)

    page.get_by_role("button", name="Satu orang lebih banyak").tap()
    expect(page.locator(".also")).to_contain_text("2 orang")
    page.get_by_role("button", name="Saya perlu didahulukan").tap()

    expect(page.get_by_role("heading", name="Petugas akan menghampiri Anda")).to_be_visible()
    assert live_server.office.ticket("A-001").people == 2
    assert not live_server.office.ticket("A-001").priority


def test_language_of_one_person_is_not_that_of_the_next(kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow(POLL_CUT_SHORT)
    page = kiosk_of()
    page.get_by_role("link", name="English").tap()
    expect(page.get_by_role("heading", name="What do you have with you?")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settle(page)
    page.clock.install()
    page.locator("h2").tap()

    page.clock.run_for(61_000)

    expect(page.get_by_role("heading", name="Anda membawa apa?")).to_be_visible()


def test_back_leads_nowhere(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    page = kiosk_of()
    scan(page, live_server.office.booked())
    expect(page.locator("#answer")).to_be_visible()

    page.go_back()

    expect(page.locator("#door")).to_have_count(0)
    page.goto("/door")
    expect(page).to_have_url(re.compile("/login"))


def test_staff_leave_by_password(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    page = kiosk_of()
    page.get_by_role("link", name="Untuk petugas").press("Enter")
    page.get_by_label("Nama petugas").fill("Gani")
    page.get_by_label("Kata sandi").fill("salah")
    page.get_by_role("button", name="Buka halaman pintu").tap()
    expect(page.get_by_role("alert").first).to_be_visible()

    page.get_by_label("Nama petugas").fill("Gani")
    page.get_by_label("Kata sandi").fill("rahasia123")
    page.get_by_role("button", name="Buka halaman pintu").tap()

    expect(page).to_have_url(re.compile("/door$"))


def test_without_a_network_people_are_sent_to_staff(live_server: LiveServer, kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow("ERR_INTERNET_DISCONNECTED|htmx:|object Event")
    page = kiosk_of()

    page.context.set_offline(True)
    expect(page.get_by_text("Tanpa jaringan. Temui petugas.")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("Tanpa jaringan. Temui petugas.")).to_be_hidden()


def test_server_that_is_gone_is_no_network_either(live_server: LiveServer, kiosk_of: KioskOf, faults: Faults) -> None:
    faults.allow("ERR_CONNECTION|ERR_EMPTY|htmx:|object Event")
    code = live_server.office.booked()
    page = kiosk_of()
    live_server.stop()

    scan(page, code)
    expect(page.get_by_text("Tanpa jaringan. Temui petugas.")).to_be_visible()
    live_server.start()

    expect(page.get_by_text("Tanpa jaringan. Temui petugas.")).to_be_hidden()


@LANGUAGES
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_small_and_nothing_is_cut_off(
    live_server: LiveServer, kiosk_of: KioskOf, shape: str, language: str
) -> None:
    office = live_server.office
    page = kiosk_of(*SHAPES[shape])
    shown = {
        "come_in": office.booked(),
        "too_early": office.booked(11),
        "wrong_day": office.booked(day=1),
        "pass_unknown": "7K4M-P2QX-9RD3-FHNT",
        "not_ready": office.document(stage="in_production").reference,
    }
    typed = office.reference_of(office.booked(day=1))
    wanted = {"start": "/door/kiosk", "typing": "/door/kiosk/number", "nothing": "/door/kiosk/nothing"}
    wanted |= {"leaving": "/door/kiosk/end", "qr": "/door/kiosk/qr", "called": "/door/kiosk/calls"}
    found = []

    def look(name: str) -> None:
        barriers.look(page, name)
        found.extend(f"{name}: smaller than 64 px: {each}" for each in page.evaluate(TOO_SMALL))
        if page.evaluate(TOO_LARGE):
            found.append(f"{name}: larger than the screen")

    with no_barriers() as barriers:
        for name, address in wanted.items():
            page.goto(f"{address}?lang={language}")
            expect(page.locator("#kiosk")).to_have_attribute("data-screen", name)
            look(name)
        page.goto("/door/kiosk")
        office.arrived(party=2, now=live_server.now)
        shown |= {"wait_outside": office.booked(party=3)}
        for name, text in shown.items():
            scan(page, text)
            expect(page.locator("#answer")).to_have_attribute("data-kind", name)
            look(name)
        scan(page, typed)
        expect(page.locator("#proof")).to_be_visible()
        look("a proof is asked")
        for digit in "0000":
            page.locator(f"[data-key='{digit}']").tap()
        expect(page.locator("#proof")).to_have_value("0000")
        expect(page.locator("#proof")).to_be_focused()
        page.locator("#answer button[name=slot]").first.tap()
        expect(page.locator("#fault-proof")).to_be_visible()
        look("a wrong proof")
    assert not found, "\n".join(found)


def test_printer_that_is_gone_shows_the_number(live_server: LiveServer, kiosk_of: KioskOf) -> None:
    office = live_server.office
    office.database.run(
        lambda session: session.execute(
            update(Office).where(col(Office.id) == office.office.id).values(printer="tcp://127.0.0.1:9")
        )
    )
    page = kiosk_of()

    page.get_by_role("link", name="Tidak membawa").tap()
    page.get_by_role("button", name="Ambil nomor antrean").tap()

    expect(page.locator("#answer .n")).to_have_text("C-001")
