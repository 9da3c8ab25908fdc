"""The supervisor's view: on one screen, live, by one tap, from the keyboard, and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Counter
from scheduler.domain.door import WrongDay
from scheduler.flow.counter import counter_problems
from scheduler.flow.door import turned_away
from scheduler.flow.hall import people_count
from tests.browser.crowd import crowd_in
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import settle
from tests.browser.watching import Faults

NewContext = Callable[..., BrowserContext]
HERE = "/office/hall"
NO_SOCKET = """
window.WebSocket = class extends EventTarget {
  constructor() {
    super();
    setTimeout(() => this.onclose({ code: 1006 }), 100);
  }
  close() {}
};
"""
OVERFLOW = """() => [document.documentElement, ...document.querySelectorAll(".halves > .card")]
  .map((each) => [each.scrollHeight - each.clientHeight, each.scrollWidth - each.clientWidth]).flat()"""


@pytest.fixture
def hall(live_server: LiveServer, desk: Page) -> Page:
    """Sari looks at a busy hall."""
    crowd_in(live_server.office)
    live_server.sign_in(desk, "Sari", "office")
    desk.goto(HERE)
    return desk


def states(live_server: LiveServer) -> list[str]:
    return [counter.state for counter in live_server.office.rows(Counter)]


def counter_row(page: Page, number: int) -> Any:
    return page.locator(f"tr[data-counter='{number}']")


def hear(hall: Page) -> None:
    """Load the page once more and wait until its socket has spoken."""
    hall.add_init_script(
        "addEventListener('htmx:wsAfterMessage', () => { document.documentElement.dataset.heard = 1; })"
    )
    hall.reload()
    expect(hall.locator("html[data-heard]")).to_be_attached()


def test_busy_hall_fits_on_one_screen(live_server: LiveServer, hall: Page) -> None:
    office = live_server.office
    office.do(counter_problems.report_problem, office.board(live_server.now).counters[1].ticket, reason="misplaced")
    office.do(turned_away.note_refusal, WrongDay(), now=live_server.now)
    hall.reload()
    expect(hall.locator("#aside")).to_contain_text("dokumen belum ketemu")

    assert hall.evaluate(OVERFLOW) == [0, 0, 0, 0, 0, 0]
    hall.set_viewport_size({"width": 1920, "height": 1080})
    assert hall.evaluate(OVERFLOW) == [0, 0, 0, 0, 0, 0]
    expect(counter_row(hall, 1).locator("b")).to_have_css("font-size", "36px")


def test_what_empties_the_hall_stays_at_the_foot_of_a_phone(hall: Page) -> None:
    hall.set_viewport_size({"width": 360, "height": 320})
    hall.locator("#rows").evaluate("(rows) => rows.scrollIntoView()")

    box = hall.locator(".emptying").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] <= 320


@pytest.mark.parametrize("width", [360, 800])
def test_nothing_is_wider_than_a_small_screen(live_server: LiveServer, hall: Page, width: int) -> None:
    office = live_server.office
    office.do(counter_problems.report_problem, office.board(live_server.now).counters[1].ticket, reason="misplaced")
    office.do(turned_away.note_refusal, WrongDay(), now=live_server.now)
    hall.set_viewport_size({"width": width, "height": 740})

    for address in (HERE, "/office/figures/hall"):
        hall.goto(address)
        assert hall.evaluate("document.documentElement.scrollWidth") == width, address
    hall.goto(HERE)
    cut = hall.evaluate("""() => [...document.querySelectorAll(".halves > .card, .halves button")]
      .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.outerHTML)""")
    assert cut == []
    hall.locator("#closed-3").click()
    expect(counter_row(hall, 3)).to_have_attribute("data-state", "closed")


def test_hall_changes_by_itself(live_server: LiveServer, hall: Page) -> None:
    number = live_server.office.call(3, now=live_server.now)
    expect(counter_row(hall, 3)).to_contain_text(number)

    live_server.office.do(people_count.reserve, 2, now=live_server.now)
    expect(hall.locator("form.places b")).to_have_text("2")


def test_hall_changes_where_sockets_do_not_get_through(live_server: LiveServer, desk: Page, hall: Page) -> None:
    desk.add_init_script(NO_SOCKET)
    desk.reload()
    number = live_server.office.call(3, now=live_server.now)

    expect(counter_row(hall, 3)).to_contain_text(number)


@pytest.mark.gate
def test_one_tap_and_the_focus_stays(live_server: LiveServer, hall: Page) -> None:
    hall.locator("#closed-3").click()
    expect(hall.locator("#closed-3")).to_have_attribute("aria-pressed", "true")
    expect(hall.locator("#closed-3")).to_be_focused()
    settle(hall)
    hall.keyboard.press("Shift+Tab")
    hall.keyboard.press("Shift+Tab")
    hall.keyboard.press("Enter")
    expect(hall.locator("#open-3")).to_have_attribute("aria-pressed", "true")
    expect(hall.locator("#open-3")).to_be_focused()
    settle(hall)
    hall.keyboard.press("Tab")
    hall.keyboard.press("Enter")
    expect(counter_row(hall, 3)).to_have_attribute("data-state", "break")

    assert states(live_server)[2] == "break"
    expect(hall.locator("#open-1, #break-1, #closed-1").and_(hall.locator(":disabled"))).to_have_count(2)


def test_refused_tap_says_why_and_the_hall_is_as_it_was(live_server: LiveServer, hall: Page) -> None:
    number = live_server.office.board(live_server.now).counters[0].ticket
    hear(hall)
    hall.locator("#closed-1").evaluate("(button) => { button.disabled = false; button.click(); }")

    expect(hall.get_by_role("alert").filter(has_text="masih melayani")).to_contain_text(str(number))
    assert states(live_server)[0] == "open"


def test_answer_is_shown_even_if_the_page_was_just_drawing_itself_anew(hall: Page) -> None:
    hear(hall)
    hall.locator("#closed-1").evaluate("""(button) => {
      const desk = document.getElementById("desk");
      const how = { source: desk, target: "#desk", select: "#desk", swap: "outerHTML show:none" };
      htmx.ajax("GET", location.pathname, how);
      button.disabled = false;
      button.click();
    }""")

    expect(hall.get_by_role("alert").filter(has_text="masih melayani")).to_be_visible()


def test_reason_that_is_being_typed_stays_while_the_hall_changes(live_server: LiveServer, hall: Page) -> None:
    hall.get_by_text("Kosongkan ruangan").click()
    hall.fill("#why", "gempa")
    live_server.office.do(people_count.reserve, 1, now=live_server.now)
    expect(hall.locator("form.places b")).to_have_text("1")

    expect(hall.locator("#why")).to_have_value("gempa")
    hall.keyboard.press("Enter")
    expect(hall.get_by_text("Tidak ada yang dipanggil.")).to_be_visible()
    hall.get_by_role("button", name="Buka ruangan lagi").click()
    expect(hall.get_by_text("Kosongkan ruangan")).to_be_visible()


def test_emptied_at_the_door_is_seen_at_once(live_server: LiveServer, hall: Page) -> None:
    live_server.office.do(people_count.empty_hall, reason="alarm", now=live_server.now)

    expect(hall.get_by_role("button", name="Buka ruangan lagi")).to_be_visible()


def test_everything_works_without_scripts(live_server: LiveServer, new_context: NewContext) -> None:
    crowd_in(live_server.office)
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False).new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(HERE)

    page.locator("#break-3").click()
    page.locator("#more").click()
    page.get_by_text("Kosongkan ruangan").click()
    page.fill("#why", "alarm")
    page.get_by_role("button", name="Ya, kosongkan sekarang").click()
    page.get_by_role("button", name="Buka ruangan lagi").click()

    expect(page.get_by_text("Kosongkan ruangan")).to_be_visible()
    assert states(live_server)[2] == "break"
    assert live_server.office.day().reserved == 1


def test_no_barriers(live_server: LiveServer, hall: Page) -> None:
    office = live_server.office
    office.do(turned_away.note_refusal, WrongDay(), now=live_server.now)

    with no_barriers() as barriers:
        barriers.look(hall, "busy")
        hall.get_by_text("Kosongkan ruangan").click()
        barriers.look(hall, "about to be emptied")
        office.do(people_count.empty_hall, reason="alarm", now=live_server.now)
        hall.reload()
        barriers.look(hall, "emptied")
        hall.goto("/office/figures/hall")
        barriers.look(hall, "turned away")
        hall.set_viewport_size({"width": 800, "height": 1280})
        hall.goto(HERE)
        barriers.look(hall, "on a tablet")


def test_scripts_that_do_not_come_through_break_nothing(hall: Page, faults: Faults) -> None:
    faults.allow("ERR_FAILED")
    hall.route("**/htmx-live.js*", lambda route: route.abort())

    hall.reload()

    expect(hall.locator("tr[data-counter]").first).to_be_visible()
    expect(hall.locator("#live")).to_be_attached()
