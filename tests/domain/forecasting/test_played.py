"""What is told of a day that was played, and of many."""

import pytest

from scheduler.domain.forecasting.course import Band, band, forecast, of_plays
from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.played import Called, Played, Step, percentile
from tests.domain.forecasting.scene import HABITS, MINUTE, at, plan_of


def a_day(*steps: tuple[float, int, int], calls: tuple[tuple[float, float], ...] = (), limit: int = 20) -> Played:
    """From eight to nine. steps, calls: in minutes after eight; everybody who was called came at eight."""
    plan = plan_of(opens=at(8), ends={"A": at(9)}, limit=limit, slots=0)
    people = tuple(Person(at(8), "A", None, 1, priority=False, minutes=1, expected=1) for _ in range(len(calls) + 1))
    called = [Called(n, 1, at(8, begins), at(8, ends)) for n, (begins, ends) in enumerate(calls)]
    noted = [Step(at(8, minute), inside, outside) for minute, inside, outside in steps]
    return Played(plan, Turnout(people, 3), called, {}, noted, 0.0)


def test_each_quarter_has_the_most_of_it():
    day = a_day((0, 1, 0), (10, 4, 2), (15, 3, 0), (40, 9, 5), (50, 2, 0))
    assert day.by_quarter() == [(4, 2), (3, 0), (9, 5), (9, 5)]


def test_what_ends_as_a_quarter_begins_is_not_of_it():
    day = a_day((0, 0, 0), (14, 7, 0), (15, 1, 0), (15, 2, 0), (59, 0, 0))
    assert day.by_quarter() == [(7, 0), (2, 0), (2, 0), (2, 0)]


def test_the_last_quarter_goes_on_until_everybody_has_gone():
    assert a_day((0, 1, 0), (70, 5, 0), (90, 0, 0)).by_quarter() == [(1, 0), (1, 0), (1, 0), (5, 0)]


def test_the_peak_is_the_first_of_its_height():
    day = a_day((0, 1, 0), (10, 4, 2), (20, 4, 9), limit=4)
    assert day.peak == Step(at(8, 10), 4, 2)
    assert day.is_full
    assert not a_day((0, 3, 0), limit=4).is_full


def test_waits_overtime_and_who_is_left():
    day = a_day((0, 0, 0), calls=((20, 30), (5, 64.5)))
    assert day.waits == [5, 20]
    assert day.overtime == 4.5
    assert day.unserved == 1
    assert a_day((0, 0, 0), calls=((1, 59),)).overtime == 0


@pytest.mark.parametrize(
    ("part", "value"), [(0.01, 1), (0.1, 1), (0.11, 2), (0.5, 5), (0.9, 9), (0.91, 10), (0.95, 10), (1, 10)]
)
def test_so_many_do_not_exceed_a_percentile(part, value):
    assert percentile(list(range(1, 11)), part) == value


def test_nothing_has_no_percentile():
    assert percentile([], 0.5) == 0


def test_a_band_holds_four_of_five():
    values = band(reversed(range(1, 101)))
    assert values == Band(10, 50, 90)
    assert sum(values.holds(value) for value in range(1, 101)) == 81


def test_plays_of_a_day_are_told_together():
    told = of_plays(a_day().plan, [a_day((0, peak, 0), (30, 1, 0), limit=9) for peak in range(1, 11)])
    assert told.peak == Band(1, 5, 9)
    assert told.full == 0.2
    assert told.busiest == at(8)
    assert [quarter.begins for quarter in told.quarters] == [at(8), at(8, 15), at(8, 30), at(8, 45)]
    assert told.quarters[0].inside == Band(1, 5, 9)
    assert told.quarters[2].inside == Band(1, 1, 1)
    assert told.turned_away == Band(3, 3, 3)
    assert told.plays == 10


def test_a_day_is_told_from_its_opening_to_the_end_of_its_work():
    plan = plan_of(booked=4, slots=4)
    told = forecast(plan, HABITS, seeds=range(5))
    assert told.quarters[0].begins == plan.opens
    assert (plan.closes - told.quarters[-1].begins) / MINUTE == 15
