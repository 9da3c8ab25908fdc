"""A day played: who is called when, how full it gets, what is left undone."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from scheduler.domain.forecasting.course import forecast
from scheduler.domain.forecasting.people import Person, turnout
from scheduler.domain.forecasting.plan import Plan, Shift
from scheduler.domain.forecasting.playing import played
from scheduler.domain.hall.rests import Rest
from tests.domain.forecasting.scene import HABITS, MINUTE, at, plan_of, turnout_of

BEFORE_WORK = Rest(at(7), at(8), admits=True)


def person(hour: int, minute: float = 0, *, service: str = "A", minutes: float = 5.0, people: int = 1) -> Person:
    """Somebody without a booking, of whom the office expects what is so."""
    return Person(at(hour, minute), service, None, people, priority=False, minutes=minutes, expected=minutes)


def small(*shifts: Shift, **facts) -> Plan:
    """A day of service A and B until ten, without breaks."""
    return plan_of(ends={"A": at(10), "B": at(10)}, shifts=shifts, rests=[BEFORE_WORK], slots=0, **facts)


def shift(counter: int, services: str, begins: float = 0, ends: float = 120) -> Shift:
    """In minutes after eight."""
    return Shift(counter, frozenset(services), at(8, begins), at(8, ends))


def calls(plan: Plan, *people: Person, reacts: float = 0.0) -> list[tuple[int, int, float]]:
    """Who is called, to which counter, so many minutes after eight."""
    day = played(plan, turnout_of(*people, reacts=reacts))
    return [(call.person, call.counter, (call.at - at(8)) / MINUTE) for call in day.calls]


def test_everybody_of_a_quiet_day_is_called_and_goes():
    plan = plan_of(booked=6)
    day = played(plan, turnout(plan, HABITS, 1))
    assert day.unserved == 0
    assert len(day.calls) > 60
    assert day.steps[-1].inside == 0
    assert day.peak.inside <= plan.limit


def test_the_same_seed_is_the_same_day():
    plan = plan_of()
    assert played(plan, turnout(plan, HABITS, 7)).calls == played(plan, turnout(plan, HABITS, 7)).calls


def test_a_fuller_day_has_longer_waits():
    few, many = (forecast(plan_of(booked=booked), HABITS, seeds=range(10)) for booked in (8, 20))
    assert few.long_wait.middle < many.long_wait.middle
    assert few.peak.middle <= many.peak.middle


# --- what a day may be like


def test_a_day_on_which_nobody_comes():
    day = played(plan_of(), turnout_of())
    assert (day.calls, day.waits, day.idle, day.overtime, day.unserved) == ([], [], 0, 0, 0)
    assert set(day.by_quarter()) == {(0, 0)}


def test_a_day_on_which_nobody_works():
    day = played(small(), turnout_of(person(8), person(8, 1)))
    assert (day.calls, day.unserved, day.peak.inside) == ([], 2, 0)


def test_a_day_of_no_minutes():
    plan = plan_of(opens=at(8), ends={"A": at(8)}, shifts=[shift(1, "A", 0, 0)], rests=[], slots=0)
    day = played(plan, turnout_of(person(7, 50), person(8)))
    assert (day.calls, day.unserved) == ([], 2)
    assert len(day.by_quarter()) == 1
    assert forecast(plan, HABITS, seeds=range(2)).served.high == 0


def test_who_comes_before_work_comes_in_and_is_called_as_it_begins():
    day = played(small(shift(1, "A")), turnout_of(person(7, 50), person(7, 55), reacts=0.5))
    assert list(day.admitted.values()) == [at(7, 50), at(7, 55)]
    assert [call.at for call in day.calls] == [at(8, 0.5), at(8, 6)]


def test_who_comes_before_work_waits_outside_for_a_counter_that_begins_later():
    day = played(small(shift(1, "A"), shift(2, "B", 30)), turnout_of(person(7, 50, service="B")))
    assert day.admitted == {0: at(8, 30)}


def test_a_shift_that_ends_while_somebody_is_at_the_counter():
    plan = small(shift(1, "A", 0, 30), shift(2, "A", 60))
    assert calls(plan, person(8, 28, minutes=10), person(8, 29)) == [(0, 1, 28), (1, 1, 38)]
    full = replace(plan, limit=1)
    assert calls(full, person(8, 28, minutes=10), person(8, 29)) == [(0, 1, 28), (1, 2, 60)]


def test_a_service_whose_only_counter_ends_early():
    """Who is inside is served by it, who is outside is not: nor by the counter that never took them."""
    plan = small(shift(1, "AB", 0, 30), shift(2, "A"), limit=2)
    people = [person(8, 20 + n, service="B", minutes=8) for n in range(4)]
    assert calls(plan, *people) == [(0, 1, 20), (1, 1, 28), (2, 1, 36)]


def test_a_counter_serves_no_service_before_it_first_takes_it():
    plan = small(shift(1, "B", 0, 20), shift(2, "A", 0, 60), shift(2, "B", 60))
    assert calls(plan, *(person(8, 10, service="B", minutes=30) for _ in range(2))) == [(0, 1, 10), (1, 1, 40)]


def test_a_party_that_is_larger_than_the_limit_holds_up_nobody():
    day = played(small(shift(1, "A"), limit=3), turnout_of(person(8, people=4), person(8, 1)))
    assert [call.person for call in day.calls] == [1]
    assert (day.unserved, max(step.outside for step in day.steps)) == (1, 0)


def test_towards_the_end_who_waits_inside_is_counted():
    """Eight minutes each from half past nine on: the fourth is called at six to ten, a fifth would be too late."""
    people = [person(9, 30, minutes=8) for _ in range(6)]
    assert [each[2] for each in calls(small(shift(1, "A")), *people)] == [90, 98, 106, 114]


def test_towards_the_end_other_counters_do_not_help():
    plan = small(shift(1, "A"), *(shift(number, "B") for number in (2, 3, 4)))
    assert [each[2] for each in calls(plan, *[person(9, minutes=8)] * 10)] == [60 + 8 * n for n in range(8)]


def test_a_service_without_an_end_goes_on():
    plan = replace(small(shift(1, "A", 0, 240)), ends={"B": at(10)})
    assert calls(plan, person(10, 30), reacts=0.5) == [(0, 1, 150.5)]


# --- clerks


def test_a_counter_is_idle_while_its_clerk_reacts_and_not_in_a_rest():
    plan = small(shift(1, "A"))
    assert played(plan, turnout_of(person(8, 10), person(8, 30), reacts=0.5)).idle == pytest.approx(1.0)
    noon = replace(plan, rests=[BEFORE_WORK, Rest(at(8, 10.25), at(8, 20))])
    assert played(noon, turnout_of(person(8, 10), reacts=0.5)).idle == pytest.approx(0.25 + 0.5)


def test_no_counter_is_idle_for_those_whose_day_is_over():
    """The two outside are too many for the hall while the first is inside, and at ten nobody comes in any more."""
    plan = small(shift(1, "A", 0, 180), shift(2, "A", 0, 180), limit=2)
    people = [person(9, 55, minutes=30), person(9, 57, people=2)]
    assert played(plan, turnout_of(*people)).idle == pytest.approx(3)


def test_of_two_clerks_the_quicker_calls():
    plan = small(shift(1, "A"), shift(2, "A"))
    people = [person(8, 10), person(8, 10.5)]
    day = played(plan, turnout_of(*people)._replace(reacts=(2.0, 0.25)))
    assert [(call.person, call.counter, call.at) for call in day.calls] == [
        (0, 2, at(8, 10.75)),
        (1, 1, at(8, 12)),
    ]


SUM_OF_DAYS = """
from dataclasses import replace
from zlib import crc32
from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.playing import played
from tests.domain.forecasting.scene import HABITS, at, plan_of
from scheduler.domain.forecasting.plan import PlannedSlot, Shift
from scheduler.domain.forecasting.habits import Visit

slots = [PlannedSlot(letter, at(8, 30 * n), (Visit(("ktp",)),) * 3) for n in range(6) for letter in "ABCD"]
shifts = [Shift(n, frozenset(takes), at(8), at(15)) for n, takes in enumerate(("ABCD", "ABC", "CD", "BD"), 1)]
plan = replace(plan_of(ends=dict.fromkeys("ABCD", at(15)), shifts=shifts), slots=slots)
days = [played(plan, turnout(plan, HABITS, seed)) for seed in range(3)]
print(crc32(repr([(day.calls, day.idle) for day in days]).encode()))
"""


def test_a_day_is_the_same_in_every_process():
    """Sets of text are gone through in another order in each."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SUM_OF_DAYS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
