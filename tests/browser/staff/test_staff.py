"""The screens of the staff as they are used: from the keyboard, by a scanner that types, and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Office, Ticket
from tests.browser.serving import LiveServer
from tests.browser.waiting import look_at, settle
from tests.browser.watching import Faults

# A scanner is faster than the wire between a test and its browser.
AT_ONCE = """(keys) => {
  const field = document.activeElement;
  let at = performance.now();
  for (const key of keys) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: (at += 4) }); // however long a busy machine takes over it
    if (field.dispatchEvent(event) && key.length === 1) field.value += key;
  }
}"""
NewContext = Callable[..., BrowserContext]


def at_counter(live_server: LiveServer, page: Page, *, people: int = 1, **facts: Any) -> list[str]:
    """Rina at counter 1, and so many inside who were booked for nine; their passes."""
    live_server.office.change(Office, live_server.office.office.id, recall_seconds=0)
    passes = [live_server.office.booked(**facts) for _ in range(people)]
    for code in passes:
        live_server.office.scan(code, now=live_server.now)
    live_server.sign_in(page, "Rina", "counter-1")
    return passes


def serve_next(page: Page) -> None:
    page.keyboard.press("F2")
    expect(page.get_by_role("button", name="Mulai layani")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_have_attribute("data-stage", "serving")


def stage(live_server: LiveServer, number: str) -> str:
    return live_server.office.ticket(number).stage


def burst(page: Page, text: str) -> None:
    """What a scanner types: fast, with Enter at the end."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_counter_needs_no_mouse(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)
    card = desk.locator("#card")

    desk.keyboard.press("F2")
    expect(card).to_have_attribute("data-stage", "called")
    expect(desk.get_by_role("button", name="Mulai layani")).to_be_focused()
    with desk.expect_response(lambda response: response.url.endswith("/counter")):
        desk.keyboard.press("F3")
    settle(desk)
    desk.keyboard.press("Enter")
    expect(card).to_have_attribute("data-stage", "serving")
    expect(desk.get_by_label("Wajah cocok")).to_be_focused()
    for digit in ("1", "1"):
        desk.keyboard.press(digit)
    expect(desk.get_by_role("button", name="Sudah benar, serahkan")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Serahkan F4")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Sudah benar, serahkan")).to_be_focused()
    look_at(desk, desk.locator("#check"))  # a key that comes sooner means nothing there
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Loket ini kosong")).to_be_visible()
    expect(desk.get_by_role("button", name="Panggil berikutnya")).to_be_focused()
    desk.keyboard.press("F12")
    expect(card).to_have_attribute("data-stage", "serving")
    expect(desk.get_by_label("Wajah cocok")).to_be_focused()
    for digit in ("1", "1"):
        desk.keyboard.press(digit)
    expect(desk.locator("#check")).to_be_visible()
    look_at(desk, desk.locator("#check"))
    desk.keyboard.press("F4")
    expect(desk.get_by_role("heading", name="Loket ini kosong")).to_be_visible()
    expect(desk.get_by_role("button", name="Panggil berikutnya")).to_be_focused()
    desk.keyboard.press("F10")
    expect(desk.get_by_role("button", name="Istirahat", exact=True)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("header .state")).to_have_text("Istirahat")
    desk.keyboard.press("F10")
    expect(desk.locator("header .state")).to_have_count(0)

    assert stage(live_server, "A-001") == "served"


def test_number_out_of_order_is_called_with_a_reason(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk, people=2)

    desk.get_by_text("Panggil nomor lain").click()
    desk.get_by_label("Nomor", exact=True).fill("A-002")
    desk.get_by_label("Alasan").fill("sakit")
    desk.get_by_role("button", name="Panggil", exact=True).click()

    expect(desk.locator("#card")).to_have_attribute("data-ticket", "A-002")


def test_keys_work_inside_a_field_and_dead_ones_do_nothing(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)

    desk.locator("#scan").fill("40-3")
    desk.keyboard.press("F9")
    desk.keyboard.press("F4")
    expect(desk.locator("#scan")).to_have_value("40-3")
    desk.keyboard.press("Escape")
    expect(desk.locator("#scan")).to_have_value("")
    desk.keyboard.press("F2")

    expect(desk.locator("#card")).to_have_attribute("data-stage", "called")


def test_question_mark_shows_all_keys(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)

    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")

    expect(desk.locator("#keys")).to_be_hidden()


def test_scan_serves_and_its_second_enter_presses_nothing(live_server: LiveServer, desk: Page) -> None:
    (code,) = at_counter(live_server, desk)
    desk.keyboard.press("F2")
    expect(desk.locator("#card")).to_have_attribute("data-stage", "called")

    burst(desk, code)
    desk.keyboard.press("Enter")

    expect(desk.locator("#card")).to_have_attribute("data-stage", "serving")
    settle(desk)
    assert stage(live_server, "A-001") == "serving"


def test_scan_into_another_field_leaves_nothing_there(live_server: LiveServer, desk: Page) -> None:
    (code,) = at_counter(live_server, desk)
    serve_next(desk)
    desk.get_by_label("Orang lain").check()
    desk.get_by_label("Nama", exact=True).focus()

    with desk.expect_response("**/counter/scans"):
        desk.evaluate(AT_ONCE, [*code, "Enter"])
    expect(desk.locator(".flash")).to_have_text("A-001 sedang dilayani di loket 1.")

    assert stage(live_server, "A-001") == "serving"


@pytest.mark.gate
def test_line_moves_on_and_leaves_card_and_focus_alone(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk, people=2)
    serve_next(desk)
    desk.get_by_label("KK asli").check()
    desk.get_by_label("Orang lain").check()
    desk.get_by_label("Nama", exact=True).fill("Budi")

    number = live_server.office.arrived(now=live_server.now)
    expect(desk.locator(".queue")).to_contain_text(number)

    expect(desk.get_by_label("KK asli")).to_be_checked()
    expect(desk.get_by_label("Nama", exact=True)).to_have_value("Budi")
    expect(desk.get_by_label("Nama", exact=True)).to_be_focused()


def test_card_follows_what_others_do(live_server: LiveServer, desk: Page) -> None:
    at_counter(live_server, desk)

    live_server.office.call(now=live_server.now)

    expect(desk.locator("#card")).to_have_attribute("data-ticket", "A-001")


def test_big_answer_clears_itself(live_server: LiveServer, tablet: Page) -> None:
    code = live_server.office.booked()
    live_server.sign_in(tablet, "Gani", "door")

    burst(tablet, code)
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(tablet.locator("#spoken")).to_have_text(re.compile("Silakan masuk ?, A-001"))
    expect(tablet.locator("#answer")).to_have_text("Silakan tunjukkan QR atau resi Ada tempat untuk 3 orang.")

    expect(tablet.locator("#recent")).to_contain_text("A-001")


def test_two_scans_at_once_are_both_answered(live_server: LiveServer, tablet: Page) -> None:
    first, second = live_server.office.booked(), live_server.office.booked()
    live_server.sign_in(tablet, "Gani", "door")

    burst(tablet, first)
    burst(tablet, second)

    expect(tablet.locator("#answer")).to_contain_text("A-002")
    assert len(live_server.office.rows(Ticket)) == 2


def test_party_and_priority_are_one_tap_each(live_server: LiveServer, tablet: Page) -> None:
    code = live_server.office.booked()
    live_server.sign_in(tablet, "Gani", "door")
    burst(tablet, code)

    tablet.get_by_label("Satu orang lebih banyak").click()
    expect(tablet.locator("#answer")).to_contain_text("2 orang")
    tablet.get_by_role("button", name="Didahulukan").click()

    expect(tablet.get_by_role("button", name="Didahulukan")).to_have_attribute("aria-pressed", "true")
    expect(tablet.locator("#lobby")).to_contain_text("Di dalam 2 dari 4")


def test_count_is_that_of_all_doors(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")

    live_server.office.arrived(party=3, now=live_server.now)

    expect(tablet.locator("#lobby")).to_contain_text("Di dalam 3 dari 4")
    expect(tablet.locator("#recent")).to_contain_text("A-001")


def test_cut_line_is_told_and_the_last_numbers_stay(live_server: LiveServer, tablet: Page, faults: Faults) -> None:
    faults.allow("ERR_CONNECTION_REFUSED|htmx:(sendError|afterRequest)")
    live_server.sign_in(tablet, "Gani", "door")

    live_server.stop()
    expect(tablet.locator("#broken")).to_be_visible()
    expect(tablet.locator("#lobby")).to_contain_text("Di dalam 0 dari 4")
    live_server.start()

    expect(tablet.locator("#broken")).to_be_hidden()


def test_line_works_without_scripts(live_server: LiveServer, new_context: NewContext) -> None:
    code = live_server.office.booked()
    door, desk = (new_context(java_script_enabled=False).new_page() for _ in range(2))
    live_server.sign_in_by_form(door, "Gani", "door")
    live_server.sign_in_by_form(desk, "Rina", "counter-1")

    door.fill("#scan", code)
    door.click("#scan-form button")
    expect(door.locator("#answer")).to_contain_text("A-001")
    desk.reload()
    desk.get_by_role("button", name="Panggil berikutnya: A-001").click()
    desk.fill("#scan", code)
    desk.press("#scan", "Enter")
    desk.get_by_label("Wajah cocok").check()
    desk.get_by_label("Pemilik").check()
    desk.get_by_role("button", name="Serahkan").first.click()
    desk.get_by_role("button", name="Sudah benar, serahkan").click()
    expect(desk.get_by_role("heading", name="Loket ini kosong")).to_be_visible()
    door.fill("#scan", code)
    door.press("#scan", "Enter")

    expect(door.locator("#answer")).to_contain_text("sudah diserahkan, 30 November")


# --- where the pages of the office lead to


@pytest.mark.parametrize("font", ["Noto Sans", "DejaVu Sans"])
@pytest.mark.parametrize(("language", "waiting"), [("id", "128 · 12 hari"), ("en", "128 · 12 d")])
def test_pages_of_the_office_stand_in_one_line(
    live_server: LiveServer, desk: Page, language: str, waiting: str, font: str
) -> None:
    for name, links in (("Sari", 23), ("Rina", 14)):
        live_server.sign_in(desk, name, "office")
        for address in ("documents", "messages", "screens") if name == "Sari" else ("documents", "messages"):
            desk.goto(f"/office/{address}?lang={language}")
            desk.evaluate("(font) => document.documentElement.style.setProperty('--font', font)", f"'{font}'")
            desk.evaluate(
                "(words) => Object.assign(document.getElementById('waiting'), { hidden: false, textContent: words })",
                waiting,
            )
            expect(desk.locator(".places a")).to_have_count(links)
            assert desk.eval_on_selector("nav.places", "(nav) => nav.offsetHeight") < 48, address
            seen = "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.offsetHeight)"
            assert min(desk.eval_on_selector_all(".places :is(a, summary)", seen)) >= 36


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_of_pages_needs_neither_mouse_nor_scripts(
    live_server: LiveServer, new_context: NewContext, scripts: bool
) -> None:
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Sari", "office")
    plans = page.locator(".places summary", has_text="Kalender")
    page.get_by_role("link", name="Pesan", exact=True).focus()

    page.keyboard.press("Tab")
    expect(plans).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Kalender")).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/office/calendar")
    expect(plans).to_have_attribute("aria-current", "true")
    expect(page.locator(".places summary[aria-current]")).to_have_count(1)


def test_menu_of_pages_closes_when_it_is_left(live_server: LiveServer, desk: Page) -> None:
    live_server.sign_in(desk, "Sari", "office")
    plans, screens = (desk.locator(".places summary", has_text=name) for name in ("Kalender", "Layar"))
    calendar, voice = (desk.get_by_role("link", name=name, exact=True) for name in ("Kalender", "Suara"))

    plans.click()
    expect(calendar).to_be_visible()
    screens.click()
    expect(voice).to_be_visible()
    expect(calendar).to_be_hidden()
    voice.focus()
    desk.keyboard.press("Escape")
    expect(voice).to_be_hidden()
    expect(screens).to_be_focused()
    screens.click()
    desk.locator("#q").focus()
    expect(voice).to_be_hidden()
    plans.click()
    desk.locator("h1").click()
    expect(calendar).to_be_hidden()
