"""Purges what an office's rules say is kept no longer: a handful at a time, by any number of processes, with evidence.

What figures are made of goes only once its day is counted (`db/queries/figures.counted_until`), and that day is never
counted again: what is asked of years is nameless counts. What is under way never goes. A process that ends half-way
leaves nothing half: each handful is one step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries.figures import close_days, counted_until
from scheduler.domain.calendar.calendar import day_bounds, local_day
from scheduler.domain.privacy.keeping import RULES, Kind
from scheduler.flow.audit.purged import Gone, note_purged
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.privacy import documents, records, talks, visits
from scheduler.flow.privacy.parts import Part
from scheduler.flow.upkeep import forgetting

BATCH = 100
"""Rows that one step takes: others wait for the writer meanwhile."""
UNCOUNTED = frozenset({Kind.SESSIONS, Kind.DISCLOSURES})
"""Kinds that no figure is made of."""
COUNTED = 10_000
"""More than so many are not counted for a page."""
PARTS: tuple[Part, ...] = (*talks.PARTS, *documents.PARTS, *visits.PARTS, *records.PARTS)
"""In the order in which they go: a message names a visit no more by the time that its own rule is asked."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a step took. marks: of files that no row needs any more."""

    rows: int
    marks: list[str]


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether `purge` would take anything."""
    return any(
        session.scalars(part.due(office, until).limit(1)).first() is not None
        for part, until in _parts(session, office, now)
    )


def purge(session: Session, office: Office, *, now: datetime) -> Purged:
    """Take a handful of the first kind of which something is due, and write it down. Nothing due: nothing happens."""
    for part, until in _parts(session, office, now):
        due = part.due(office, until).limit(BATCH)
        ids = session.scalars(due.with_for_update(skip_locked=True)).all()
        if ids:
            marks = part.take(session, ids, now)
            note_purged(session, office, Gone(part.kind, part.table, ids, until), now=now)
            if part.kind not in UNCOUNTED:  # while it holds the chain: so no two that purge wait for each other's days
                close_days(session, office.id, local_day(until, zone_of_office(office)))
            return Purged(len(ids), marks)
    return Purged(0, [])


def due_by_kind(session: Session, office: Office, now: datetime) -> dict[Kind, int]:
    """How much of each kind would go now; no more than COUNTED of a table are counted."""
    found = dict.fromkeys(Kind, 0) | forgetting.due_by_kind(session, office, now, COUNTED)
    for part, until in _parts(session, office, now):
        rows = (
            part.due(office, until).order_by(None).limit(COUNTED).subquery()
        )  # the oldest first would sort all of them
        found[part.kind] += session.scalar(select(func.count()).select_from(rows)) or 0
    return found


def until_of(session: Session, office: Office, kind: Kind, now: datetime) -> datetime | None:
    """The moment up to which a kind goes now; None where nothing of it may go yet."""
    until = now - timedelta(days=getattr(office, RULES[kind].setting))
    if kind in UNCOUNTED:
        return until
    last = counted_until(session, office.id)
    return None if last is None else min(until, day_bounds(last, zone_of_office(office))[1] - datetime.resolution)


def _parts(session: Session, office: Office, now: datetime) -> Iterator[tuple[Part, datetime]]:
    for part in PARTS:
        until = until_of(session, office, part.kind, now)
        if until is not None:
            yield part, until
