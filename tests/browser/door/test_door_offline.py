"""What the guard does while the network is away: kept by the tablet, sent on in order, nothing lost, nothing twice."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlmodel import col

from scheduler.db.models import KeptAnswer, Move, StaffSession, Ticket
from scheduler.domain.text.codes import written_short
from scheduler.flow import staff
from tests.browser.scanner import scan
from tests.browser.serving import LiveServer
from tests.browser.waiting import until
from tests.browser.watching import Faults

CUT = r"ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|FAILED)|htmx:(sendError|afterRequest|timeout|sendAbort)"
COPY = """async () => Boolean(await (await caches.open("door")).match("/door"))"""

HOLD_TURN = """() => new Promise((held) => {
  const name = `giliran-door-${document.getElementById("away").dataset.office}`;
  navigator.locks.request(name, () => new Promise((go) => { window.go_on = go; held(); }));
})"""
"""Nobody has a turn to send until `go_on()`."""

NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"
"""As in a browser that is reached without https."""
WAITING_TURNS = "async () => (await navigator.locks.query()).pending.length"

HELD_FETCH = """() => {
  const real = self.fetch, put = keep;
  self.has_come = new Promise((come) => {
    const going = new Promise((go) => { self.go_on = go; });
    self.fetch = async (...asked) => {
      const answer = await real(...asked);
      if (asked[0] === "/door") { come(); await going; }
      return answer;
    };
  });
  self.keep = () => (self.is_kept = put());
}"""
"""The worker's next copy of the page arrives, and waits before it is looked at."""

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def door(live_server: LiveServer, tablet: Page, faults: Faults) -> Page:
    """The guard's tablet, signed in, its page kept by the browser."""
    faults.allow(CUT)
    live_server.sign_in(tablet, "Gani", "door")
    until(tablet, lambda: tablet.evaluate(COPY))
    return tablet


def kept(door: Page, text: str, count: int) -> None:
    """Scan without a network, and see that it is kept."""
    scan(door, text)
    expect(door.locator("#answer")).to_have_attribute("data-kind", "kept")
    expect(door.locator("[data-state]")).to_contain_text(f"{count} catatan disimpan")


def numbers(live_server: LiveServer) -> list[str]:
    return [ticket.number for ticket in live_server.office.rows(Ticket)]


@pytest.mark.gate
def test_scans_without_a_network_are_sent_in_order(live_server: LiveServer, door: Page) -> None:
    first, second = (live_server.office.booked() for _ in range(2))
    short = written_short(live_server.office.booking(second).short)

    door.context.set_offline(True)
    kept(door, first, 1)
    expect(door.locator("#answer")).to_contain_text("Disimpan, belum dijawab")
    expect(door.locator("#answer .n")).to_have_text("QR")
    assert first not in door.content()
    assert first[-4:] not in door.locator("body").inner_text()
    kept(door, short, 2)
    expect(door.locator("#answer")).to_contain_text(short)
    expect(door.locator("#broken")).to_be_hidden()  # one sentence is enough
    door.context.set_offline(False)

    expect(door.locator("#away")).to_be_hidden()
    expect(door.locator("#recent")).to_contain_text("A-002")
    tickets = live_server.office.rows(Ticket)
    assert [ticket.booking_id for ticket in tickets] == [
        live_server.office.booking(code).id for code in (first, second)
    ]


def test_answer_of_whoever_still_stands_there_is_shown(live_server: LiveServer, door: Page) -> None:
    code = live_server.office.booked()
    door.context.set_offline(True)
    kept(door, code, 1)
    door.context.set_offline(False)

    expect(door.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(door.locator("#spoken")).to_have_text(re.compile("Silakan masuk ?, A-001"))


def test_what_is_not_accepted_stays_listed_until_it_is_dismissed(live_server: LiveServer, door: Page) -> None:
    good = live_server.office.booked()
    live_server.stop()
    kept(door, "7K4M-P2QX-9RD3-FHNT", 1)
    kept(door, good, 2)
    live_server.start()

    row = door.locator("[data-returned] li")
    expect(row).to_contain_text("QR")
    expect(row).not_to_contain_text("FHNT")
    expect(row).to_contain_text("Tidak dikenal. QR ini bukan dari kantor ini atau sudah tidak berlaku.")
    expect(door.locator("#recent")).to_contain_text("A-001")
    door.reload()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Sudah diurus").click()
    expect(door.locator("#away")).to_be_hidden()
    door.reload()

    expect(door.locator("#answer")).to_be_visible()
    expect(door.locator("#away")).to_be_hidden()
    assert numbers(live_server) == ["A-001"]


@pytest.mark.gate
def test_tablet_that_goes_down_without_a_network_opens_again_in_two_tabs(live_server: LiveServer, door: Page) -> None:
    """What one of them was answered the other does not send."""
    code, later = live_server.office.booked(), live_server.office.booked()
    answered: list[str] = []
    door.context.on("response", lambda got: answered.append(got.url) if got.url.endswith("/door/scans") else None)
    live_server.stop()
    kept(door, code, 1)

    door.close()
    again = door.context.new_page()
    again.goto("/door")
    expect(again.locator("[data-state]")).to_contain_text("1 catatan disimpan")
    kept(again, later, 2)
    other = door.context.new_page()
    other.goto("/door")
    expect(other.locator("[data-state]")).to_contain_text("2 catatan disimpan")
    again.evaluate(HOLD_TURN)
    live_server.start()
    for page in (again, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    until(again, lambda: again.evaluate(WAITING_TURNS) == 2)
    again.evaluate("go_on()")

    for page in (again, other):
        expect(page.locator("#away")).to_be_hidden()
    assert numbers(live_server) == ["A-001", "A-002"]
    assert len(answered) == 2


@pytest.mark.parametrize("locks", [True, False])
def test_of_two_tabs_one_sends_and_without_locks_both_which_the_nonce_makes_one(
    live_server: LiveServer, door: Page, *, locks: bool
) -> None:
    code = live_server.office.booked()
    if not locks:
        door.context.add_init_script(NO_LOCKS)
        door.reload()
    door.context.set_offline(True)
    kept(door, code, 1)
    other = door.context.new_page()
    other.goto("/door")
    expect(other.locator("[data-state]")).to_contain_text("1 catatan disimpan")
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    door.context.route("**/door/scans", hold)
    door.context.set_offline(False)
    until(door, lambda: len(sent) == 1 and door.evaluate(WAITING_TURNS) == 1 if locks else len(sent) == 2)
    for route in sent:
        route.continue_()

    for page in (door, other):
        expect(page.locator("#away")).to_be_hidden()
    assert len(sent) == (1 if locks else 2)
    assert numbers(live_server) == ["A-001"]
    assert len(live_server.office.rows(KeptAnswer)) == 1


@pytest.mark.gate
def test_browser_that_dies_before_the_answer_asks_again(live_server: LiveServer, door: Page) -> None:
    code = live_server.office.booked()
    answered: list[int] = []

    def lose(route: Route) -> None:
        answered.append(route.fetch(max_redirects=0).status)

    door.route("**/door/scans", lose)
    scan(door, code)
    until(door, lambda: answered)
    door.close()
    again = door.context.new_page()
    again.goto("/door")

    expect(again.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(again.locator("#away")).to_be_hidden()
    assert answered == [303]
    assert numbers(live_server) == ["A-001"]
    assert len(live_server.office.rows(KeptAnswer)) == 1


def test_fault_of_the_office_stops_the_row_and_keeps_its_order(
    live_server: LiveServer, door: Page, faults: Faults
) -> None:
    faults.allow("^503")
    first, second = (live_server.office.booked() for _ in range(2))
    refusing = [True]

    def refuse(route: Route) -> None:
        if refusing and first in (route.request.post_data or ""):
            route.fulfill(status=503, body="no")
        else:
            route.fallback()

    door.route("**/door/scans", refuse)
    kept(door, first, 1)
    kept(door, second, 2)
    assert numbers(live_server) == []
    refusing.clear()

    expect(door.locator("#away")).to_be_hidden()
    assert numbers(live_server) == ["A-001", "A-002"]
    assert live_server.office.ticket("A-001").booking_id == live_server.office.booking(first).id


def test_session_that_ended_meanwhile_keeps_everything(live_server: LiveServer, door: Page) -> None:
    code = live_server.office.booked()
    door.context.set_offline(True)
    kept(door, code, 1)
    for session in live_server.office.rows(StaffSession):
        live_server.database.run(staff.sign_out, session.id, now=live_server.now)
    door.context.set_offline(False)

    door.wait_for_url(re.compile(r"/login\?next="))
    assert numbers(live_server) == []
    live_server.sign_in(door, "Gani", "door")

    expect(door.locator("#recent")).to_contain_text("A-001")
    assert numbers(live_server) == ["A-001"]


def test_taps_are_kept_too(live_server: LiveServer, door: Page) -> None:
    scan(door, live_server.office.booked())
    expect(door.locator("#answer")).to_have_attribute("data-kind", "come_in")
    door.context.set_offline(True)

    door.get_by_label("Satu orang lebih banyak").click()
    expect(door.locator("[data-state]")).to_contain_text("1 catatan disimpan")
    for count in (2, 3):
        door.get_by_role("button", name="+1").click()
        expect(door.locator("[data-state]")).to_contain_text(f"{count} catatan disimpan")
    door.locator("#away summary").click()
    expect(door.locator("[data-waiting] li")).to_have_text(
        [re.compile("A-001"), re.compile(r"\+1 tanpa nomor"), re.compile(r"\+1 tanpa nomor")]
    )
    door.context.set_offline(False)

    expect(door.locator("#lobby")).to_contain_text("Di dalam 4 dari 4")
    assert live_server.office.ticket("A-001").people == 2


def test_departure_is_asked_once_and_kept(live_server: LiveServer, door: Page) -> None:
    code = live_server.office.booked()
    scan(door, code)
    expect(door.locator("#answer")).to_have_attribute("data-kind", "come_in")
    door.context.set_offline(True)

    door.locator("summary", has_text="Catat orang keluar").click()
    scan(door, code)
    expect(door.locator("#answer")).to_have_attribute("data-kind", "leaving")
    expect(door.locator("#away")).to_be_hidden()
    door.get_by_role("button", name="Ya, catat pulang").click()
    expect(door.locator("[data-state]")).to_contain_text("1 catatan disimpan")
    door.context.set_offline(False)

    expect(door.locator("#away")).to_be_hidden()
    assert live_server.office.ticket("A-001").stage == "left"


def test_count_is_not_kept(live_server: LiveServer, door: Page) -> None:
    door.context.set_offline(True)

    door.locator("summary", has_text="Hitung ulang").click()
    door.fill("#people", "3")
    door.get_by_role("radio", name="Hitungan rutin").check()
    door.keyboard.press("Enter")

    expect(door.locator("#answer")).to_have_attribute("data-kind", "not_kept")
    expect(door.locator("#away")).to_be_hidden()


def test_page_goes_at_sign_out(live_server: LiveServer, door: Page) -> None:
    door.get_by_role("button", name="Keluar", exact=True).click()
    door.wait_for_url("**/login")

    until(door, lambda: not door.evaluate(COPY))


@pytest.mark.gate
def test_page_on_its_way_at_sign_out_is_not_kept(live_server: LiveServer, door: Page) -> None:
    worker = door.context.service_workers[0]
    worker.evaluate(HELD_FETCH)
    door.evaluate("navigator.serviceWorker.controller.postMessage('keep')")
    worker.evaluate("self.has_come")

    door.get_by_role("button", name="Keluar", exact=True).click()
    door.wait_for_url("**/login")
    worker.evaluate("self.go_on()")
    worker.evaluate("self.is_kept")

    until(door, lambda: not door.evaluate(COPY))


def test_browser_that_keeps_nothing_says_so_at_once(live_server: LiveServer, tablet: Page, faults: Faults) -> None:
    faults.allow(CUT)
    tablet.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    live_server.sign_in(tablet, "Gani", "door")
    expect(tablet.locator("[data-state]")).to_contain_text("Browser ini tidak bisa menyimpan pindaian")

    scan(tablet, live_server.office.booked())
    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "come_in")
    tablet.context.set_offline(True)
    scan(tablet, live_server.office.booked())

    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "not_kept")


BARE = "https://door.test/"
"""A page with the store alone, by TLS: without it browsers know no locks."""
STORE = Path(__file__).parents[3] / "scheduler/static/door/store.js"
ENTRY = {"office": "tpi", "nonce": "n-1", "path": "/door/scans", "fields": [["text", "A"]], "at": 0}


@pytest.fixture
def tabs(new_context: NewContext) -> list[Page]:
    """Two tabs of one browser, and what they keep."""
    context = new_context()
    context.route(f"{BARE}**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    pages = [context.new_page(), context.new_page()]
    for page in pages:
        page.goto(BARE)
        page.add_script_tag(content=STORE.read_text().replace("const doorStore", "window.doorStore"))
    return pages


def test_refusal_that_two_tabs_hear_is_listed_once(tabs: list[Page]) -> None:
    tabs[0].evaluate("(entry) => doorStore.add(entry)", ENTRY)

    for tab in tabs:
        tab.evaluate("() => doorStore.giveBack('n-1', { office: 'tpi', at: 0, what: 'A', said: 'no' })")

    assert [row["what"] for row in tabs[0].evaluate("doorStore.returned('tpi')")] == ["A"]
    assert tabs[1].evaluate("doorStore.kept('tpi')") == []


def test_one_tab_at_a_time_has_its_turn_and_a_tab_that_sleeps_is_not_waited_for(tabs: list[Page]) -> None:
    begin = "(patience) => { window.turn = doorStore.turn('tpi', patience).then((end) => (window.end = end)); }"
    begun = "new Promise((said) => { turn.then(() => said(true)); setTimeout(() => said(false), 100); })"
    first, second = tabs

    first.evaluate(begin, 30000)
    first.evaluate("turn.then(() => null)")
    second.evaluate(begin, 30000)
    assert second.evaluate(begun) is False
    first.evaluate("end()")
    second.evaluate("turn.then(() => null)")

    first.evaluate(begin, 1)
    first.evaluate("turn.then(() => null)")


def test_who_scanned_sees_the_answer_that_another_tab_was_given(live_server: LiveServer, door: Page) -> None:
    code = live_server.office.booked()
    door.context.set_offline(True)
    kept(door, code, 1)
    other = door.context.new_page()
    other.goto("/door")
    expect(other.locator("[data-state]")).to_contain_text("1 catatan disimpan")
    door.route("**/door/scans", lambda route: route.abort())
    door.context.set_offline(False)

    expect(door.locator("#answer")).to_have_attribute("data-kind", "come_in")
    for page in (door, other):
        expect(page.locator("#away")).to_be_hidden()
    assert numbers(live_server) == ["A-001"]


def test_two_doors_do_not_disturb_each_other(live_server: LiveServer, door: Page, new_context: NewContext) -> None:
    other = new_context(viewport={"width": 1024, "height": 700}).new_page()
    live_server.sign_in(other, "Sari", "door")
    first, second, third = (live_server.office.booked() for _ in range(3))

    door.context.set_offline(True)
    kept(door, first, 1)
    scan(other, second)
    scan(other, first)
    scan(other, third)
    expect(other.locator("#answer")).to_contain_text("A-003")
    door.context.set_offline(False)

    expect(door.locator("#away")).to_be_hidden()
    assert numbers(live_server) == ["A-001", "A-002", "A-003"]
    entered = live_server.office.rows(Move, col(Move.why) == "entered")
    assert len(entered) == 3


def test_who_is_refused_after_a_cut_is_named_by_the_nomor_jadwal_at_the_offices_time(
    live_server: LiveServer, door: Page
) -> None:
    early = live_server.office.booked(14)
    short = written_short(live_server.office.booking(early).short)
    door.clock.set_system_time("2027-03-04T20:15:00Z")  # a tablet whose clock nobody has set
    live_server.stop()
    kept(door, early, 1)
    live_server.clock.forward(minutes=1)  # else the office tells no time that it has not told
    live_server.start()

    row = door.locator("[data-returned] li")
    expect(row).to_contain_text(short)
    expect(row.locator("b")).to_have_text(re.compile(r"^(08\.59|09\.0\d) · "))  # it stands at nine while tests wait


def test_page_comes_back_by_itself_without_anything_to_send(live_server: LiveServer, door: Page) -> None:
    live_server.stop()
    expect(door.locator("#broken")).to_be_visible()
    live_server.start()
    live_server.office.arrived(now=live_server.now)

    expect(door.locator("#broken")).to_be_hidden()
    expect(door.locator("#recent")).to_contain_text("A-001")
