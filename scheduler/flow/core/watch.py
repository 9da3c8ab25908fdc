"""A tick notes that the office is watched; after a while in which nobody did, the people inside are to be counted."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, OfficeDay
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.spans import Span
from scheduler.flow.core.local_time import zone_of_office

NOTED_EVERY = timedelta(minutes=1)
LONGEST_GAP = timedelta(minutes=5)
"""A restart takes less; a cut of power or network in opening hours that lasts longer may have let people in or out."""


def is_due(session: Session, office: Office, day: OfficeDay, now: datetime) -> bool:
    """Whether a tick should note now that somebody watches; never outside opening hours."""
    if day.watched_at is not None and now - day.watched_at < NOTED_EVERY:
        return False
    return any(start <= now < end for start, end in _opening_hours(session, office, day))


def look(session: Session, office: Office, day: OfficeDay, now: datetime) -> None:
    """Note that the hall is watched now, and ask for a count if it was not for more than five open minutes.

    Breaks and nights are no gap. The lock of the day is not needed: of two processes that look at once one writes.
    """
    if not is_due(session, office, day, now):
        return
    seen = day.watched_at
    was_cut = seen is not None and _open_time(_opening_hours(session, office, day), seen, now) > LONGEST_GAP
    as_seen = update(OfficeDay).where(col(OfficeDay.id) == day.id, col(OfficeDay.watched_at).is_not_distinct_from(seen))
    change_rows(session, as_seen.values(watched_at=now, **({"count_wanted_at": now} if was_cut else {})))
    session.refresh(day, ["watched_at", "count_wanted_at"])


def _opening_hours(session: Session, office: Office, day: OfficeDay) -> list[Span]:
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return calendar.stretches_of(day.day, hours, closed, zone_of_office(office))


def _open_time(hours: list[Span], first: datetime, last: datetime) -> timedelta:
    """How much of a stretch of time the office was open."""
    overlaps = (min(last, end) - max(first, start) for start, end in hours)
    return sum((overlap for overlap in overlaps if overlap > timedelta(0)), timedelta(0))
