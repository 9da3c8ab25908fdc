"""Visits that are booked are reminded of, the day before and some hours before.

Nobody is reminded of what they just heard: whose visit was booked, moved or changed shortly before the moment of a
reminder needs none. The key names the slot, so that a moved visit is reminded of its new time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, BookingDocument, Document, Message, Move, Office, Slot
from scheduler.db.queries.hot import LIVE
from scheduler.domain.calendar.calendar import day_bounds, local_day
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.among_offices import named
from scheduler.flow.core.contactability import has_address, minute_of_messages
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.outbox import Cause, Note, note_all

MOST = 200
"""Visits reminded of in one step, which keeps it short; the next look goes on."""
FRESH_DAY, FRESH_SOON = timedelta(hours=6), timedelta(hours=3)
"""Who heard of their time so long before a reminder at the latest needs it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A reminder that is to be written down: its cause, the visit, and the slot that it is for."""

    cause: Cause
    booking: Booking
    slot_id: int


_TO_COME = select(col(Booking.id)).where(LIVE, col(Booking.office_id) == col(Office.id))
_WITH_VISITS = Prepared(select(col(Office.id)).where(_TO_COME.exists()))


def with_visits(session: Session, _now: datetime) -> set[int]:
    """The offices that have a visit to come."""
    return named(session, _WITH_VISITS)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody is to be reminded now."""
    return bool(_owed(session, office, now))


def remind(session: Session, office: Office, *, now: datetime) -> int:
    """Put the reminders that are owed into the outbox; returns how many. Safe to repeat."""
    owed = _owed(session, office, now, holding=True)
    note_all(session, [Note(each.cause, each.booking, f"s{each.slot_id}", {}) for each in owed], now=now)
    return len(owed)


def _owed(session: Session, office: Office, now: datetime, *, holding: bool = False) -> list[Owed]:
    """At most `MOST` reminders. holding: nobody cancels or moves these visits before the transaction ends."""
    return [*_tomorrow(session, office, now, holding=holding), *_soon(session, office, now, holding=holding)][:MOST]


def _tomorrow(session: Session, office: Office, now: datetime, *, holding: bool) -> list[Owed]:
    """Of the visits of the office's next day, from the hour of reminders on until messages rest for the night."""
    local, today = now.astimezone(zone_of_office(office)), today_of(office, now)
    if office.remind_at is None or local.time() < office.remind_at or minute_of_messages(office, now) is None:
        return []
    moment = datetime.combine(today, office.remind_at, zone_of_office(office))
    first, last = day_bounds(today + timedelta(days=1), zone_of_office(office))
    visits = _visits(session, office, Cause.REMINDER, first, last, holding=holding)
    return [Owed(Cause.REMINDER, each, slot.id) for each, slot, heard in visits if heard <= moment - FRESH_DAY]


def _soon(session: Session, office: Office, now: datetime, *, holding: bool) -> list[Owed]:
    """Of the visits that begin within the office's minutes; after an outage not of those nearer than half of them."""
    before = timedelta(minutes=office.remind_minutes)
    if not before:
        return []
    visits = _visits(session, office, Cause.REMINDER_SOON, now + before / 2, now + before, holding=holding)
    return [
        Owed(Cause.REMINDER_SOON, each, slot.id)
        for each, slot, heard in visits
        if heard <= slot.starts_at - before - FRESH_SOON
    ]


def _visits(
    session: Session, office: Office, cause: Cause, after: datetime, until: datetime, *, holding: bool
) -> Iterator[tuple[Booking, Slot, datetime]]:
    """Visits that begin after a moment and until another, with an address and something to fetch, not yet reminded of.

    With the moment at which their people last heard of them. A slot that the calendar has given up is no time to come,
    but for who keeps it as urgent. holding: a visit that somebody is just changing is left for the next look.
    """
    heard = select(func.max(col(Move.at))).where(col(Move.booking_id) == col(Booking.id)).scalar_subquery()
    query = (
        select(Booking, Slot, func.coalesce(heard, col(Booking.created_at)))
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            queries.booked_at(office.id),
            col(Slot.starts_at) > after,
            col(Slot.starts_at) <= until,
            _can_be_told(office.id),
            ~_is_noted(cause),
        )
        .order_by(col(Booking.id))
    )
    if holding:
        query = query.with_for_update(read=True, skip_locked=True, of=Booking)
    for booking, slot, at in session.execute(query.execution_options(populate_existing=True)):
        day = local_day(slot.starts_at, zone_of_office(office))
        if slot.planned > 0 or queries.is_urgent(session, booking.id, day):
            yield booking, slot, at


def _can_be_told(office_id: int) -> ColumnElement[bool]:
    """Something of the visit is still to be fetched, and its people left an address."""
    return (
        select(col(Document.id))
        .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
        .where(
            col(BookingDocument.booking_id) == col(Booking.id),
            col(BookingDocument.live),
            col(Document.stage) == DocumentStage.READY,
            has_address(office_id),
        )
        .exists()
    )


def _is_noted(cause: Cause) -> ColumnElement[bool]:
    """The outbox has the reminder of this visit for this slot."""
    visit, slot = cast(col(Booking.id), String), cast(col(Booking.slot_id), String)
    return (
        select(col(Message.id))
        .where(
            col(Message.office_id) == col(Booking.office_id),
            col(Message.key) == literal(f"{cause}:") + visit + literal(":s") + slot,
        )
        .exists()
    )
