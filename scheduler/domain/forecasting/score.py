"""How far off the forecasts of some days were, and where not enough is known yet to make good ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from scheduler.domain.forecasting.course import DayForecast
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.truth import Truth

STATED = 0.8
"""So often a band is to hold what came."""
FEW_VISITS = 30
"""Of fewer visits it is hardly known how long they take."""
FEW_DAYS = 2
"""A weekday that was seen so seldom, or less, is hardly known."""


@dataclass(frozen=True, slots=True)
class Held:
    """Of how many times something was foreseen the truth lay in the band."""

    times: int
    of: int

    @property
    def share(self) -> float:
        """The part of all; 0 where there were none."""
        return self.times / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """How far the middle of what was foreseen was off, and to which side: above 0 more came than was foreseen."""

    mean: float
    bias: float


@dataclass(frozen=True, slots=True)
class Score:
    """Of the days that were foreseen and say something. Quarters of an hour before anybody was foreseen or came are
    left out: nobody learns anything from an empty hall that was foreseen to be empty.
    """

    days: int
    quarters: Held
    peaks: Held
    long_waits: Held
    peak: Error
    long_wait: Error


def score_of(days: Sequence[tuple[DayForecast, Truth]]) -> Score | None:
    """How far off they were; None of no days."""
    if not days:
        return None
    quarters = [held for forecast, truth in days for held in _quarters(forecast, truth)]
    return Score(
        days=len(days),
        quarters=_held(quarters),
        peaks=_held([forecast.peak.holds(truth.peak) for forecast, truth in days]),
        long_waits=_held([forecast.long_wait.holds(truth.long_wait) for forecast, truth in days]),
        peak=_error([truth.peak - forecast.peak.middle for forecast, truth in days]),
        long_wait=_error([truth.long_wait - forecast.long_wait.middle for forecast, truth in days]),
    )


def _quarters(forecast: DayForecast, truth: Truth) -> Iterable[bool]:
    for quarter, inside in zip(forecast.quarters, truth.inside, strict=False):
        if inside or quarter.inside.high:
            yield quarter.inside.holds(inside)


def _held(held: Sequence[bool]) -> Held:
    return Held(sum(held), len(held))


def _error(off: Sequence[float]) -> Error:
    return Error(fmean(map(abs, off)), fmean(off))


@dataclass(frozen=True, slots=True)
class Unknown:
    """Where not enough is known yet. days: recorded at all. types: codes of documents, with the visits seen of each.

    weekdays: on which the office works and that were hardly seen (Monday is 0). counters: numbers of those at which
    nobody was served lately.
    """

    days: int
    types: Mapping[str, int]
    weekdays: Sequence[int]
    counters: Sequence[int]

    @property
    def is_nothing(self) -> bool:
        """Whether enough is known of everything."""
        return not (self.types or self.weekdays or self.counters)


def unknown_of(
    habits: Habits,
    *,
    types: Collection[str],
    worked: Iterable[date],
    weekdays: Collection[int],
    counters: Collection[int],
    at_work: Collection[int],
) -> Unknown:
    """types: codes of what the office hands over. worked: days on which people came lately. weekdays: on which the
    office works. counters: their numbers; at_work: of those at which somebody was served lately.
    """
    seen = [day.weekday() for day in worked]
    visits = {code: habits.minutes[code].seen if code in habits.minutes else 0 for code in types}
    return Unknown(
        days=habits.days,
        types={code: count for code, count in sorted(visits.items()) if count < FEW_VISITS},
        weekdays=sorted(weekday for weekday in weekdays if seen.count(weekday) <= FEW_DAYS),
        counters=sorted(set(counters) - set(at_work)),
    )
