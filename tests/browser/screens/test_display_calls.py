"""A call is in view from its first moment to its last: each counter's own, while its number is awaited there."""

import pytest
from playwright.sync_api import Page, expect

from scheduler.board.model import Missed
from tests.browser.serving import LiveServer
from tests.browser.television import GIVEN_UP, Ghost, call_of, shown_live, spoken
from tests.browser.watching import Faults
from tests.scenes.factories import NINE

STEP = 250
"""Milliseconds between two looks of the screen."""
NEW = 3_600
"""Milliseconds for which a new call is marked by movement."""
CARDS = """
[...document.querySelectorAll(".stage .call")].map((call) => call.dataset.key + "." + call.dataset.repeat)
"""
MOVING = """
[...document.querySelectorAll(".stage .call.fresh")].map((call) => [
  call.dataset.key, -parseInt(call.style.animationDelay),
])
"""


@pytest.fixture(autouse=True)
def _time_runs_faster_than_the_network(faults: Faults) -> None:
    faults.allow(GIVEN_UP)


@pytest.fixture
def ghost(live_server: LiveServer, tv: Page) -> Ghost:
    """The office of a screen whose time stands still but for `run_for`."""
    spoken(tv, found=False)
    made = Ghost(tv)
    tv.clock.install(time=0)
    shown_live(tv)
    tv.clock.pause_at(60)
    made.show()
    expect(tv.locator("#board")).to_have_attribute("data-version", "1002")
    return made


def cards(tv: Page, version: int) -> list[str]:
    """The calls on the stage once this board is shown, the first one first."""
    expect(tv.locator("#board")).to_have_attribute("data-version", str(version))
    found: list[str] = tv.evaluate(CARDS)
    return found


def test_the_newest_comes_first(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(1), call_of(2), call_of(3)])

    assert cards(tv, 1003) == ["3.0", "2.0", "1.0"]
    expect(tv.locator(".stage")).to_have_class("stage of3")


def test_more_calls_than_the_stage_has_room_for_stand_in_their_rows(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(n) for n in range(1, 9)])

    assert cards(tv, 1003) == ["8.0", "7.0", "6.0", "5.0", "4.0"]
    expect(tv.locator(".rows .called b")).to_have_text([f"A-00{n}" for n in range(1, 9)])


@pytest.mark.gate
def test_a_number_that_came_leaves_at_once_and_does_not_return(ghost: Ghost, tv: Page) -> None:
    made = [call_of(1), call_of(2)]
    ghost.show(made)

    ghost.show(made, serving=("A-002",))
    assert cards(tv, 1004) == ["1.0"]
    ghost.show(made, serving=("A-002", "A-001"))
    assert cards(tv, 1005) == []
    tv.clock.run_for(60 * STEP)
    assert cards(tv, 1005) == []
    expect(tv.locator(".served h2")).to_have_text("Sedang dilayani")
    expect(tv.locator(".served b")).to_have_text(["A-001", "A-002"])


def test_a_counter_that_calls_the_next_number_has_one_card(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(1, counter=2)])

    for n in range(2, 6):
        ghost.show([call_of(each, counter=2) for each in range(1, n + 1)])
        assert cards(tv, 1002 + n) == [f"{n}.0"]


def test_a_call_that_was_taken_back_leaves_the_screen(ghost: Ghost, tv: Page) -> None:
    made = [call_of(n) for n in range(1, 4)]
    ghost.show(made)

    ghost.show([call for call in made if call.id != 2])

    assert cards(tv, 1004) == ["3.0", "1.0"]


def test_a_number_that_missed_its_turn_leaves_the_screen(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(1, counter=2)])

    ghost.show([call_of(1, counter=2), call_of(3, counter=2)], missed=(Missed("A-001", NINE),))

    assert cards(tv, 1004) == ["3.0"]
    expect(tv.locator(".missed")).to_contain_text("A-001")


def test_a_new_call_moves_for_a_while_whatever_boards_come(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(1)])
    expect(tv.locator(".call.fresh")).to_have_count(1)
    tv.clock.run_for(4 * STEP)

    ghost.show([call_of(1), call_of(2)])
    expect(tv.locator(".call.fresh")).to_have_count(2)
    (_, second), (_, first) = tv.evaluate(MOVING)
    assert first - second >= 4 * STEP

    tv.clock.run_for(NEW - 3 * STEP)
    expect(tv.locator(".call.fresh .n")).to_have_text("A-002")
    tv.clock.run_for(NEW)
    expect(tv.locator(".call.fresh")).to_have_count(0)


def test_a_call_again_comes_first_and_moves_again(ghost: Ghost, tv: Page) -> None:
    ghost.show([call_of(1), call_of(2)])
    expect(tv.locator(".call.fresh")).to_have_count(2)
    tv.clock.run_for(NEW + STEP)
    expect(tv.locator(".call.fresh")).to_have_count(0)

    ghost.show([call_of(2), call_of(1, repeat=1)])

    assert cards(tv, 1004) == ["1.1", "2.0"]
    expect(tv.locator(".call.fresh .again")).to_have_text("Panggilan kedua")


def test_a_day_of_calls_leaves_nothing_behind(ghost: Ghost, tv: Page) -> None:
    for n in range(1, 100):
        ghost.show([call_of(n, counter=1 + n % 3)])
        expect(tv.locator("#calls li")).to_have_attribute("data-key", str(n))
        tv.clock.run_for(12_000)

    owed = tv.evaluate("document.dispatchEvent(new Event('live:leaving')), live.kept('giliran-known')")
    assert len(owed) < 1_000
    assert tv.evaluate("document.querySelectorAll('*').length") < 400
