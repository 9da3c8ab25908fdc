"""The coming weeks, day by day: who is invited, books and fetches; nobody is lost on the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.forecasting.chance import Mix, Rate, Share, Spread
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.refusals import CardsOutOfRange, ReadyOutOfRange, WavePercentOutOfRange
from scheduler.domain.forecasting.weeks import run as running
from scheduler.domain.forecasting.weeks.coming import (
    Answers,
    Day,
    Household,
    Stack,
    Weeks,
    WeeksChange,
    checked,
    households_of,
)
from scheduler.domain.forecasting.weeks.outlook import compare_weeks, outlook
from scheduler.domain.forecasting.weeks.run import Now, run

TODAY = date(2027, 3, 1)
ALWAYS, NEVER = Share(1e9, 1e-9), Share(1e-9, 1e9)
AT_ONCE = Answers(books=ALWAYS, after=Spread([0]), later=Spread([0]), shows=ALWAYS)
USUAL = Answers(books=Share(90, 10), after=Spread([0, 0, 1, 2, 4]), later=Spread([0, 0, 1, 3]), shows=Share(85, 15))
ONE, TWO = Household(1, 1), Household(2, 2)


def weeks(*, count: int = 21, seats: int = 20, **facts) -> Weeks:
    """Monday to Friday, a service of which each day holds so many units."""
    days = [TODAY + timedelta(days=n) for n in range(count)]
    known = Weeks(
        days=[Day(day, {"A": seats} if day.weekday() < 5 else {}) for day in days],
        percent=100,
        horizon=14,
        valid=30,
        missed=3,
        answers=AT_ONCE,
        households={"A": Mix([(ONE, 1)])},
    )
    return replace(known, **facts)


def booked_on(*places: int, seats: int = 20, **facts) -> Weeks:
    """The weeks with five visits on each of some days."""
    known = weeks(seats=seats, **facts)
    days = list(known.days)
    for place in places:
        days[place] = replace(days[place], booked={"A": [ONE] * 5})
    return replace(known, days=days)


def test_a_stack_is_fetched_as_fast_as_there_are_seats():
    found = run(weeks(stack=Stack("A", 50)), 1)

    assert [day.pickups for day in found.days[:7]] == [0, 20, 20, 10, 0, 0, 0]
    assert found.stack_fetched == 3
    assert found.line_gone == 0


def test_people_are_invited_for_a_part_of_what_is_free():
    """Of 280 free seats 50 % are 140; those who book at once make room for the next, and only what is open counts."""
    slow = replace(AT_ONCE, after=Spread([3]))

    found = run(weeks(stack=Stack("A", 200), percent=50, answers=slow), 1)

    assert found.days[0].documents[Now.INVITED] == 100
    assert found.days[0].documents[Now.WAITING] == 100


def test_nobody_is_invited_where_waves_are_stopped():
    found = run(weeks(stack=Stack("A", 50), percent=0), 1)

    assert found.days[-1].stack == {Now.WAITING: 50}
    assert (found.line_gone, found.stack_fetched) == (None, None)


def test_printing_bounds_what_is_ready_on_open_days():
    found = run(weeks(stack=Stack("A", 50, a_day=8)), 1)

    assert [day.stack[Now.UNPRINTED] for day in found.days[:8]] == [42, 34, 26, 18, 10, 10, 10, 2]


def test_without_blanks_the_rest_is_never_ready():
    found = run(weeks(stack=Stack("A", 50, blanks=30)), 1)

    assert found.days[-1].stack == {Now.UNPRINTED: 20, Now.FETCHED: 30}
    assert found.stack_fetched is None


def test_who_was_there_before_goes_first():
    found = run(weeks(stack=Stack("A", 20), waiting={"A": [ONE] * 20}), 1)

    assert found.days[1].stack[Now.FETCHED] == 0
    assert found.days[2].stack[Now.FETCHED] == 20


def test_who_never_books_lapses_when_the_invitation_ends():
    found = run(weeks(stack=Stack("A", 10), answers=replace(AT_ONCE, books=NEVER), valid=7), 1)

    assert found.days[6].stack[Now.INVITED] == 10
    assert found.days[7].stack == {Now.LAPSED: 10}


def test_who_misses_a_visit_is_invited_again_and_at_last_no_more():
    found = run(weeks(stack=Stack("A", 10), answers=replace(AT_ONCE, shows=NEVER), missed=2), 1)

    assert [day.units for day in found.days[1:9]] == [10, 0, 10, 0, 0, 0, 10, 0]
    assert found.days[-1].stack == {Now.LAPSED: 10}


def test_a_week_closed_moves_its_visits_to_the_next_days_with_room():
    closed = WeeksChange(closed=[(TODAY + timedelta(days=7), TODAY + timedelta(days=11))])
    usual = booked_on(7, 8, 9, seats=6)

    found = run(closed.of(usual), 1)

    assert [day.pickups for day in run(usual, 1).days[7:10]] == [5, 5, 5]
    assert [day.pickups for day in found.days[7:18]] == [0] * 7 + [6, 6, 3, 0]


def test_who_finds_no_other_day_stays_to_be_moved():
    closed = WeeksChange(closed=[(TODAY + timedelta(days=7), TODAY + timedelta(days=30))])

    found = run(closed.of(booked_on(7, seats=6)), 1)

    assert found.days[-1].documents == {Now.TO_MOVE: 5}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("closed", [(), [(TODAY + timedelta(days=7), TODAY + timedelta(days=11))]])
def test_everybody_is_somewhere_on_each_day(seed, closed):
    known = booked_on(
        1,
        7,
        8,
        answers=USUAL,
        households={"A": Mix([(ONE, 3), (TWO, 1)])},
        stack=Stack("A", 123, a_day=40),
        waiting={"A": [TWO] * 5},
        asked={"A": [ONE] * 4},
        usual={"A": Rate(50, 10)},
        percent=70,
        valid=10,
        missed=1,
    )
    known = WeeksChange(closed=closed).of(known)

    found = run(known, seed)

    without = run(replace(known, usual={}), seed)
    assert {sum(day.stack.values()) for day in found.days} == {123}
    assert {sum(day.documents.values()) for day in without.days} == {123 + 15 + 10 + 4}
    assert min(count for day in found.days for count in day.documents.values()) >= 0
    assert all(day.units <= sum(known.days[place].seats.values()) for place, day in enumerate(found.days))
    assert [sum(each.household.units for each in visits) for visits in found.visits] == [
        day.units for day in found.days
    ]


@pytest.mark.parametrize("seed", range(4))
def test_waves_are_those_of_the_whole_line_by_the_plain_rule(monkeypatch, seed):
    known = weeks(
        answers=USUAL,
        households={"A": Mix([(ONE, 3), (TWO, 1), (Household(5, 5), 1)])},
        stack=Stack("A", 300, a_day=70),
        usual={"A": Rate(80, 10)},
        percent=60,
    )
    quick = run(known, seed)

    monkeypatch.setattr(running, "_head", lambda line, _room: line)

    assert run(known, seed) == quick


def test_days_after_the_last_that_is_run_can_be_booked():
    known = weeks(stack=Stack("A", 100), length=3)

    found = run(known, 1)

    assert len(found.days) == len(found.visits) == 3
    assert found.days[0].documents[Now.BOOKED] == 100


def test_the_same_seed_is_the_same_run():
    known = weeks(answers=USUAL, stack=Stack("A", 100), usual={"A": Rate(50, 10)})

    assert run(known, 5) == run(known, 5)
    assert run(known, 5) != run(known, 6)


def test_bands_say_by_when_all_have_fetched():
    found = outlook(weeks(count=56, answers=USUAL, stack=Stack("A", 100)), seeds=range(10))

    low, middle, high = found.stack_fetched
    assert TODAY < low <= middle <= high
    assert found.runs == 10
    assert len(found.days) == 56
    assert {day.fetched.middle for day in found.days if day.date >= high} <= {
        100 - lapsed for lapsed in range(int(found.lapsed.low), int(found.lapsed.high) + 1)
    }
    assert {day.pickups.middle for day in found.days if day.date == found.fullest} == {
        max(day.pickups.middle for day in found.days)
    }


def test_what_is_not_done_within_the_weeks_has_no_date():
    found = outlook(weeks(count=7, stack=Stack("A", 1000)), seeds=range(3))

    assert found.stack_fetched == (None, None, None)


def test_smaller_waves_leave_people_waiting_longer_and_the_pairs_say_by_how_much():
    usual = weeks(count=42, stack=Stack("A", 400), answers=USUAL, valid=7)

    found = compare_weeks(usual, WeeksChange(percent=20).of(usual), seeds=range(6))

    assert found.differences["line_gone"].low > 0
    assert found.usual.line_gone.middle < found.other.line_gone.middle


def test_weeks_thought_of_otherwise():
    assert WeeksChange().is_none
    assert WeeksChange().of(weeks()) == weeks()
    with pytest.raises(WavePercentOutOfRange) as refused:
        WeeksChange(percent=501).of(weeks())
    assert refused.value.errors == {"wave_percent": "0-500"}


@pytest.mark.parametrize(
    ("stack", "refusal"),
    [
        (Stack("A", -1), ReadyOutOfRange),
        (Stack("A", 20_001), ReadyOutOfRange),
        (Stack("A", 300, a_day=0), CardsOutOfRange),
    ],
)
def test_a_stack_that_cannot_be_is_refused(stack, refusal):
    with pytest.raises(refusal):
        checked(stack)


def test_households_are_as_visits_are_but_for_the_largest():
    mix = households_of(Mix([(Visit(("ktp", "kia"), 2), 3), (Visit((), 9), 1)]), 6)

    assert mix.weighed == [(Household(2, 2, ("ktp", "kia")), 3), (Household(1, 6), 1)]
