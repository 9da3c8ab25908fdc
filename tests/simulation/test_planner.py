"""A day as the planner plays it is the day that the real steps play on a database: with the same people, who take the
same minutes, the same numbers are called to the same counters in the same order, at the same moments.

Two differences are meant. Things that happen at one moment are one event to the planner and two steps to the hall, so
on these days no two do. And whom the hall lets in before its day ends depends on how long it thinks that visits take:
it learns that from the last twenty, where the planner goes by what is usual. So of a crowd at the end others may come
in, though hardly more or fewer.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from scheduler.runtime.config import Settings
from tests.simulation.arrivals import Plan
from tests.simulation.databases import Place
from tests.simulation.hall_day import HallDay
from tests.simulation.quiet import as_the_planner_plays, calls_of, quiet_plan

DEEP = pytest.mark.deep("days by the hundred")
CLOSING, NOON, MORNING = 55, 9, 43
"""Seeds of days that see the end of work, the break, the opening; few people come, so they are soon played."""
NEAR_THE_END = timedelta(minutes=75)
AS_SURE = timedelta(seconds=1)


@pytest.fixture
def place(settings: Settings) -> Iterator[Place]:
    with closing(Place(settings)) as place:
        yield place


@pytest.mark.parametrize("seed", [CLOSING, NOON, MORNING, *(pytest.param(n, marks=DEEP) for n in range(30))])
def test_same_numbers_are_called_to_the_same_counters_at_the_same_moments(place: Place, seed: int):
    day = _played(quiet_plan(seed), place)

    real, planned = calls_of(day), as_the_planner_plays(day)

    assert len(real) > 5
    assert [call[:2] for call in planned] == [call[:2] for call in real]
    assert all(abs(ours.at - theirs.at) < AS_SURE for ours, theirs in zip(planned, real, strict=True))


@pytest.mark.deep("days by the hundred")
@pytest.mark.parametrize("seed", range(6))
def test_crowd_is_called_alike_until_the_day_is_nearly_over(place: Place, seed: int):
    day = _played(quiet_plan(seed, times=4), place)
    until = day.plan.closes - NEAR_THE_END

    real, planned = calls_of(day), as_the_planner_plays(day)

    assert [call[:2] for call in planned if call.at < until] == [call[:2] for call in real if call.at < until]
    assert abs(len(planned) - len(real)) <= 5


def _played(plan: Plan, place: Place) -> HallDay:
    day = HallDay(plan, place)
    try:
        day.play()
    finally:
        day.requests.leave()
    return day
