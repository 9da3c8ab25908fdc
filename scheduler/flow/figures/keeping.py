"""Counts of the days that are over are kept: each is counted in its turn, and again when something of it has changed.

What a step changes afterwards it says itself (`queries.note_changed`). What comes by itself, such as a report that a
message was delivered, is looked for by counting each day of the last week again once a day. A day of which rows have
gone is never counted again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import (
    Application,
    BatchDocument,
    ConversationLine,
    CountedDay,
    Document,
    Message,
    Office,
    OfficeDay,
    StockEntry,
    TurnedAway,
)
from scheduler.db.queries import figures as kept
from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.figures.counting import count_day

AGAIN = timedelta(days=7)
"""For so long a day is counted again once a day: reports on messages come late."""
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The counts of a day that is over, and what its row said before they were made."""

    day: date
    counts: Sequence[Count]
    at: datetime | None
    changes: int


def offices_due(session: Session, now: datetime) -> list[int]:
    """The offices of which a day may have to be counted, by their id."""
    found: list[int] = []
    for zone in session.scalars(select(col(Office.timezone)).distinct()).all():
        today = local_day(now, zone_of(zone))
        own = col(CountedDay.office_id) == col(Office.id)
        has_yesterday = exists().where(own, col(CountedDay.day) == today - ONE, col(CountedDay.at).is_not(None))
        found += session.scalars(
            select(col(Office.id)).where(
                col(Office.timezone) == zone,
                or_(
                    ~has_yesterday,
                    exists().where(own, *_stale()),
                    exists().where(own, *_aged(today, day_bounds(today, zone_of(zone))[0])),
                ),
            )
        ).all()
    return sorted(found)


def count_next(session: Session, office_id: int, *, now: datetime) -> Seen | None:
    """Count the first day whose turn it is; None where there is none. Nothing is written."""
    office = queries.office_by_id(session, office_id)
    day = next_day(session, office, now)
    return None if day is None else look_at(session, office, day, now=now)


def look_at(session: Session, office: Office, day: date, *, now: datetime) -> Seen:
    """Count a day that is over, whether it is its turn or not. Nothing is written."""
    query = select(CountedDay).where(col(CountedDay.office_id) == office.id, col(CountedDay.day) == day)
    row = session.scalars(query.execution_options(populate_existing=True)).first()
    at, changes = (row.at, row.changes) if row is not None else (None, 0)
    return Seen(day, count_day(session, office, day, now=now), at, changes)


def keep(session: Session, office_id: int, seen: Seen, *, now: datetime) -> bool:
    """Write counts down in the place of those before; returns whether they were.

    The guard: not where somebody else did meanwhile, nor where rows of the day have gone. What a step changed while the
    day was counted makes it be counted again. Figures of persons are kept where the office wants them still.
    """
    counts = seen.counts
    if not queries.office_by_id(session, office_id).figures_of_persons:
        counts = [each for each in counts if each.figure is not Figure.PERSON_SERVED]
    return kept.replace_day(session, office_id, seen.day, counts, seen_at=seen.at, at=now, counted=seen.changes)


def look_again(session: Session, office: Office, days: Collection[date], *, now: datetime) -> list[Seen]:
    """Of these days those that would still be counted again, as they stand now. Nothing is written."""
    lately = col(CountedDay.day) >= today_of(office, now) - AGAIN
    again = (
        select(col(CountedDay.day))
        .where(
            col(CountedDay.office_id) == office.id,
            col(CountedDay.day).in_(days),
            col(CountedDay.at).is_not(None),
            ~col(CountedDay.is_final),
            or_(col(CountedDay.changes) != col(CountedDay.counted), lately),
        )
        .order_by(col(CountedDay.day))
    )
    return [look_at(session, office, day, now=now) for day in session.scalars(again).all()]


def next_day(session: Session, office: Office, now: datetime) -> date | None:
    """The first day that was not counted yet and has ended; else the first that is to be counted again."""
    today = today_of(office, now)
    until = kept.counted_until(session, office.id)
    following = until + ONE if until is not None else _first_day(session, office)
    if following is not None and following < today and _has_ended(session, office, following):
        return following
    begins = day_bounds(today, zone_of_office(office))[0]
    if until is None:
        return None
    again = select(func.min(col(CountedDay.day))).where(
        col(CountedDay.office_id) == office.id, col(CountedDay.day) <= until
    )
    return session.scalar(again.where(*_stale())) or session.scalar(again.where(*_aged(today, begins)))


def _stale() -> tuple[ColumnElement[bool], ...]:
    """Days that a step has changed since they were counted."""
    return col(CountedDay.changes) != col(CountedDay.counted), ~col(CountedDay.is_final)


def _aged(today: date, begins: datetime) -> tuple[ColumnElement[bool], ...]:
    """Days of the last week that were not counted since today began."""
    lately = col(CountedDay.day).between(today - AGAIN, today - ONE)
    return lately, col(CountedDay.at) < begins, ~col(CountedDay.is_final)


def _first_day(session: Session, office: Office) -> date | None:
    """The day on which something that is counted happened first."""
    zone = zone_of_office(office)
    hall = session.scalar(select(func.min(col(OfficeDay.day))).where(col(OfficeDay.office_id) == office.id))
    turned = session.scalar(select(func.min(col(TurnedAway.day))).where(col(TurnedAway.office_id) == office.id))
    moments = (
        session.scalar(select(func.min(moment)).where(office_id == office.id))
        for moment, office_id in (
            (col(Application.sent_at), col(Application.office_id)),
            (col(StockEntry.at), col(StockEntry.office_id)),
            (col(Message.created_at), col(Message.office_id)),
            (col(ConversationLine.at), col(ConversationLine.office_id)),
            (col(BatchDocument.at), col(BatchDocument.office_id)),
            (col(Document.ready_at), col(Document.office_id)),
        )
    )
    days = [local_day(moment, zone) for moment in moments if moment is not None]
    return min([*days, *(day for day in (hall, turned) if day is not None)], default=None)


def _has_ended(session: Session, office: Office, day: date) -> bool:
    """Whether the tick has ended a day, so that nobody is waiting in it any more."""
    row = queries.day_of(session, office.id, day)
    return row is None or row.sealed_at is not None
