"""What became of a day that was played."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from scheduler.domain.forecasting.people import Turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.hall.likely import MINUTE

QUARTER = timedelta(minutes=15)


class Called(NamedTuple):
    """Somebody, by their place in the turnout, was called to a counter, and went."""

    person: int
    counter: int
    at: datetime
    ends: datetime


class Step(NamedTuple):
    """From a moment on so many people are inside, and so many wait outside."""

    at: datetime
    inside: int
    outside: int


@dataclass(frozen=True)
class Played:
    """A day as it went.

    calls: in their order. admitted: when each came in, by their place in the turnout. steps: in order, nothing changes
    between them. idle: minutes in which counters had nobody although somebody waited whom they take, of all together.
    """

    plan: Plan
    turnout: Turnout
    calls: Sequence[Called]
    admitted: Mapping[int, datetime]
    steps: Sequence[Step]
    idle: float

    @cached_property
    def waits(self) -> list[float]:
        """The minutes from having a number to being called, of all who were, rising."""
        people = self.turnout.people
        return sorted((call.at - people[call.person].at) / MINUTE for call in self.calls)

    @cached_property
    def peak(self) -> Step:
        """The first moment at which the most people are inside."""
        return max(self.steps, key=lambda step: step.inside, default=Step(self.plan.opens, 0, 0))

    @property
    def overtime(self) -> float:
        """The minutes by which the last visit ends after the day's work."""
        ends = max((call.ends for call in self.calls), default=self.plan.closes)
        return max((ends - self.plan.closes) / MINUTE, 0.0)

    @property
    def unserved(self) -> int:
        """How many had a number and were not called before the end."""
        return len(self.turnout.people) - len(self.calls)

    @property
    def is_full(self) -> bool:
        """Whether the hall held as many people as it may at some time."""
        return self.peak.inside >= self.plan.limit

    def by_quarter(self) -> list[tuple[int, int]]:
        """The most people inside, and the most outside, in each quarter of an hour from the opening to the end of work;
        the last goes on until everybody has gone.
        """
        count = max(ceil((self.plan.closes - self.plan.opens) / QUARTER), 1)
        inside, outside = [0] * count, [0] * count
        for step, after in pairwise((*self.steps, None)):
            if step is None:
                continue
            first = _quarter(step.at - self.plan.opens, count)
            last = first if after is None else _quarter(after.at - self.plan.opens - timedelta.resolution, count)
            for place in range(first, last + 1):
                inside[place] = max(inside[place], step.inside)
                outside[place] = max(outside[place], step.outside)
        return list(zip(inside, outside, strict=True))


def _quarter(since: timedelta, count: int) -> int:
    return min(max(since // QUARTER, 0), count - 1)


def percentile(rising: Sequence[float], part: float) -> float:
    """The least value that a part of all (above 0, at most 1) do not exceed; 0 where there is none."""
    return rising[ceil(part * len(rising)) - 1] if rising else 0.0
