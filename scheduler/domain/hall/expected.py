"""Those who are booked and have not come: some will, and go before others who wait already."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, NamedTuple

from scheduler.domain.hall.forecast import Outlook, Work
from scheduler.domain.hall.queue import WAITING, Key, Queued

SOON = timedelta(minutes=1)
EARLIEST = 60
"""Minutes before their time: nobody usually comes earlier."""
AFTER_ALL = 1_000_000
"""What is added to the place of a visit that has not come: of equal due times those who have come go first."""


class Showing(NamedTuple):
    """How many of the booked come of those who have not: before their slot starts, and once it has; and how long before
    it they usually do.
    """

    before: float
    late: float
    early: timedelta

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Showing":
        """As an office keeps it; what is assumed where it keeps nothing, or nothing that can be."""
        if not isinstance(kept, Mapping):
            return ASSUMED
        values = [kept.get(name) for name in cls._fields]
        if not all(isinstance(value, int | float) and isfinite(value) for value in values):
            return ASSUMED
        before, late, early = map(float, values)  # type: ignore[arg-type]
        return cls(_within(before, 1), _within(late, 1), timedelta(minutes=_within(early, EARLIEST)))

    def kept(self) -> dict[str, float]:
        """As `of` reads it."""
        return {
            "before": round(self.before, 3),
            "late": round(self.late, 3),
            "early": round(self.early / timedelta(minutes=1), 1),
        }


ASSUMED = Showing(0.85, 0.4, timedelta(minutes=5))
"""Of an office of which nothing is recorded."""


class Booked(NamedTuple):
    """A visit that is booked for today and has not come."""

    service: str
    starts_at: datetime
    people: int
    work: Work


def _within(value: float, most: float) -> float:
    return min(max(value, 0.0), most)


def last_due(outlook: Outlook) -> datetime | None:
    """The latest `due_at` of those who wait outside: who is booked for then or later goes before none of them.

    None if nobody waits.
    """
    return max((ticket.key.due_at for ticket in outlook.tickets if ticket.stage == WAITING), default=None)


def expecting(
    outlook: Outlook, booked: Iterable[Booked], showing: Showing = ASSUMED, *, all_come: bool = False
) -> Outlook:
    """The outlook with the share of the booked (soonest first) that usually comes, or all; their ids are below zero."""
    tickets, work, shares = list(outlook.tickets), dict(outlook.work), 0.0
    for number, visit in enumerate(booked, start=1):
        share = showing.before if visit.starts_at > outlook.now else showing.late
        before, shares = shares, shares + (1.0 if all_come else share)
        if int(before) == int(shares):
            continue
        comes_at = max(visit.starts_at - showing.early, outlook.now + SOON)
        key = Key(visit.starts_at, AFTER_ALL + number)
        tickets.append(Queued(-number, visit.service, key, visit.people, WAITING, not_before=comes_at))
        work[-number] = visit.work
    return replace(outlook, tickets=tickets, work=work)
