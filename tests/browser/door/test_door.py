"""The guard's page by keyboard, scanner and tap."""

import pytest
from playwright.sync_api import Page, expect

from scheduler.db.models import Ticket
from scheduler.flow.hall import people_count
from tests.browser.scanner import scan
from tests.browser.serving import LiveServer

SLOW_STORE = """() => {
  const kept = doorStore.kept;
  doorStore.kept = (office) => new Promise((done) => setTimeout(() => done(kept(office)), 300));
}"""
"""So that a scan comes while the one before is put away, and an answer too."""


@pytest.mark.gate
def test_scans_in_a_row_are_whole_though_answers_come_between(live_server: LiveServer, tablet: Page) -> None:
    codes = [live_server.office.booked() for _ in range(4)]
    live_server.sign_in(tablet, "Gani", "door")
    tablet.evaluate(SLOW_STORE)

    tablet.focus("#scan")
    for code in codes:
        scan(tablet, code)
    expect(tablet.locator("#recent")).to_contain_text("A-004")

    came = [ticket.booking_id for ticket in live_server.office.rows(Ticket)]
    assert came == [live_server.office.booking(code).id for code in codes]


def test_scan_into_the_open_card_means_that_they_go(live_server: LiveServer, tablet: Page) -> None:
    code = live_server.office.booked()
    live_server.sign_in(tablet, "Gani", "door")
    scan(tablet, code)
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "come_in")

    tablet.locator("summary", has_text="Catat orang keluar").click()
    expect(tablet.locator("#leaving")).to_be_focused()
    scan(tablet, code)
    tablet.get_by_role("button", name="Ya, catat pulang").click()
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "left")
    assert live_server.office.ticket("A-001").stage == "left"
    tablet.get_by_role("button", name="Batalkan").click()

    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "undone")
    assert live_server.office.ticket("A-001").stage == "admitted"


def test_taps_stay_where_they_are(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    scan(tablet, live_server.office.booked())
    buttons = tablet.locator(".taps button, .taps a")
    expect(buttons).to_have_count(5)
    before = [each.bounding_box() for each in buttons.all()]

    for name in ("Didahulukan", "Perlu dijemput"):
        tablet.get_by_role("button", name=name).click()
        expect(tablet.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")

    assert [each.bounding_box() for each in buttons.all()] == before


@pytest.mark.gate
def test_keys_come_back_to_the_field(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")

    tablet.locator("summary", has_text="Hitung ulang").focus()
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#people")).to_be_focused()
    tablet.keyboard.press("Escape")
    expect(tablet.locator("#scan")).to_be_focused()
    tablet.keyboard.type("1/2/3", delay=100)
    tablet.keyboard.press("Enter")

    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "document_unknown")
    expect(tablet.locator("#scan")).to_be_focused()


def test_change_in_the_hall_is_at_the_door_without_waiting_for_the_next_look(
    live_server: LiveServer, tablet: Page
) -> None:
    tablet.clock.install()
    with tablet.expect_websocket():
        live_server.sign_in(tablet, "Gani", "door")
    tablet.clock.pause_at(10**10)  # no look by itself comes any more
    live_server.office.arrived(now=live_server.now)

    expect(tablet.locator("#lobby .inside")).to_contain_text("Di dalam 1 dari")


def test_emptied_hall_is_told_at_every_door_and_typing_goes_on(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    live_server.office.do(people_count.empty_hall, reason="alarm", now=live_server.now)

    tablet.fill("#people-again", "2")
    live_server.office.arrived(now=live_server.now)
    expect(tablet.locator("#recent")).to_contain_text("A-001")
    expect(tablet.locator("#people-again")).to_have_value("2")
    tablet.keyboard.press("Enter")

    expect(tablet.locator("#notices form")).to_have_count(0)
    expect(tablet.locator("#lobby")).to_contain_text("Di dalam 2 dari 4 · 1 sedang masuk")


def test_scans_faster_than_their_answers_are_answered_in_order(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    codes = [live_server.office.booked() for _ in range(3)]

    for code in (codes[0], "7K4M-P2QX-9RD3-FHNT", codes[1], "7K4M-P2QX-9RD3-FHNZ", codes[2]):
        scan(tablet, code)

    expect(tablet.locator("#answer .n")).to_have_text("A-003")
    expect(tablet.locator("#away")).to_be_hidden()
    bookings = [live_server.office.booking(code).id for code in codes]
    assert [ticket.booking_id for ticket in live_server.office.rows(Ticket)] == bookings


def test_number_beside_the_answer_is_scanned_by_a_tap(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    office = live_server.office
    office.arrived(party=4, now=live_server.now)
    office.arrived(now=live_server.now)

    tablet.get_by_role("button", name="A-002").click()
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "waiting_again")
    expect(tablet.get_by_role("button", name="A-002")).to_be_visible()
    tablet.get_by_role("button", name="A-002").click()

    expect(tablet.locator("#recent .answers")).to_contain_text("A-002")


def test_what_holds_now_comes_by_itself_and_leaves_an_answer_alone(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    expect(tablet.locator("#answer")).to_contain_text("Ada tempat untuk 4 orang.")
    live_server.office.do(people_count.recount, 7, reason="dihitung", now=live_server.now)

    expect(tablet.locator("#answer")).to_contain_text("Lebih 3. Jangan masukkan siapa pun dulu.")
    scan(tablet, "7K4M-P2QX-9RD3-FHNT")
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "pass_unknown")
    live_server.office.do(people_count.recount, 6, reason="dihitung", now=live_server.now)
    expect(tablet.locator(".over-now")).to_contain_text("Lebih 2.")
    expect(tablet.locator("#answer")).to_contain_text("Lebih 2. Jangan masukkan siapa pun dulu.")


def test_somebody_without_anything_is_found_and_scanned(live_server: LiveServer, tablet: Page) -> None:
    live_server.sign_in(tablet, "Gani", "door")
    live_server.office.booked(holder="Siti Aminah", nik="2172015203850001")

    tablet.locator("summary", has_text="Cari orang").click()
    expect(tablet.locator("#ending")).to_be_focused()
    tablet.fill("#name", "siti")
    tablet.fill("#born", "12-03-1985")
    tablet.keyboard.press("Enter")
    tablet.get_by_role("button", name="S.A.").click()

    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "come_in")
    assert "siti" not in tablet.url.lower()
