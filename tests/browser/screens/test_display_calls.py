"""However fast calls come, each has its time in view, and none is lost."""

import pytest
from playwright.sync_api import Page, expect

from scheduler.board.model import Call, Missed
from tests.browser.serving import LiveServer
from tests.browser.television import GIVEN_UP, Ghost, call_of, shown_live, spoken
from tests.browser.watching import Faults
from tests.scenes.factories import NINE

STAY = 15_000
STEP = 250
"""Milliseconds between two looks at the screen."""
IN_VIEW = """
[...document.querySelectorAll("[data-stage] .call")].map((call) => call.dataset.key + "." + call.dataset.repeat)
"""


@pytest.fixture(autouse=True)
def _time_runs_faster_than_the_network(faults: Faults) -> None:
    faults.allow(GIVEN_UP)


def seen(tv: Page, steps: int, showing: dict[str, int] | None = None) -> dict[str, int]:
    """How long each call was in view, in milliseconds, over so many looks."""
    times = {} if showing is None else showing
    for _ in range(steps):
        tv.clock.run_for(STEP)
        in_view = tv.evaluate(IN_VIEW)
        assert len(in_view) <= 5
        for key in in_view:
            times[key] = times.get(key, 0) + STEP
    return times


def watched(tv: Page) -> Ghost:
    """A screen of a ghost's office, whose time stands still but for `run_for`."""
    spoken(tv, found=False)
    ghost = Ghost(tv)
    tv.clock.install(time=0)
    shown_live(tv)
    tv.clock.pause_at(60_000)
    ghost.show()
    expect(tv.locator("#board")).to_have_attribute("data-version", "1002")
    return ghost


def test_thirty_calls_in_ten_seconds_are_all_shown(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)
    made: list[Call] = []
    times: dict[str, int] = {}

    for n in range(1, 31):
        made.append(call_of(n))
        ghost.show(made)
        expect(tv.locator("#calls li")).to_have_count(n)
        seen(tv, 1 + (n % 3 == 0), times)
    seen(tv, 90_000 // STEP, times)

    assert list(times) == [f"{n}.0" for n in range(1, 31)]
    assert min(times.values()) >= STAY - STEP  # the last look before it goes comes a step before its end


@pytest.mark.gate
def test_the_newest_is_marked_and_big(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)

    ghost.show([call_of(1), call_of(2), call_of(3)])
    seen(tv, 2)

    stage = tv.locator("[data-stage]")
    expect(stage).to_have_class("stage of3")
    expect(stage.locator(".call")).to_have_count(3)
    expect(stage.locator(".newest .n")).to_have_text("A-003")
    expect(stage.locator(".newest")).to_have_count(1)
    expect(stage.locator(".big")).to_have_count(1)


def test_a_call_that_was_taken_back_leaves_the_screen(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)
    made = [call_of(n) for n in range(1, 8)]
    ghost.show(made)
    seen(tv, 2)

    ghost.show([call for call in made if call.id not in (1, 7)])  # one in view, one still waiting for its place
    expect(tv.locator("#calls li")).to_have_count(5)
    times = seen(tv, 80)

    assert "1.0" not in times
    assert "7.0" not in times
    assert times["6.0"] >= STAY


def test_a_number_that_missed_its_turn_leaves_the_screen(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)
    ghost.show([call_of(1, counter=2)])
    seen(tv, 2)
    expect(tv.locator("[data-stage] .call .n")).to_have_text("A-001")

    ghost.show([call_of(1, counter=2), call_of(3, counter=2)], missed=(Missed("A-001", NINE),))
    expect(tv.locator(".missed")).to_contain_text("A-001")
    times = seen(tv, 40)

    assert "1.0" not in times
    expect(tv.locator("[data-stage] .call .n")).to_have_text("A-003")


def test_a_call_again_is_a_showing_of_its_own(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)
    ghost.show([call_of(1), call_of(2)])
    seen(tv, 40)

    ghost.show([call_of(2), call_of(1, repeat=1)])
    expect(tv.locator('#calls li[data-repeat="1"]')).to_have_count(1)
    times = seen(tv, 62)

    assert times["1.1"] >= STAY
    assert "1.0" not in times
    expect(tv.locator("[data-stage] .call .n").first).to_have_text("A-001")


def test_an_empty_stage_gives_the_office_s_picture_back(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)
    ghost.show([call_of(1), call_of(2)])
    seen(tv, 2)
    expect(tv.locator("[data-stage] .call")).to_have_count(2)

    seen(tv, 70)

    expect(tv.locator("[data-stage] .call")).to_have_count(1)
    expect(tv.locator("[data-stage] .call .n")).to_have_text("A-002")


def test_a_day_of_calls_leaves_nothing_behind(live_server: LiveServer, tv: Page) -> None:
    ghost = watched(tv)

    for n in range(1, 100):
        ghost.show([call_of(n, counter=1 + n % 3)])
        expect(tv.locator("#calls li")).to_have_attribute("data-key", str(n))
        tv.clock.run_for(12_000)

    owed = tv.evaluate("document.dispatchEvent(new Event('live:leaving')), live.kept('giliran-known')")
    assert len(owed) < 1_000
    assert tv.evaluate("document.querySelectorAll('*').length") < 400
