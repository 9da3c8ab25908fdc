"""Those who are booked and have not come: some will, and go before others who wait already."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.domain.hall.forecast import Outlook, Work
from scheduler.domain.hall.queue import WAITING, Key, Queued

USUALLY_EARLY = timedelta(minutes=5)
SOON = timedelta(minutes=1)
SHOW_UP, SHOW_UP_LATE = 0.85, 0.4
"""How many of the booked come: before their slot starts, and once it has."""
AFTER_ALL = 1_000_000
"""What is added to the place of a visit that has not come: of equal due times those who have come go first."""


class Booked(NamedTuple):
    """A visit that is booked for today and has not come."""

    service: str
    starts_at: datetime
    people: int
    work: Work


def last_due(outlook: Outlook) -> datetime | None:
    """The latest `due_at` of those who wait outside: who is booked for then or later goes before none of them.

    None if nobody waits.
    """
    return max((ticket.key.due_at for ticket in outlook.tickets if ticket.stage == WAITING), default=None)


def expecting(outlook: Outlook, booked: Iterable[Booked], *, all_come: bool = False) -> Outlook:
    """The outlook with the share of the booked (soonest first) that usually comes, or all; their ids are below zero."""
    tickets, work, shares = list(outlook.tickets), dict(outlook.work), 0.0
    for number, visit in enumerate(booked, start=1):
        share = SHOW_UP if visit.starts_at > outlook.now else SHOW_UP_LATE
        before, shares = shares, shares + (1.0 if all_come else share)
        if int(before) == int(shares):
            continue
        comes_at = max(visit.starts_at - USUALLY_EARLY, outlook.now + SOON)
        key = Key(visit.starts_at, AFTER_ALL + number)
        tickets.append(Queued(-number, visit.service, key, visit.people, WAITING, not_before=comes_at))
        work[-number] = visit.work
    return replace(outlook, tickets=tickets, work=work)
