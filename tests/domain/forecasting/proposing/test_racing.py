"""The race finds what playing everything finds, by a fraction of the days."""

from collections.abc import Callable
from math import exp
from random import Random

import pytest

from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.choices import Choice, around
from scheduler.domain.forecasting.proposing.plays import Task, found_by
from scheduler.domain.forecasting.proposing.racing import ROUNDS, Race
from scheduler.domain.forecasting.setting import Setting
from tests.domain.forecasting.proposing.office import morning, player

NEAR = 0.95
DAYS = ROUNDS[-1][0]


def reckoned(capacity: float, restless: float) -> Callable[[Task], list[Outcome]]:
    """Days that are reckoned and not played: waits grow with the load of the counters, and some days are worse."""

    def play(task: Task) -> list[Outcome]:
        seats = sum(slot.free for slot in task.plan.slots)
        walk_ins = sum(given or 0 for given in task.plan.contingents.values())
        counters = len({shift.counter for shift in task.plan.shifts})
        days = []
        for seed in task.seeds:
            random = Random(seed)
            come = seats * random.betavariate(80, 20) + min(walk_ins, random.gauss(6, 2))
            wait = 8 * exp(random.gauss(0, restless) + 3 * (come / (capacity * counters) - 1))
            days.append(Outcome(round(come), wait / 3, wait, max(wait - 20, 0.0), 0.0, 0, 0, is_full=wait > 15))
        return days

    return play


def counted(play: Callable[[Task], list[Outcome]]) -> tuple[Callable[[Task], list[Outcome]], list[int]]:
    """The same, and of how many days it was."""
    days: list[int] = []

    def counting(task: Task) -> list[Outcome]:
        days.append(len(task.seeds))
        return play(task)

    return counting, days


def held_against_all(
    setting: Setting, asked: Asked, choices: list[Choice], play: Callable[[Task], list[Outcome]], *, part: int = 3
) -> None:
    """The race finds nearly the best of all, by less than a part of the days."""
    race = Race(setting, asked, Choice.of(setting))
    counting, days = counted(play)
    best = found_by(race.run(choices), counting)

    whole = Race(setting, asked, Choice.of(setting))
    found_by(whole.play(list(dict.fromkeys([whole.today, *choices])), DAYS), play)
    exhaustive = whole.best(list(whole.known))

    assert (best is None) == (exhaustive is None)
    if best is not None and exhaustive is not None:
        assert asked.is_kept_on(whole.known[best])
        assert whole.pickups(best) >= NEAR * whole.pickups(exhaustive)
    assert sum(days) < len(whole.known) * DAYS / part


@pytest.mark.parametrize(
    ("capacity", "restless", "asked"),
    [
        (12, 0.4, Asked(wait=30, overtime=15, full=1.0)),
        (26, 0.1, Asked(wait=30, overtime=15, full=0.1)),
        (17, 0.4, Asked(wait=20, overtime=0, full=1.0)),
        (40, 0.1, Asked(wait=20, overtime=0, full=1.0)),
    ],
)
def test_a_race_finds_nearly_the_best_of_all(capacity, restless, asked):
    setting = morning(units=5)
    held_against_all(setting, asked, around(setting)[::3], reckoned(capacity, restless))


@pytest.mark.deep("plays some eight thousand days, which takes twenty seconds")
@pytest.mark.timeout(300)
def test_a_race_finds_nearly_the_best_of_all_by_days_that_are_played():
    setting = morning(units=4, hours=2)
    held_against_all(setting, Asked(wait=25, overtime=15, full=1.0), around(setting)[::3], player().outcomes, part=2)


def raced(setting: Setting, asked: Asked, choices: list[Choice]) -> tuple[Race, Choice | None]:
    race = Race(setting, asked, Choice.of(setting))
    return race, found_by(race.run(choices), reckoned(15, 0.2))


def test_nothing_is_best_where_nothing_keeps_what_is_asked():
    setting = morning(units=5)
    _, best = raced(setting, Asked(wait=0, overtime=0, full=0.0), around(setting)[:6])
    assert best is None


def test_what_is_heavier_than_the_broken_is_not_played():
    setting = morning(units=12)
    choices = [each for each in around(setting) if each.counters == (1, 2) and each.slots[0][1].minutes == 30]
    race, _ = raced(setting, Asked(wait=10, overtime=0, full=1.0), choices)
    most = max(choices, key=lambda each: each.hourly)
    assert most not in race.known
    assert min(choices, key=lambda each: each.hourly) in race.known


def test_heavier_is_more_of_all_at_no_more_counters():
    light = Choice.of(morning(units=5))
    assert Choice.of(morning(units=6)).is_heavier_than(light)
    assert Choice.of(morning(counters=1)).is_heavier_than(light)
    assert Choice.of(morning(contingents={"A": None})).is_heavier_than(light)
    assert not Choice.of(morning(units=6, contingents={"A": 3})).is_heavier_than(light)
    assert not Choice.of(morning(units=6, counters=3)).is_heavier_than(light)
    assert not light.is_heavier_than(light)


def test_a_day_on_which_somebody_goes_unserved_keeps_nothing():
    asked = Asked(wait=30, overtime=15, full=1.0)
    day = Outcome(40, 2.0, 12.0, 0.0, 5.0, 0, 0, is_full=False)
    assert asked.is_kept_by(day)
    for worse in ({"long_wait": 31.0}, {"overtime": 16.0}, {"unserved": 1}):
        assert not asked.is_kept_by(day._replace(**worse))


def test_the_limit_may_be_reached_on_a_part_of_all_days():
    day = Outcome(40, 2.0, 12.0, 0.0, 5.0, 0, 0, is_full=False)
    days = [day] * 8 + [day._replace(is_full=True)] * 2
    assert Asked(wait=30, overtime=15, full=0.2).is_kept_on(days)
    assert not Asked(wait=30, overtime=15, full=0.1).is_kept_on(days)
