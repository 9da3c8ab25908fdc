"""Where theory knows what must come out of a long day, it comes out: of a hall without a limit, to which people come by
chance (a Poisson process) and are called in the order in which they came, by clerks who call at once.

Erlang-C (M/M/c): with a load of `a` counters out of `c` somebody waits with the chance C(c, a), and for the mean of a
visit times C / (c - a). Pollaczek-Khinchine (M/G/1): the mean wait is `rate * E[S^2] / (2 * (1 - load))`. Kiefer and
Wolfowitz say more: what each single one of the same people waits.

A day begins empty, so the first hours are left out. How far the mean of all days may be off comes of how days differ:
three standard errors, and each test says how small one of these has to be.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import exp, factorial, sqrt
from random import Random
from statistics import mean, stdev

import pytest

from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Plan, Shift
from scheduler.domain.forecasting.playing import played
from tests.domain.forecasting.scene import MIDNIGHT, MINUTE, plan_of

VISIT = 5.0
"""Minutes, in the mean."""
NOBODY_IS_LEFT_OUT = 1_000_000


@dataclass(frozen=True)
class Queue:
    """Counters all alike, how many of them the work would fill, and the minutes of a visit."""

    counters: int
    load: float
    visit: Callable[[Random], float]

    def waits(self, seed: int, *, people: int, first: int) -> list[float]:
        """What everybody waits on a day of so many people, without the first."""
        turnout = self.turnout(seed, people)
        called = {call.person: call.at for call in played(self.plan(), turnout).calls}
        return [(called[each] - person.at) / MINUTE for each, person in enumerate(turnout.people)][first:]

    def plan(self) -> Plan:
        forever = MIDNIGHT + 10**7 * MINUTE
        shifts = [Shift(number, frozenset("A"), MIDNIGHT, forever) for number in range(1, self.counters + 1)]
        return plan_of(shifts=shifts, ends={"A": forever}, limit=NOBODY_IS_LEFT_OUT, rests=[], opens=MIDNIGHT, slots=0)

    def turnout(self, seed: int, people: int) -> Turnout:
        return Turnout(tuple(islice(self.arrivals(Random(seed)), people)))

    def arrivals(self, random: Random) -> Iterator[Person]:
        at = MIDNIGHT
        while True:
            at += random.expovariate(self.load / VISIT) * MINUTE
            yield Person(at, "A", None, 1, priority=False, minutes=self.visit(random), expected=VISIT)


def exponential(random: Random) -> float:
    return random.expovariate(1 / VISIT)


def lognormal(random: Random) -> float:
    return random.lognormvariate(0, SPREAD) * VISIT / exp(SPREAD**2 / 2)


SPREAD = 0.6
SQUARE = VISIT**2 * exp(SPREAD**2)
"""The mean of the square of a lognormal visit."""


def chance_to_wait(counters: int, load: float) -> float:
    """Erlang's second formula."""
    last = load**counters / factorial(counters) * counters / (counters - load)
    return last / (sum(load**n / factorial(n) for n in range(counters)) + last)


def near(values: list[float], expected: float, *, error: float) -> bool:
    """Whether the mean of some days is the expected within three standard errors, each at most such a part of it."""
    standard = stdev(values) / sqrt(len(values))
    assert standard <= error * expected, f"too few days: {standard / expected:.3f}"
    return abs(mean(values) - expected) <= 3 * standard


def days_of(queue: Queue, *, seeds: int, people: int) -> list[list[float]]:
    return [queue.waits(seed, people=people, first=people // 5) for seed in range(seeds)]


# --- the numbers of the text books


@pytest.mark.parametrize(("counters", "load", "chance"), [(1, 0.8, 0.8), (2, 1.5, 0.6429), (3, 2.0, 0.4444)])
def test_erlang_c_is_as_tables_have_it(counters, load, chance):
    assert chance_to_wait(counters, load) == pytest.approx(chance, abs=5e-5)


# --- the same people


def kiefer_wolfowitz(people: tuple[Person, ...], counters: int) -> list[float]:
    """What each waits, by the work that is left at each counter when they come."""
    left, waits, before = [0.0] * counters, [], people[0].at
    for person in people:
        gone = (person.at - before) / MINUTE
        left, before = sorted(max(each - gone, 0.0) for each in left), person.at
        waits.append(left[0])
        left[0] += person.minutes
    return waits


@pytest.mark.parametrize("counters", [1, 2, 5])
def test_each_of_the_same_people_waits_as_kiefer_and_wolfowitz_say(counters):
    queue = Queue(counters, 0.9 * counters, lognormal)
    expected = kiefer_wolfowitz(queue.turnout(1, 600).people, counters)
    assert queue.waits(1, people=600, first=0) == pytest.approx(expected, abs=1e-6)
    assert mean(expected) > 1


# --- many days


def test_mean_wait_and_chance_to_wait_with_two_counters():
    """Erlang-C, with half of the time worked. A standard error is at most 7 %, that of the chance 4 %."""
    days = days_of(Queue(2, 1.0, exponential), seeds=16, people=600)
    chance = chance_to_wait(2, 1.0)
    assert near([mean(waits) for waits in days], VISIT * chance / (2 - 1.0), error=0.07)
    assert near([mean(wait > 0 for wait in waits) for waits in days], chance, error=0.04)


def test_mean_wait_with_one_counter_and_visits_of_any_length():
    """Pollaczek-Khinchine, with half of the time worked. A standard error is at most 5 %."""
    days = days_of(Queue(1, 0.5, lognormal), seeds=12, people=600)
    assert near([mean(waits) for waits in days], 0.5 / VISIT * SQUARE / (2 * (1 - 0.5)), error=0.05)


@pytest.mark.timeout(600)
@pytest.mark.deep("long days by the dozen")
@pytest.mark.parametrize(("counters", "load"), [(1, 0.7), (2, 1.6), (4, 3.0), (8, 6.8)])
def test_erlang_c_on_long_days(counters, load):
    """A standard error is at most 3 %."""
    days = days_of(Queue(counters, load, exponential), seeds=40, people=5_000)
    chance = chance_to_wait(counters, load)
    assert near([mean(waits) for waits in days], VISIT * chance / (counters - load), error=0.03)
    assert near([mean(wait > 0 for wait in waits) for waits in days], chance, error=0.01)


@pytest.mark.timeout(600)
@pytest.mark.deep("long days by the dozen")
@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_pollaczek_khinchine_on_long_days(load):
    """A standard error is at most 3 %."""
    days = days_of(Queue(1, load, lognormal), seeds=40, people=5_000)
    assert near([mean(waits) for waits in days], load / VISIT * SQUARE / (2 * (1 - load)), error=0.03)
