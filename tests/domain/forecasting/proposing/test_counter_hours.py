"""The fewest hours of counters: exact for what is needed, within the rules of shifts, and enough on days not seen."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.counter_hours import counter_hours, groups_of
from scheduler.domain.forecasting.proposing.covering import OPENINGS, SHORTEST, covered, taken_up
from scheduler.domain.forecasting.proposing.plays import Task, found_by
from scheduler.domain.hall.rests import Rest
from tests.domain.forecasting.proposing.office import morning, player
from tests.domain.forecasting.scene import at

ASKED = Asked(wait=30, overtime=20, full=1.0)


def days_of_one(length: int) -> list[tuple[int, ...]]:
    """All that one counter may do in a day, by trying everything."""
    found = []
    for day in product((0, 1), repeat=length):
        runs = [len(run) for run in "".join(map(str, day)).split("0") if run]
        if len(runs) <= OPENINGS and all(run >= min(SHORTEST, length) for run in runs):
            found.append(day)
    return found


@settings(max_examples=25)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=9).map(tuple))
def test_as_few_half_hours_as_trying_everything_finds(needed):
    days = days_of_one(len(needed))
    least = (
        min(
            sum(map(sum, several))
            for several in product(days, repeat=max(needed))
            if all(sum(open_now) >= need for need, *open_now in zip(needed, *several, strict=True))
        )
        if max(needed)
        else 0
    )
    found = covered(needed)
    assert sum(found) == least
    assert all(count >= need for count, need in zip(found, needed, strict=True))


@settings(max_examples=50)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=16).map(tuple))
def test_what_is_found_can_be_taken_up_by_counters(needed):
    counts = covered(needed)
    taken = taken_up(counts, range(max(needed)))
    for runs in taken.values():
        assert len(runs) <= OPENINGS
        assert all(end - begin >= min(SHORTEST, len(needed)) for begin, end in runs)
    for place, count in enumerate(counts):
        assert sum(begin <= place < end for runs in taken.values() for begin, end in runs) == count


def test_counters_that_take_the_same_are_one_group():
    end = at(11)
    shifts = [Shift(1, frozenset("AB"), at(8), end), Shift(2, frozenset("A"), at(8), end)]
    setting = morning(shifts=[*shifts, Shift(3, frozenset("A"), at(8), end)], rests=[Rest(at(9), at(9, 30))])
    one, two = groups_of(setting)
    assert (one.counters, two.counters) == ((1,), (2, 3))
    assert one.halves == (16, 17, 19, 20, 21)
    assert (one.least, two.least) == (1, 0)  # nobody else takes B


def test_a_service_is_never_left_without_a_counter():
    def nobody_comes(task: Task) -> list[Outcome]:
        return [Outcome(0, 0.0, 0.0, 0.0, 0.0, 0, 0, is_full=False) for _ in task.seeds]

    found = found_by(counter_hours(morning(counters=3), ASKED), nobody_comes)
    assert set(found.counts.values()) == {1}


def test_counters_that_are_not_needed_stay_closed_and_days_keep_what_is_asked():
    setting = morning(counters=4, units=6, hours=4)
    found = found_by(counter_hours(setting, ASKED), player().outcomes)
    assert found.is_kept
    assert found.after < found.before == 4 * 8
    plan = setting.plan()
    assert {shift.counter for shift in found.shifts} <= {shift.counter for shift in plan.shifts}
    days = player().outcomes(Task(replace(plan, shifts=found.shifts), range(5000, 5100)))
    assert ASKED.kept_part(days) > 0.7


def test_where_all_counters_are_too_few_all_are_open():
    found = found_by(counter_hours(morning(counters=1, units=20), ASKED), player().outcomes)
    assert not found.is_kept
    assert found.after == found.before


@pytest.mark.parametrize(("bad", "is_kept"), [(range(6), True), (range(0, 200, 3), False)])
def test_a_few_days_of_bad_luck_do_not_say_that_all_counters_are_too_few(bad: range, is_kept: bool):
    def unlucky(task: Task) -> list[Outcome]:
        waits = (100.0 if seed in bad else 10.0 for seed in task.seeds)
        return [Outcome(20, 1.0, wait, 0.0, 0.0, 0, 0, is_full=False) for wait in waits]

    found = found_by(counter_hours(morning(), ASKED), unlucky)
    assert found.is_kept == is_kept
    assert found.after == found.before


@pytest.mark.parametrize("needed", [(), (0, 0, 0)])
def test_nothing_is_needed_where_nothing_is(needed):
    assert covered(needed) == needed
