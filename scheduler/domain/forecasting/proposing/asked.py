"""What an office asks of its days, and what a played day comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from scheduler.domain.forecasting.course import MIDDLE, NEARLY_ALL
from scheduler.domain.forecasting.people import HALF_HOUR
from scheduler.domain.forecasting.played import Played, percentile
from scheduler.domain.hall.likely import MINUTE

KEPT_ON = 0.8
"""On so many of all days what is asked is kept: as many as a band holds."""
SURELY = 2.0
"""So many standard deviations off something is sure enough to play it no more."""


class Outcome(NamedTuple):
    """What a day came to: people, minutes. wait, long_wait: what half, and 95 of 100, do not exceed.

    busy: the minutes of a counter, by its number, in a half hour counted from midnight; empty where nobody wants it.
    """

    served: int
    wait: float
    long_wait: float
    overtime: float
    idle: float
    unserved: int
    turned_away: int
    is_full: bool
    busy: Mapping[tuple[int, int], float] = {}

    @classmethod
    def of(cls, play: Played, *, is_busy_told: bool = False) -> "Outcome":
        """What a played day came to."""
        return cls(
            served=len(play.calls),
            wait=percentile(play.waits, MIDDLE),
            long_wait=percentile(play.waits, NEARLY_ALL),
            overtime=play.overtime,
            idle=play.idle,
            unserved=play.unserved,
            turned_away=play.turnout.turned_away,
            is_full=play.is_full,
            busy=_busy(play) if is_busy_told else {},
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What an office asks. wait: the minutes that 95 of 100 people wait at most. overtime: the minutes by which the
    last visit ends after the work at most. full: on what part of all days the limit of the hall may be reached.
    """

    wait: int
    overtime: int
    full: float

    def is_kept_by(self, day: Outcome) -> bool:
        """Whether a day keeps it: nobody with a number went unserved, which would shorten the waits of the others."""
        return day.long_wait <= self.wait and day.overtime <= self.overtime and not day.unserved

    def is_kept_on(self, days: Sequence[Outcome]) -> bool:
        """Whether days (one at least), all together, keep it."""
        return _part(self._kept(days)) >= KEPT_ON and _part([day.is_full for day in days]) <= self.full

    def is_surely_kept_on(self, days: Sequence[Outcome]) -> bool:
        """Whether more days like these would hardly change that they keep it."""
        _, full = bounds([day.is_full for day in days])
        return bounds(self._kept(days))[0] >= KEPT_ON and (full <= self.full or self.full >= 1)

    def is_surely_broken_on(self, days: Sequence[Outcome]) -> bool:
        """Whether more days like these would hardly change that they do not."""
        return bounds(self._kept(days))[1] < KEPT_ON or bounds([day.is_full for day in days])[0] > self.full

    def kept_part(self, days: Sequence[Outcome]) -> float:
        """On what part of some days (one at least) it is kept, but for the limit."""
        return _part(self._kept(days))

    def _kept(self, days: Sequence[Outcome]) -> list[bool]:
        return [self.is_kept_by(day) for day in days]


def _busy(play: Played) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    midnight = play.plan.midnight
    for call in play.calls:
        for half in range((call.at - midnight) // HALF_HOUR, (call.ends - midnight) // HALF_HOUR + 1):
            begins = midnight + half * HALF_HOUR
            minutes = (min(call.ends, begins + HALF_HOUR) - max(call.at, begins)) / MINUTE
            found[call.counter, half] = found.get((call.counter, half), 0.0) + minutes
    return found


def bounds(yes: Sequence[bool]) -> tuple[float, float]:
    """Between what a part of all surely lies, of which some (one at least) were seen: Wilson's interval."""
    count, part, square = len(yes), _part(yes), SURELY**2
    middle = (part + square / (2 * count)) / (1 + square / count)
    reach = SURELY / (1 + square / count) * sqrt(part * (1 - part) / count + square / (4 * count**2))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _part(yes: Sequence[bool]) -> float:
    return sum(yes) / len(yes)
