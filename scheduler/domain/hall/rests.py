"""Stretches in which nobody is called, and the clock of work that stands still in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rest:
    """A break, or the time before opening (`admits`: people come in already, but nobody is called)."""

    start: datetime
    end: datetime
    admits: bool = False

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in the rest; the end of the rest does not."""
        return self.start <= moment < self.end


def worked(since: datetime, until: datetime, rests: Sequence[Rest]) -> timedelta:
    """How much of the time between two moments lies outside the rests (which do not overlap)."""
    at_rest = (min(rest.end, until) - max(rest.start, since) for rest in rests)
    return until - since - sum((part for part in at_rest if part > timedelta()), timedelta())


def after_work(since: datetime, work: timedelta, rests: Sequence[Rest]) -> datetime:
    """When so much working time will have passed; work that ends as a rest begins goes on after it."""
    moment = since + work
    for rest in sorted(rests, key=lambda rest: rest.start):
        if rest.end > since and moment >= rest.start:
            moment += rest.end - max(rest.start, since)
    return moment
