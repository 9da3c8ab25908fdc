"""How a day will be: what many plays of it have in common, as bands that hold four plays out of five."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import NamedTuple

from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import QUARTER, Played, percentile
from scheduler.domain.forecasting.playing import played

SEEDS = 100
"""So often a day is played where nothing else is said."""
LOW, MIDDLE, HIGH, NEARLY_ALL = 0.1, 0.5, 0.9, 0.95

FIGURES: Mapping[str, Callable[[Played], float]] = {
    "peak": lambda play: play.peak.inside,
    "wait": lambda play: percentile(play.waits, MIDDLE),
    "long_wait": lambda play: percentile(play.waits, NEARLY_ALL),
    "idle": lambda play: play.idle,
    "overtime": lambda play: play.overtime,
    "served": lambda play: len(play.calls),
    "unserved": lambda play: play.unserved,
    "turned_away": lambda play: play.turnout.turned_away,
}
"""What is told of a play as one number, by its name in `DayForecast`."""


class Band(NamedTuple):
    """What four plays out of five lie within, ends included, and the middle one."""

    low: float
    middle: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return self.low <= value <= self.high


class Quarter(NamedTuple):
    """A quarter of an hour, and the most people inside and outside in it."""

    begins: datetime
    inside: Band
    outside: Band


@dataclass(frozen=True, slots=True)
class DayForecast:
    """What is expected of a day. Minutes, people; a share for `full`.

    peak: the most people inside; busiest: the quarter of an hour in which most are, in the mean of all plays.
    wait: the median of a day's waits; long_wait: what 95 of 100 do not exceed. idle: minutes in which counters had
    nobody although somebody waited. overtime: after the day's work. unserved: who had a number and was not called;
    turned_away: who came without a booking when no number was left. full: of the plays, in which the limit was reached.
    """

    quarters: Sequence[Quarter]
    busiest: datetime
    peak: Band
    wait: Band
    long_wait: Band
    idle: Band
    overtime: Band
    served: Band
    unserved: Band
    turned_away: Band
    full: float
    plays: int


def forecast(plan: Plan, habits: Habits, *, seeds: Iterable[int] = range(SEEDS)) -> DayForecast:
    """Play a day once for each seed (one at least), and say what is expected of it."""
    return of_plays(plan, [played(plan, turnout(plan, habits, seed)) for seed in seeds])


def of_plays(plan: Plan, plays: Sequence[Played]) -> DayForecast:
    """What plays of one plan (one at least) have in common."""
    by_quarter = [play.by_quarter() for play in plays]
    quarters = []
    crowds = []
    for place, each in enumerate(zip(*by_quarter, strict=True)):
        inside, outside = zip(*each, strict=True)
        quarters.append(Quarter(plan.opens + place * QUARTER, band(inside), band(outside)))
        crowds.append(mean(inside))

    def of(name: str) -> Band:
        return band([FIGURES[name](play) for play in plays])

    return DayForecast(
        quarters=quarters,
        busiest=quarters[crowds.index(max(crowds))].begins,
        peak=of("peak"),
        wait=of("wait"),
        long_wait=of("long_wait"),
        idle=of("idle"),
        overtime=of("overtime"),
        served=of("served"),
        unserved=of("unserved"),
        turned_away=of("turned_away"),
        full=mean(play.is_full for play in plays),
        plays=len(plays),
    )


def band(values: Iterable[float]) -> Band:
    """The band of some values, one at least."""
    rising = sorted(values)
    return Band(percentile(rising, LOW), percentile(rising, MIDDLE), percentile(rising, HIGH))
