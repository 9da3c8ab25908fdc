"""The visits that a postponement is about: those whose slot does not stand, and those that wait for a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Document, Office, Slot, UrgentSeat
from scheduler.domain.postponement.dealing import Displaced
from scheduler.flow.core.local_time import today_of

AT_ONCE = 500
"""Ids in one question: what every database takes."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A visit to be moved. starts_at: its slot's, None where it waits for a date; first: the time first promised.

    kept: staff gave it that slot as urgent, and there it stays.
    """

    id: int
    short: int
    units: int
    service_id: int
    slot_id: int | None
    starts_at: datetime | None
    first: datetime
    priority: bool
    kept: bool

    def displaced(self, office: Office, now: datetime) -> Displaced:
        """What the dealing out of new times needs to know of the visit."""
        soonest = now + timedelta(minutes=office.notice_minutes)
        return Displaced(self.id, self.units, self.first, max(self.starts_at or self.first, soonest), self.priority)


def services_meant(session: Session, office: Office, service_id: int | None) -> list[int]:
    """The ids of the services a postponement is about: one, or all of the office."""
    known = [service.id for service in queries.services_of(session, office.id)]
    return known if service_id is None else [each for each in known if each == service_id]


def stranded(session: Session, office: Office, services: Sequence[int], *, now: datetime) -> list[Affected]:
    """Visits in slots ahead that the calendar has given up, in their order."""
    return visits_where(session, office, _ahead(services, now) & (col(Slot.planned) == 0))


def booked_ahead(session: Session, office: Office, services: Sequence[int], *, now: datetime) -> list[Affected]:
    """All visits in slots that have not begun, in their order."""
    return visits_where(session, office, _ahead(services, now))


def deferred(session: Session, office: Office, services: Sequence[int]) -> list[Affected]:
    """Visits that the office owes a date, in their order."""
    return visits_where(session, office, col(Booking.slot_id).is_(None) & col(Booking.service_id).in_(services))


def visits_of(session: Session, office: Office, ids: Sequence[int]) -> dict[int, Affected]:
    """Visits that are still booked, by their id."""
    found: dict[int, Affected] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = visits_where(session, office, col(Booking.id).in_(ids[start : start + AT_ONCE]))
        found |= {each.id: each for each in some}
    return found


def sorted_by_place(visits: Iterable[Affected]) -> list[Affected]:
    """Visits by the time first promised, priority first among equals."""
    return sorted(visits, key=lambda each: (each.first, not each.priority, each.id))


def visits_where(session: Session, office: Office, condition: ColumnElement[bool]) -> list[Affected]:
    """Booked visits of an office, in their order."""
    priority_document = (
        select(col(BookingDocument.booking_id))
        .join(Document, col(Document.id) == col(BookingDocument.document_id))
        .where(col(BookingDocument.booking_id) == col(Booking.id), col(BookingDocument.live), col(Document.priority))
        .exists()
    )
    rows = session.execute(
        select(
            col(Booking.id),
            col(Booking.short),
            col(Booking.units),
            col(Booking.service_id),
            col(Booking.slot_id),
            col(Slot.starts_at),
            col(Booking.first_starts_at),
            col(Booking.created_at),
            or_(col(Booking.wish_priority), priority_document).label("priority"),
        )
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(queries.booked_at(office.id), condition)
    ).all()
    urgent = _urgent_days(session, office) if rows else {}
    return sorted_by_place(
        Affected(
            row.id,
            row.short,
            row.units,
            row.service_id,
            row.slot_id,
            row.starts_at,
            row.first_starts_at or row.starts_at or row.created_at,
            bool(row.priority),
            row.id in urgent and row.starts_at is not None and today_of(office, row.starts_at) in urgent[row.id],
        )
        for row in rows
    )


def _urgent_days(session: Session, office: Office) -> dict[int, set[date]]:
    """The days on which visits have an urgent seat, by booking."""
    query = select(col(UrgentSeat.booking_id), col(UrgentSeat.day)).where(col(UrgentSeat.office_id) == office.id)
    found: dict[int, set[date]] = {}
    for booking_id, day in session.execute(query):
        found.setdefault(booking_id, set()).add(day)
    return found


def _ahead(services: Sequence[int], now: datetime) -> ColumnElement[bool]:
    return and_(col(Slot.service_id).in_(services), col(Slot.starts_at) > now)
