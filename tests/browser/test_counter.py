"""A whole day at a counter without a mouse, what a scanner types into it, and what others do meanwhile."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from scheduler.db.models import Handover, Move, Office, StaffSession, Ticket
from scheduler.flow import staff
from scheduler.flow.invitations.invitations import pass_of
from tests.browser.scanner import press_at, scan
from tests.browser.serving import LiveServer
from tests.browser.staff.test_staff import AT_ONCE
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import look_at, press, settle, until
from tests.browser.watching import Faults

NewContext = Callable[..., BrowserContext]
TONES = """
window.tones = [];
document.addEventListener("giliran:tone", (event) => window.tones.push(event.detail.name));
"""
NO_SOCKET = """
window.WebSocket = class extends EventTarget {
  constructor() {
    super();
    setTimeout(() => this.onclose({ code: 1006 }), 100);
  }
  close() {}
};
"""
SMALL = """() => [...document.querySelectorAll("#desk button, #desk summary, #desk input:not([type=hidden])")]
  .filter((each) => each.offsetParent && !each.disabled && !["radio", "checkbox"].includes(each.type))
  .filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML)"""
OVERFLOW = """() => [document.documentElement, document.querySelector(".left")]
  .map((each) => [each.scrollHeight - each.clientHeight, each.scrollWidth - each.clientWidth]).flat()"""


def arranged(live_server: LiveServer, people: int = 0, **facts: Any) -> list[str]:
    """A hall for ten, and so many inside who were booked for nine; their passes."""
    office = live_server.office
    office.edit(lobby_limit=10)
    office.change(Office, office.office.id, recall_seconds=0)
    passes = [office.booked(**facts) for _ in range(people)]
    for code in passes:
        office.scan(code, now=live_server.now)
    return passes


def household(live_server: LiveServer) -> None:
    """One visit for a changed KTP-el and a child's KIA, inside."""
    office = live_server.office
    office.document("R/1", kk="1", holder="Siti Rahmawati", nik="2172014506901204", shelf="C-14", reason="changed")
    child = office.document("R/2", kk="1", type="KIA", holder="Andi Rahman", shelf="C-15")
    booking = office.book(office.code(child), office.slot(), collector="parent")
    office.scan(pass_of(booking), now=live_server.now)


def at_counter(live_server: LiveServer, page: Page) -> Page:
    live_server.sign_in(page, "Rina", "counter-1")
    return page


def expect_card(page: Page, number: str, stage: str) -> None:
    expect(page.locator(f"#card[data-ticket={number}][data-stage={stage}]")).to_be_visible()
    settle(page)


def expect_empty(page: Page) -> None:
    expect(page.get_by_role("heading", name="Loket ini kosong")).to_be_visible()
    settle(page)


def serve_next(page: Page, number: str, *, held: int = 0) -> None:
    """held: so often Enter repeats itself until it is let go, and goes one step all the same."""
    page.keyboard.press("F2")
    expect_card(page, number, "called")
    expect(page.get_by_role("button", name="Mulai layani")).to_be_focused()
    page.keyboard.down("Enter")
    expect_card(page, number, "serving")
    for _ in range(held):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator("#check")).to_be_hidden()


def answer(page: Page, *digits: str) -> None:
    """Answer the rows of a handover to its owner, one digit each; the last brings what is to be checked."""
    press(page, *(digits or ("1", "1")))
    read_sheet(page)


def read_sheet(page: Page) -> None:
    """What is to be checked is shown, and for long enough that a key means it."""
    look_at(page, page.locator("#check"))


def hand_over(page: Page, *digits: str) -> None:
    """The keys of a whole handover by whoever it belongs to, whose face was looked at."""
    answer(page, *digits)
    page.keyboard.press("F4")


def ticket(live_server: LiveServer, number: str) -> Ticket:
    return live_server.office.ticket(number)


# --- a day without the mouse


@pytest.mark.gate
def test_whole_day_from_the_keyboard(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 5)
    at_counter(live_server, desk)
    keys = desk.keyboard

    keys.press("F2")
    expect_card(desk, "A-001", "called")
    with desk.expect_response("**/counter/recalls"):
        keys.press("F3")
    ended = scan(desk, passes[0])
    expect_card(desk, "A-001", "serving")
    press_at(desk, "Enter", ended + 0.1)  # of a scanner that ends with CR and LF
    expect(desk.locator("#check")).to_be_hidden()
    hand_over(desk)
    expect_empty(desk)
    expect(desk.locator("#said")).to_contain_text("A-001: KTP-el diserahkan.")

    serve_next(desk, "A-002", held=3)
    keys.press("F8")
    keys.press("1")
    expect_empty(desk)

    serve_next(desk, "A-003")
    keys.press("F6")
    keys.press("2")
    expect_empty(desk)
    expect(desk.locator("#aside")).to_contain_text("sampai 09.")
    expect(desk.locator("#said")).to_contain_text("A-003 disisihkan sampai 09.10, lalu kembali sendiri ke antrean.")

    serve_next(desk, "A-004")
    keys.press("F7")
    keys.press("2")
    expect_empty(desk)
    expect(desk.locator("#said")).to_contain_text("A-004 dipanggil ke loket 2.")

    keys.press("F2")
    expect_card(desk, "A-005", "called")
    keys.press("F9")
    expect_empty(desk)
    keys.press("F12")
    expect_card(desk, "A-005", "called")
    keys.press("F9")
    expect_empty(desk)

    keys.press("F10")
    keys.press("2")
    expect(desk.locator("header .state")).to_have_text("Salat")
    keys.press("F10")
    expect(desk.locator("header .state")).to_have_count(0)

    stages = {number: ticket(live_server, number).stage for number in ("A-001", "A-002", "A-003", "A-004", "A-005")}
    assert stages == {"A-001": "served", "A-002": "parked", "A-003": "parked", "A-004": "called", "A-005": "missed"}
    assert live_server.office.stage(live_server.office.reference_of(passes[1])) == "misplaced"
    assert live_server.office.moves("A-004")[-1] == ("admitted", "called", "transferred")


def test_enter_after_another_key_is_meant_however_soon_after_a_scan(live_server: LiveServer, desk: Page) -> None:
    (code, _) = arranged(live_server, 2)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    ended = scan(desk, code)
    expect_card(desk, "A-001", "serving")
    answer(desk)
    press_at(desk, "F4", ended + 0.1)
    expect_empty(desk)
    press_at(desk, "F2", ended + 0.2)
    expect_card(desk, "A-002", "called")

    press_at(desk, "Enter", ended + 0.3)

    expect_card(desk, "A-002", "serving")


@pytest.mark.parametrize("key", [pytest.param("F3", marks=pytest.mark.gate), "F6", "F7", "F8", "F10", "F12"])
def test_keys_are_ours_and_not_the_browsers(live_server: LiveServer, desk: Page, key: str) -> None:
    arranged(live_server)
    at_counter(live_server, desk)
    desk.evaluate("addEventListener('keydown', (event) => { window.kept = event.defaultPrevented; })")

    desk.keyboard.press(key)

    assert desk.evaluate("window.kept") is True


def test_reload_key_stays_the_browsers(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)
    desk.evaluate(
        "addEventListener('keydown', (event) => { window.kept = event.defaultPrevented; event.preventDefault(); })"
    )

    desk.keyboard.press("F5")

    assert desk.evaluate("window.kept") is False


def test_panel_closes_with_escape_and_nothing_happened(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    answer(desk)
    desk.keyboard.press("Escape")
    for key in ("F6", "F7", "F8", "F4"):
        desk.keyboard.press(key)
        expect(desk.locator(".panel[open], .check:visible")).to_have_count(1)
        desk.keyboard.press("Escape")
        expect(desk.locator(".panel[open], .check:visible")).to_have_count(0)

    expect(desk.get_by_role("button", name="Serahkan F4")).to_be_focused()
    assert ticket(live_server, "A-001").stage == "serving"


def test_shelf_is_one_tap_and_a_digit_from_misplaced(live_server: LiveServer, desk: Page) -> None:
    (code,) = arranged(live_server, 1, shelf="C-14")
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    desk.locator("button.shelf").click()
    desk.keyboard.press("1")
    expect_empty(desk)

    assert live_server.office.stage(live_server.office.reference_of(code)) == "misplaced"


def test_problem_asks_which_document(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server)
    household(live_server)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    desk.keyboard.press("F8")
    desk.keyboard.press("2")
    expect(desk.locator(".panel[open]")).to_be_visible()
    desk.locator(".panel[open]").get_by_label("KIA A.R.").check()
    desk.keyboard.press("2")
    expect(desk.locator("#handover")).to_contain_text("KIA pertama kali A.R. · Sedang dicetak")

    assert [live_server.office.stage(each) for each in ("R/1", "R/2")] == ["ready", "in_production"]
    assert ticket(live_server, "A-001").stage == "serving"


def test_second_call_rests_and_the_seconds_are_shown(live_server: LiveServer, desk: Page) -> None:
    live_server.clock.run()
    arranged(live_server, 1)
    office = live_server.office
    office.change(Office, office.office.id, recall_seconds=3, absent_after=2)
    at_counter(live_server, desk)
    again = desk.get_by_role("button", name="Panggil lagi")

    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    expect(again).to_be_disabled()
    expect(again.locator("[data-left]")).to_have_text(re.compile("[123]"))
    expect(desk.get_by_role("button", name=re.compile("Tidak datang.*1 dari 2 panggilan"))).to_be_disabled()
    expect(again).to_be_enabled()
    desk.keyboard.press("F3")

    expect(desk.get_by_role("button", name=re.compile("Tidak datang.*2 dari 2 panggilan"))).to_be_enabled()


def test_handover_asks_once_more_and_prints_a_receipt(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1, holder="Siti Rahmawati", nik="2172014506901204")
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    answer(desk)
    expect(desk.locator("#check")).to_contain_text(
        "Periksa dulu: nama, NIK, tempat dan tanggal lahir, alamat, foto. Sudah benar?"
    )
    expect(desk.locator("#check [data-given]")).to_have_text("KTP-el S.R.")
    assert live_server.office.rows(Handover) == []
    expect(desk.locator("[data-sure]")).to_be_focused()
    desk.keyboard.press("Enter")
    expect_empty(desk)
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Cetak tanda terima").click()
    receipt = opened.value

    expect(receipt.locator(".slip")).to_contain_text("Tanda terima A-001")
    expect(receipt.locator(".slip")).to_contain_text("S.R. · NIK ••••••••••••1204")
    expect(receipt.locator(".slip")).not_to_contain_text("Siti")


# --- scans


@pytest.mark.gate
def test_scan_while_a_panel_is_open_chooses_nothing(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.keyboard.press("F8")
    expect(desk.locator(".panel[open]")).to_be_visible()

    desk.evaluate(AT_ONCE, [*"1234-5678-9012-3451", "Enter"])
    expect(desk.locator("#said .flash")).to_have_attribute("data-tone", "bad")
    expect(desk.locator(".panel[open]")).to_be_visible()
    desk.evaluate(AT_ONCE, [*passes[1], "Enter"])
    expect(desk.locator("#said")).to_contain_text("A-002 menunggu dipanggil ke loket 1, 2, 3.")

    assert ticket(live_server, "A-001").stage == "serving"


def test_scan_leaves_what_is_being_filled_in(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.get_by_label("Orang lain").check()
    desk.get_by_label("Nama", exact=True).fill("Budi")

    scan(desk, passes[1])
    expect(desk.locator("#said")).to_contain_text("A-002 menunggu dipanggil ke loket 1, 2, 3.")
    expect(desk.get_by_label("Nama", exact=True)).to_be_focused()
    desk.get_by_label("KK asli").focus()
    scan(desk, passes[0])
    expect(desk.locator("#said")).to_contain_text("A-001 sedang dilayani di loket 1.")

    expect(desk.get_by_label("Nama", exact=True)).to_have_value("Budi")
    expect(desk.get_by_label("Orang lain")).to_be_checked()
    expect(desk.get_by_label("KK asli")).to_be_focused()
    assert ticket(live_server, "A-001").stage == "serving"


def test_two_scans_in_a_row_are_both_answered(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")

    scan(desk, passes[0])
    scan(desk, passes[1])

    expect(desk.locator("#said")).to_contain_text("A-002 menunggu dipanggil ke loket 1, 2, 3.")
    expect_card(desk, "A-001", "serving")


@pytest.mark.gate
def test_scan_during_a_request_waits_for_its_answer(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 1)
    at_counter(live_server, desk)

    desk.keyboard.press("F2")
    scan(desk, passes[0])

    expect_card(desk, "A-001", "serving")


DRAWN_ANEW = """() => htmx.ajax("GET", location.pathname,
  { source: document.getElementById("desk"), target: "#desk", select: "#desk", swap: "outerHTML show:none" })"""
"""As the page does it by itself once it hears that there is something newer."""


@pytest.mark.gate
def test_picture_that_comes_between_two_keys_leaves_the_focus(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    expect(desk.get_by_role("button", name="Mulai layani")).to_be_focused()

    desk.evaluate(DRAWN_ANEW)
    desk.keyboard.press("Enter")

    expect_card(desk, "A-001", "serving")


AS_SOON_AS_IT_IS_THERE = """(key) => new MutationObserver(() => {
  const sheet = document.getElementById("check");
  if (!sheet || sheet.hidden || window.pressed) return;
  window.pressed = key;
  const button = sheet.querySelector("[data-sure]");
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  if (button.dispatchEvent(event) && key === "Enter") button.click();
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["hidden"] })"""
"""Presses a key on the sheet before a handover in the moment in which it is shown."""


STANDS = """() => ({
  focus: document.activeElement.outerHTML.slice(0, 200), card: document.getElementById("card").outerHTML.slice(0, 400),
  waits: ahead.waits(), is_early: ahead.is_early(), dialog: !!document.querySelector("dialog[open]"),
})"""
"""What a key that did nothing met."""


@contextmanager
def slow_answer(page: Page) -> Iterator[None]:
    """The answer to what is done first in the block comes at its end, and then all that waited for it is done."""
    held: list[Route] = []
    has_ended = False

    def hold(route: Route) -> None:
        if has_ended or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    page.route("**/counter/*", hold)
    yield
    try:
        until(page, lambda: held)
    except AssertionError as error:
        raise AssertionError(f"nothing was sent: {page.evaluate(STANDS)}") from error
    has_ended = True
    held[0].continue_()
    until(page, lambda: not page.evaluate("ahead.waits()"))
    assert len(held) == 1, "what is pressed meanwhile waits in the page, not on its way"


@pytest.mark.gate
def test_keys_pressed_ahead_of_an_answer_act_on_what_it_brings(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)

    with slow_answer(desk):
        for key in ("F2", "Enter", "F9", "F6"):
            desk.keyboard.press(key)
    expect_card(desk, "A-001", "serving")

    expect(desk.locator(".panel[open]")).to_have_count(0)  # nobody was there whom they could be meant for
    expect(desk.locator("#unsent")).to_contain_text("Tidak dijalankan: F9, F6.")
    assert ticket(live_server, "A-001").stage == "serving"


def test_problem_typed_ahead_is_that_of_who_is_served(live_server: LiveServer, desk: Page) -> None:
    (code,) = arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")

    with slow_answer(desk):
        for key in ("Enter", "F8", "1"):
            desk.keyboard.press(key)
    expect_empty(desk)

    assert live_server.office.stage(live_server.office.reference_of(code)) == "misplaced"


@pytest.mark.gate
def test_second_press_in_a_hurry_hands_nothing_over(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")

    with slow_answer(desk):
        for key in ("Enter", "1", "1", "F4", "F4", "Enter", "F4"):
            desk.keyboard.press(key)
    expect(desk.locator("#check")).to_be_visible()

    assert live_server.office.rows(Handover) == []


@pytest.mark.parametrize("key", ["F4", "Enter"])
def test_press_as_soon_as_the_sheet_is_there_hands_nothing_over(live_server: LiveServer, desk: Page, key: str) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    desk.evaluate(AS_SOON_AS_IT_IS_THERE, key)

    with slow_answer(desk):
        for each in ("Enter", "1", "1", "F4"):
            desk.keyboard.press(each)
    expect(desk.locator("#check")).to_be_visible()

    assert desk.evaluate("window.pressed") == key
    assert live_server.office.rows(Handover) == []


@pytest.mark.gate
def test_nobody_but_who_was_at_the_counter_is_meant(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    for key in ("1", "1", "F4"):  # in one go with the last answer a key confirms nothing
        desk.keyboard.press(key)
    read_sheet(desk)

    with slow_answer(desk):
        for key in ("F4", "F2", "F4", "F9"):
            desk.keyboard.press(key)
    expect_card(desk, "A-002", "called")

    assert (ticket(live_server, "A-001").stage, ticket(live_server, "A-002").stage) == ("served", "called")


def test_digits_pressed_ahead_answer_the_rows_of_who_is_called(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)

    with slow_answer(desk):
        for key in ("F2", "Enter", "1", "2"):
            desk.keyboard.press(key)
    expect_card(desk, "A-001", "serving")

    expect(desk.get_by_label("Wajah cocok")).to_be_checked()
    expect(desk.get_by_label("Keluarga")).to_be_checked()


def test_key_that_cannot_follow_is_named_with_those_behind_it(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)

    with slow_answer(desk):
        for key in ("F2", "F9", "Enter"):
            desk.keyboard.press(key)
    expect_card(desk, "A-001", "called")

    expect(desk.locator("#unsent")).to_contain_text("Tidak dijalankan: F9, Enter.")
    desk.keyboard.press("Enter")
    expect_card(desk, "A-001", "serving")
    expect(desk.locator("#unsent")).to_be_hidden()


def test_step_that_did_not_get_through_is_named(live_server: LiveServer, desk: Page, faults: Faults) -> None:
    faults.allow("htmx:|ERR_FAILED")
    arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.route("**/counter/calls", lambda route: route.abort())

    desk.keyboard.press("F2")
    expect(desk.locator("#unsent")).to_have_text("Panggil berikutnya: A-001 · Rak - belum terkirim. Tekan lagi.")
    desk.unroute("**/counter/calls")
    desk.keyboard.press("F2")

    expect_card(desk, "A-001", "called")


AT_THE_WORD = """key => document.addEventListener("giliran:unsent", () => setTimeout(
  () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))), { once: true })"""
"""Presses a key again as soon as the page says that it did not get through."""


def test_key_pressed_again_at_the_word_of_it_counts(live_server: LiveServer, desk: Page, faults: Faults) -> None:
    faults.allow("htmx:|ERR_FAILED")
    arranged(live_server, 1)
    at_counter(live_server, desk)
    desk.route("**/counter/calls", lambda route: route.abort(), times=1)
    desk.evaluate(AT_THE_WORD, "F2")

    desk.keyboard.press("F2")

    expect_card(desk, "A-001", "called")
    expect(desk.locator("#unsent")).to_be_hidden()


def test_escape_forgets_what_was_pressed_ahead(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)

    with slow_answer(desk):
        for key in ("F2", "Enter", "Escape"):
            desk.keyboard.press(key)
    expect_card(desk, "A-001", "called")

    assert ticket(live_server, "A-001").stage == "called"


def test_slow_digits_in_a_field_are_typing(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.keyboard.press("F8")
    note = desk.locator(".panel[open]").get_by_label("Catatan")

    note.focus()
    desk.keyboard.type("12", delay=200)

    expect(note).to_have_value("12")
    assert ticket(live_server, "A-001").stage == "serving"


def test_scan_of_who_waits_offers_the_call(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)

    scan(desk, passes[1])
    expect(desk.get_by_role("button", name="Panggil A-002")).to_be_focused()
    desk.keyboard.press("Space")  # an Enter this soon would be taken for the scanner's second one
    expect_card(desk, "A-002", "called")

    assert [(move.after, move.note) for move in live_server.office.rows(Move)][-1] == (
        "called",
        "Orangnya sudah di loket",
    )


def test_scan_of_who_was_set_aside_resumes(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.keyboard.press("F6")
    desk.keyboard.press("3")
    expect_empty(desk)
    serve_next(desk, "A-002")

    scan(desk, passes[0])
    desk.locator("#said").get_by_role("button", name="Lanjutkan A-001").click()
    expect(desk.locator("#aside")).to_be_hidden()

    assert ticket(live_server, "A-001").stage == "admitted"


def test_good_and_bad_sound_and_silence(live_server: LiveServer, new_context: NewContext) -> None:
    passes = arranged(live_server, 1)
    context = new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(TONES)
    desk = at_counter(live_server, context.new_page())
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")

    scan(desk, passes[0])
    expect_card(desk, "A-001", "serving")
    scan(desk, "7K4M-P2QX-9RD3-FHNT")
    expect(desk.locator("#said .flash")).to_have_attribute("data-tone", "bad")
    desk.get_by_role("button", name="Suara", exact=True).click()
    heard = desk.evaluate("window.tones")
    scan(desk, passes[0])
    expect(desk.locator("#said .flash")).to_have_attribute("data-tone", "good")

    assert heard == ["good", "bad"]
    assert desk.evaluate("window.tones") == heard
    desk.reload()
    expect(desk.get_by_role("button", name="Suara", exact=True)).to_have_attribute("aria-pressed", "false")


# --- what others do meanwhile


def test_line_follows_at_once_and_the_focus_stays(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    button = desk.get_by_role("button", name="Panggil berikutnya")
    expect(button).to_be_focused()
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))

    number = live_server.office.arrived(now=live_server.now)
    expect(desk.locator(".queue")).to_contain_text(number)

    expect(button).to_be_focused()
    assert asked == []


def test_list_keeps_its_place(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 6)
    for half in (30, 30, 30, 30, 30, 30):
        live_server.office.scan(live_server.office.booked(9, half), early=True, now=live_server.now)
    at_counter(live_server, desk)
    line = desk.locator("#line .scroll")
    before = line.bounding_box()
    line.evaluate("(list) => { list.scrollTop = 40; }")

    live_server.office.call(2, now=live_server.now)
    expect(desk.locator(".queue")).not_to_contain_text("A-001")

    assert line.evaluate("(list) => list.scrollTop") == 40
    assert line.bounding_box() == before


def test_change_elsewhere_is_told_and_not_done_while_something_is_filled_in(
    live_server: LiveServer, desk: Page
) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.get_by_label("KK asli").check()

    live_server.office.hand_over("A-001", now=live_server.now)
    expect(desk.locator("#changed")).to_contain_text("Keadaan berubah di layar lain.")
    expect_card(desk, "A-001", "serving")
    desk.get_by_role("link", name="Muat ulang").click()

    expect_empty(desk)


@pytest.mark.gate
def test_counter_works_where_sockets_are_cut(live_server: LiveServer, new_context: NewContext, faults: Faults) -> None:
    faults.allow("htmx:ws")
    arranged(live_server, 1)
    context = new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(NO_SOCKET)
    desk = at_counter(live_server, context.new_page())

    number = live_server.office.arrived(now=live_server.now)

    expect(desk.locator(".queue")).to_contain_text(number)


@pytest.mark.gate
def test_cut_line_is_told_and_mends_itself(live_server: LiveServer, desk: Page, faults: Faults) -> None:
    faults.allow("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|htmx:|WebSocket|object")
    arranged(live_server, 1)
    at_counter(live_server, desk)
    expect(desk.locator(".queue")).to_contain_text("A-001")

    live_server.stop()
    expect(desk.locator("#broken")).to_be_visible()
    live_server.start()

    expect(desk.locator("#broken")).to_be_hidden()


def test_counter_taken_by_another_browser_does_nothing_any_more(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    session = live_server.office.rows(StaffSession)[-1]
    live_server.office.change(StaffSession, session.id, counter_id=None, lost_counter=1)

    desk.keyboard.press("F2")
    expect(desk.get_by_role("heading", name="Loket 1 sekarang dipakai di layar lain.")).to_be_visible()
    assert ticket(live_server, "A-001").stage == "admitted"

    desk.get_by_role("link", name="Ambil kembali").click()
    desk.locator("main form button").first.click()

    expect(desk.get_by_role("heading", name="Loket ini kosong")).to_be_visible()


def test_page_of_a_lost_counter_tells_by_itself(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)
    session = live_server.office.rows(StaffSession)[-1]

    live_server.office.change(StaffSession, session.id, counter_id=None, lost_counter=1)

    expect(desk.get_by_role("heading", name="Loket 1 sekarang dipakai di layar lain.")).to_be_visible()


@pytest.mark.gate
def test_session_that_died_loses_nothing(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.get_by_label("Orang lain").check()
    desk.get_by_label("Nama", exact=True).fill("Budi")
    for session in live_server.office.rows(StaffSession):
        live_server.office.database.run(staff.sign_out, session.id, now=live_server.now)

    desk.wait_for_url("**/login?**")
    live_server.sign_in(desk, "Rina", "counter-1")

    expect_card(desk, "A-001", "serving")
    expect(desk.get_by_label("Orang lain")).to_be_checked()
    expect(desk.get_by_label("Nama", exact=True)).to_have_value("Budi")


def test_choices_survive_a_refusal_and_a_reload(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server)
    household(live_server)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.get_by_label("Sidik jari").check()
    desk.get_by_label("Belum pernah punya").check()
    desk.get_by_label("Orang lain").check()
    desk.get_by_label("Nama", exact=True).fill("Budi")
    desk.get_by_label("Surat kuasa").fill(" ")

    desk.keyboard.press("F4")
    expect(desk.locator("[data-lack=collector_letter]")).to_have_text("Isi nomor surat kuasa.")
    expect(desk.get_by_label("Surat kuasa")).to_be_focused()
    expect(desk.get_by_label("Sidik jari")).to_be_checked()
    desk.reload()

    expect(desk.get_by_label("Sidik jari")).to_be_checked()


def test_what_the_office_would_refuse_is_asked_for_before_anybody_signs(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server)
    household(live_server)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    sheet, lacks = desk.locator("#check"), desk.locator("[data-lack]:visible")

    desk.keyboard.press("F4")
    expect(lacks).to_have_text(
        ["Pilih cara identitas diperiksa.", "Pilih apa yang terjadi dengan kartu lama.", "Pilih siapa yang mengambil."]
    )
    expect(desk.get_by_label("Wajah cocok")).to_be_focused()
    expect(sheet).to_be_hidden()
    for digit in ("1", "4", "2"):
        desk.keyboard.press(digit)
    expect(desk.get_by_label("Keluarga")).to_be_checked()
    expect(lacks).to_have_count(0)
    desk.keyboard.press("F4")
    expect(desk.locator("#spoken")).to_have_text("Belum bisa diserahkan. Pengawas bisa mengizinkan dengan alasan.")
    expect(sheet).to_be_hidden()
    desk.get_by_label("Ditarik").check()
    desk.keyboard.press("F4")

    expect(sheet).to_be_visible()


def test_lost_card_asks_for_the_letter_in_one_go(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1, reason="lost")
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    for digit in ("1", "2"):
        desk.keyboard.press(digit)
    expect(desk.get_by_label("Nomor surat")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-lack]:visible")).to_have_text(["Isi nomor surat polisi."])
    desk.keyboard.type("LP/12/2026")
    desk.keyboard.press("Enter")
    answer(desk, "1")
    desk.keyboard.press("F4")
    expect_empty(desk)

    assert [row.old_card_letter for row in live_server.office.rows(Handover)] == ["LP/12/2026"]


def test_handover_to_another_person_in_one_go(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    for digit in ("3", "5"):
        desk.keyboard.press(digit)
    expect(desk.get_by_label("Nama", exact=True)).to_be_focused()
    desk.get_by_label("Nama", exact=True).fill("Budi Hartono")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Surat kuasa")).to_be_focused()
    desk.keyboard.type("SK-1")
    desk.keyboard.press("Enter")
    expect(desk.locator("#check")).to_be_visible()
    desk.keyboard.press("F4")
    expect_empty(desk)

    (row,) = live_server.office.rows(Handover)
    assert (row.identity, row.collector_kind, row.collector_name, row.collector_letter) == (
        "collector_ktp",
        "proxy",
        "Budi Hartono",
        "SK-1",
    )


def test_scan_while_a_row_is_asked_answers_nothing(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    desk.evaluate(AT_ONCE, [*"1234-5678-9012-3451", "Enter"])
    expect(desk.locator("#said .flash")).to_have_attribute("data-tone", "bad")
    desk.evaluate(AT_ONCE, [*passes[1], "Enter"])
    expect(desk.locator("#said")).to_contain_text("A-002 menunggu dipanggil")

    expect(desk.locator("#handover [data-pick]:checked")).to_have_count(0)


def test_digit_before_a_key_of_the_screen_is_no_part_of_a_scan(live_server: LiveServer, desk: Page) -> None:
    passes = arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    desk.evaluate(AT_ONCE, ["1", "F6", *passes[1], "Enter"])

    expect(desk.locator("#said")).to_contain_text("A-002 menunggu dipanggil")


def test_part_is_named_and_the_visit_has_a_key_to_end(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server)
    household(live_server)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")
    desk.get_by_label("KIA pertama kali").uncheck()

    for key in ("1", "1", "3", "F4"):
        desk.keyboard.press(key)
    expect(desk.locator("#check [data-given]")).to_have_text("KTP-el S.R.")
    expect(desk.locator("#check [data-left]")).to_have_text("KIA A.R.")
    expect(desk.locator("#check [data-then-next]")).to_have_count(0)
    desk.keyboard.press("F4")
    expect(desk.locator("#said")).to_contain_text("A-001: KTP-el diserahkan. KIA masih di sini.")
    desk.keyboard.press("F9")
    expect_empty(desk)

    expect(desk.locator("#said")).to_contain_text("A-001 selesai.")


@pytest.mark.parametrize("key", ["F4", "F2"])
def test_last_answer_brings_the_sheet_and_a_key_in_one_go_with_it_confirms_nothing(
    live_server: LiveServer, desk: Page, key: str
) -> None:
    arranged(live_server, 2)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    desk.evaluate(AT_ONCE, ["1", "1", key])
    read_sheet(desk)
    assert live_server.office.rows(Handover) == []
    desk.keyboard.press("Escape")

    expect(desk.get_by_role("button", name="Serahkan F4")).to_be_focused()


def test_whoever_collects_for_somebody_may_be_named_before_the_sheet(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    for digit in ("1", "2"):
        desk.keyboard.press(digit)

    expect(desk.get_by_role("button", name="Serahkan F4")).to_be_focused()
    expect(desk.locator("#check")).to_be_hidden()


def test_keys_that_a_visitor_costs(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 2)
    live_server.office.scan(live_server.office.booked(reason="changed"), now=live_server.now)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    costs = []

    for number, digits, following in (("A-001", "11", "A-002"), ("A-002", "11", "A-003"), ("A-003", "111", "")):
        keys = ["Enter", *digits, "F2" if following else "F4"]
        for key in keys:
            if key in ("F2", "F4"):
                read_sheet(desk)
            desk.keyboard.press(key)
            if key == "Enter":
                expect_card(desk, number, "serving")
        costs.append(len(keys))
        if following:
            expect_card(desk, following, "called")
    expect_empty(desk)

    assert costs == [4, 4, 5]
    assert [row.identity for row in live_server.office.rows(Handover)] == ["face"] * 3


# --- signing on the screen


def sign(page: Page) -> None:
    box = page.locator("[data-sign]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4, steps=5)
    page.mouse.up()


@pytest.mark.gate
def test_signature_is_kept_as_strokes(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    live_server.office.change(Office, live_server.office.office.id, asks_signature=True)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    answer(desk)
    expect(desk.get_by_role("button", name="Sudah benar, serahkan")).to_be_disabled()
    sign(desk)
    desk.get_by_role("button", name="Ulangi").click()
    expect(desk.get_by_role("button", name="Sudah benar, serahkan")).to_be_disabled()
    sign(desk)
    desk.keyboard.press("F4")
    expect_empty(desk)

    (handover,) = live_server.office.rows(Handover)
    (stroke,) = json.loads(handover.signature or "")
    assert stroke[0] == [pytest.approx(0.25, abs=0.01), pytest.approx(0.5, abs=0.02)]
    assert stroke[-1] == [pytest.approx(0.5, abs=0.01), pytest.approx(0.25, abs=0.02)]


def test_who_cannot_sign_is_handed_it_all_the_same(live_server: LiveServer, desk: Page) -> None:
    arranged(live_server, 1)
    live_server.office.change(Office, live_server.office.office.id, asks_signature=True)
    at_counter(live_server, desk)
    serve_next(desk, "A-001")

    answer(desk)
    sign(desk)
    desk.keyboard.press("9")
    expect_empty(desk)

    assert [row.signature for row in live_server.office.rows(Handover)] == [None]


# --- everywhere, for everybody


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), (1280, 800), pytest.param(1024, 768, marks=pytest.mark.gate)]
)
def test_every_stage_fits_the_screen(live_server: LiveServer, new_context: NewContext, width: int, height: int) -> None:
    arranged(live_server)
    household(live_server)
    desk = at_counter(live_server, new_context(viewport={"width": width, "height": height}).new_page())
    seen = [desk.evaluate(OVERFLOW)]

    desk.keyboard.press("F2")
    expect(desk.get_by_role("button", name="Mulai layani")).to_be_focused()
    seen.append(desk.evaluate(OVERFLOW))
    desk.keyboard.press("Enter")
    expect_card(desk, "A-001", "serving")
    for digit in ("1", "1", "3"):
        desk.keyboard.press(digit)
    expect(desk.get_by_role("button", name="Serahkan F4")).to_be_focused()
    for key in ("F6", "F7", "F8", "F4"):
        desk.keyboard.press(key)
        seen.append(desk.evaluate(OVERFLOW))
        assert desk.evaluate(SMALL) == [], key
        desk.keyboard.press("Escape")

    assert seen == [[0, 0, 0, 0]] * 6


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off_in_the_line(
    live_server: LiveServer, new_context: NewContext, width: int, height: int
) -> None:
    arranged(live_server, people=2)
    arranged(live_server, people=1, party=2, shelf="Lemari 2, C-40")

    desk = at_counter(live_server, new_context(viewport={"width": width, "height": height}).new_page())

    expect(desk.locator("#rows tr")).to_have_count(1)
    expect(desk.locator("#rows .chip")).to_have_text("2 orang")
    cut = desk.evaluate("""() => [...document.querySelectorAll("#rows :is(th, td)")]
      .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.innerText)""")
    assert cut == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 800), (1024, 768)])
def test_whatever_is_to_be_filled_in_fits_and_moves_no_button(
    live_server: LiveServer, new_context: NewContext, width: int, height: int, language: str
) -> None:
    arranged(live_server, 1, holder="Siti Rahmawati", nik="2172014506901204", shelf="C-14", reason="changed")
    desk = new_context(viewport={"width": width, "height": height}).new_page()
    live_server.sign_in(desk, "Sari", "counter-1")
    desk.goto(f"/counter?lang={language}")
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    expect(desk.locator("#card [data-next]")).to_be_focused()
    desk.keyboard.press("Enter")
    expect_card(desk, "A-001", "serving")
    button = desk.locator("[data-key=F4]").first
    place, seen = button.bounding_box(), []

    for old_card in ("withdrawn", "lost", "not_brought"):
        for collector in ("holder", "parent", "proxy"):
            desk.check(f"[name=old_card][value={old_card}]")
            desk.check(f"[name=collector][value={collector}]")
            seen.append((desk.evaluate(OVERFLOW), button.bounding_box()))

    assert seen == [([0, 0, 0, 0], place)] * 9


@pytest.mark.parametrize("language", ["id", "en"])
def test_panels_have_no_barriers(live_server: LiveServer, desk: Page, language: str) -> None:
    arranged(live_server)
    household(live_server)
    live_server.office.change(Office, live_server.office.office.id, asks_signature=True)
    at_counter(live_server, desk)
    desk.goto(f"/counter?lang={language}")

    with no_barriers() as barriers:
        desk.keyboard.press("F10")
        barriers.look(desk, "F10")
        desk.keyboard.press("Escape")
        desk.keyboard.press("F2")
        expect(desk.locator("#card [data-next]")).to_be_focused()
        barriers.look(desk, "called")
        desk.keyboard.press("Enter")
        expect_card(desk, "A-001", "serving")
        desk.keyboard.press("F4")
        barriers.look(desk, "lacking")
        for digit in ("1", "1", "3"):
            desk.keyboard.press(digit)
        for key in ("F6", "F7", "F8", "F4"):
            desk.keyboard.press(key)
            barriers.look(desk, key)
            desk.keyboard.press("Escape")
        live_server.office.change(
            StaffSession, live_server.office.rows(StaffSession)[-1].id, counter_id=None, lost_counter=1
        )
        desk.goto("/counter")
        barriers.look(desk, "lost")


def test_day_works_without_scripts(live_server: LiveServer, new_context: NewContext) -> None:
    passes = arranged(live_server, 4)
    desk = at_counter(live_server, new_context(java_script_enabled=False).new_page())

    desk.get_by_role("button", name="Panggil berikutnya").click()
    desk.fill("#scan", passes[0])
    desk.press("#scan", "Enter")
    desk.locator("summary", has_text="Sisihkan").click()
    desk.get_by_role("button", name="10 menit").click()
    desk.get_by_role("button", name="Panggil berikutnya").click()
    desk.locator("summary", has_text="Pindahkan").click()
    desk.get_by_role("button", name="Loket 2").click()
    desk.get_by_role("button", name="Panggil berikutnya").click()
    desk.locator("summary", has_text="Ada masalah").click()
    desk.get_by_role("button", name="Berkas kurang").click()
    desk.get_by_role("button", name="Panggil berikutnya").click()
    desk.get_by_role("button", name="Mulai layani").click()
    desk.get_by_role("button", name="Serahkan").click()
    expect(desk.locator("[data-lack]:visible")).to_have_text(
        ["Pilih cara identitas diperiksa.", "Pilih siapa yang mengambil."]
    )
    desk.get_by_label("Wajah cocok").check()
    desk.get_by_label("Pemilik").check()
    desk.get_by_role("button", name="Serahkan").first.click()
    expect(desk.locator("#check")).to_contain_text("Periksa dulu: nama, NIK")
    desk.get_by_role("button", name="Sudah benar, serahkan").click()
    expect_empty(desk)
    expect(desk.locator("#card kbd:visible, footer kbd:visible")).to_have_count(0)
    desk.get_by_role("button", name="Lanjutkan A-001").click()
    desk.locator("summary", has_text="Istirahat").click()
    desk.get_by_role("button", name="Rapat").click()
    expect(desk.locator("header .state")).to_have_text("Rapat")

    stages = [ticket(live_server, f"A-00{place}").stage for place in (1, 2, 3, 4)]
    assert stages == ["admitted", "called", "parked", "served"]


WHILE_FRESH = """() => {
  const { setTimeout } = window;
  window.setTimeout = (act, wait) => setTimeout(act, wait === 150 ? 2000 : wait);
  document.body.addEventListener("htmx:afterSettle", () => { for (const key of "11") {
    const event = new KeyboardEvent("keydown", { key, bubbles: true });
    Object.defineProperty(event, "timeStamp", { value: 0 });
    document.body.dispatchEvent(event);
  } }, { once: true });
}"""
"""Presses digits as soon as an answer is drawn, on a machine that draws it while the scanner's keys are still fresh."""


def test_digits_right_behind_the_answer_to_a_scan_are_no_part_of_it(live_server: LiveServer, desk: Page) -> None:
    (code, _) = arranged(live_server, 2)
    at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect_card(desk, "A-001", "called")
    desk.evaluate(WHILE_FRESH)

    scan(desk, code)

    expect(desk.get_by_role("button", name="Sudah benar, serahkan")).to_be_focused()  # they answered both rows
