"""What is published of appointments comes out of days played: one clerk, people who come on time, visits by chance.

Bailey's rule (N. T. J. Bailey, "A study of queues and appointment systems in hospital out-patient departments", J. R.
Stat. Soc. B 14, 1952; J. D. Welch and N. T. J. Bailey, Lancet 259, 1952): appointments at intervals of the mean visit,
and two of them at the start. Here, for 25 people of five minutes each, it spares the clerk 30 to 40 % of the idle
minutes and costs each of them one or two minutes.

The dome (P. P. Wang, Naval Research Logistics 40, 1993; L. W. Robinson and R. R. Chen, IIE Transactions 35, 2003; R.
Hassin and S. Mendel, Management Science 54, 2008): of visits that last exponentially the best intervals are short at
first, longer in the middle, and shorter again at the end. For two people the best interval is ln(1 + w / c) visits,
where a minute of a wait costs w and one in which the clerk has to be there c. What people wait is exact there: whoever
comes finds so many before them, and of these as many go in an interval as a Poisson process has events.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import exp, factorial, log
from random import Random
from statistics import mean

import pytest

from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.playing import played
from tests.domain.forecasting.scene import MINUTE, at, plan_of

VISIT = 5.0
"""Minutes, in the mean."""
Visit = Callable[[Random], float]
Intervals = Sequence[float]
PLAN = plan_of(
    shifts=[Shift(1, frozenset("A"), at(8), at(23))], ends={"A": at(23)}, limit=100, rests=[], opens=at(8), slots=0
)


def exponential(random: Random) -> float:
    return random.expovariate(1 / VISIT)


def gamma(random: Random) -> float:
    """The deviation is a little more than half of the mean."""
    return random.gammavariate(3, VISIT / 3)


@cache
def drawn(visit: Visit, count: int, seed: int) -> list[tuple[float, float]]:
    """Of each whether they come, as a part of 1, and the minutes: the same whatever the intervals are."""
    random = Random(seed)
    return [(random.random(), visit(random)) for _ in range(count)]


def day(visit: Visit, intervals: Intervals, seed: int, shows: float = 1.0) -> tuple[float, float]:
    """All minutes that people wait, and those in which the clerk has nobody until the last has gone."""
    times = accumulate(intervals, initial=0.0)
    people = [
        Person(at(8, minute), "A", at(8, minute), 1, priority=False, minutes=minutes, expected=VISIT)
        for minute, (part, minutes) in zip(times, drawn(visit, len(intervals) + 1, seed), strict=True)
        if part < shows
    ]
    play = played(PLAN, Turnout(tuple(people)))
    ends = max((call.ends for call in play.calls), default=at(8))
    over = max(ends, at(8, sum(intervals)))  # the last may stay away, which is known only then
    return sum(play.waits), (over - at(8)) / MINUTE - sum(each.minutes for each in people)


def of_days(visit: Visit, intervals: Intervals, seeds: int, shows: float = 1.0) -> tuple[float, float]:
    """The mean of many days, of each person's wait and of the clerk's idle minutes."""
    waits, idle = zip(*(day(visit, intervals, seed, shows) for seed in range(seeds)), strict=True)
    return mean(waits) / shows / (len(intervals) + 1), mean(idle)


# --- Bailey's rule


@pytest.mark.parametrize("visit", [exponential, gamma])
def test_two_at_the_start_leave_the_clerk_less_idle_at_little_waiting(visit):
    one_by_one, two_at_first, all_at_once = [VISIT] * 24, [0.0] + [VISIT] * 23, [0.0] * 24
    wait, idle = of_days(visit, one_by_one, 40)
    wait_of_two, idle_of_two = of_days(visit, two_at_first, 40)
    longest, least = of_days(visit, all_at_once, 20)

    assert least == pytest.approx(0, abs=1e-6)
    assert longest == pytest.approx(12 * VISIT, rel=0.1)
    assert idle_of_two < 0.8 * idle, "at least a fifth less"
    assert wait_of_two < wait + 0.8 * VISIT, "for less than a visit"
    assert wait_of_two < longest / 3


# --- exact waits


def exact(intervals: Intervals, shows: float) -> tuple[float, float]:
    """The mean wait of who comes, and the idle minutes of the clerk, of exponential visits."""
    before, wait = [1.0], 0.0  # how likely somebody who comes finds so many
    for interval in (*intervals, None):
        wait += sum(number * chance for number, chance in enumerate(before)) * VISIT
        after = [0.0, *(chance * shows for chance in before)]
        for number, chance in enumerate(before):
            after[number] += chance * (1 - shows)
        if interval is not None:
            before = _after(after, interval / VISIT)
    left = sum(number * chance for number, chance in enumerate(after)) * VISIT
    count = len(intervals) + 1
    return wait / count, sum(intervals) + left - count * shows * VISIT


def _after(system: Sequence[float], visits: float) -> list[float]:
    """How likely so many are left when an interval of so many mean visits is over."""
    gone = [exp(-visits) * visits**number / factorial(number) for number in range(len(system))]
    left = [0.0] * len(system)
    for there, chance in enumerate(system):
        for number in range(there):
            left[there - number] += chance * gone[number]
        left[0] += chance * (1 - sum(gone[:there]))
    return left


def test_two_people_wait_and_leave_idle_as_reckoned_by_hand():
    interval = 0.7
    wait, idle = exact([interval * VISIT], 1.0)
    assert wait * 2 == pytest.approx(exp(-interval) * VISIT)
    assert idle == pytest.approx((interval - 1 + exp(-interval)) * VISIT)


@pytest.mark.parametrize(("intervals", "shows"), [([5.0] * 9, 1.0), ([0.0, 4, 5, 6, 6, 6, 5, 4, 3], 0.8)])
def test_people_wait_and_clerks_are_idle_as_long_as_is_exact(intervals, shows):
    """In the mean of 300 days: within 10 %."""
    assert of_days(exponential, intervals, 300, shows) == pytest.approx(exact(intervals, shows), rel=0.1)


# --- the dome


def cost(minutes: tuple[float, float], count: int, idle_costs: float) -> float:
    wait, idle = minutes
    return wait * count + idle_costs * idle


def best(intervals: Intervals, costs: Callable[[Intervals], float], step: float, least: float) -> list[float]:
    """Intervals that no longer or shorter one makes cheaper, by steps that get half as long until one is too short."""
    found, cheapest = list(intervals), costs(intervals)
    while step >= least:
        better = False
        for place in range(len(found)):
            for change in (step, -step):
                tried = [*found]
                tried[place] = max(tried[place] + change, 0.0)
                tried_costs = costs(tried)
                if tried_costs < cheapest - 1e-9:
                    found, cheapest, better = tried, tried_costs, True
        step = step if better else step / 2
    return found


@pytest.mark.parametrize("idle_costs", [1.0, 2.0, 5.0])
def test_the_best_interval_of_two_is_as_published(idle_costs):
    found = best([VISIT], lambda intervals: cost(exact(intervals, 1.0), 2, idle_costs), 1.0, 0.001)
    assert found[0] == pytest.approx(VISIT * log(1 + 1 / idle_costs), abs=0.01)


def is_dome(intervals: Intervals) -> bool:
    """Whether they rise to a middle, stay, and fall."""
    highest = intervals.index(max(intervals))
    rises = all(one <= other for one, other in pairwise(intervals[: highest + 1]))
    falls = all(one >= other for one, other in pairwise(intervals[highest:]))
    return rises and falls and intervals[0] < intervals[highest] > intervals[-1]


def test_on_days_played_a_dome_is_cheaper_than_any_equal_intervals():
    """On the same days. Where the exact costs are least the intervals are a dome (1.6, 4.3, 4.9, 5.0, 4.9, 4.5, 3.4
    minutes); played, it beats the best equal ones, and with its ends put in the middle it is dearer than these.
    """
    count, idle_costs = 8, 5.0
    dome = best([VISIT] * (count - 1), lambda each: cost(exact(each, 1.0), count, idle_costs), 1.0, 0.02)
    assert is_dome(dome)

    def costs(intervals: Intervals) -> float:
        return cost(of_days(exponential, intervals, 100), count, idle_costs)

    equal = min(costs([VISIT * part / 20] * (count - 1)) for part in range(12, 21, 3))
    bowl = [dome[3], dome[2], dome[0], dome[6], dome[1], dome[5], dome[4]]
    assert costs(dome) < 0.99 * equal
    assert costs(bowl) > equal


@pytest.mark.timeout(600)
@pytest.mark.deep("a search of which each trial is hundreds of days")
def test_a_search_over_days_played_finds_the_dome():
    """Of 300 days, each trial on the same: no interval is further than a fifth of a visit from the exact best."""
    count, idle_costs = 6, 5.0

    def costs(intervals: Intervals) -> float:
        return cost(of_days(exponential, intervals, 300), count, idle_costs)

    found = best([VISIT] * (count - 1), costs, 1.0, 0.25)
    reckoned = best([VISIT] * (count - 1), lambda each: cost(exact(each, 1.0), count, idle_costs), 1.0, 0.02)
    assert is_dome(found)
    assert found == pytest.approx(reckoned, abs=VISIT / 5)
