"""Visits, urgent ones among them, and the slots they may have."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select
from sqlmodel import Session, col

from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Document,
    Slot,
    UrgentSeat,
)
from scheduler.db.queries.hot import LIVE, TAKEN_OF_OPEN
from scheduler.domain import stages
from scheduler.domain.text import codes

BY_CODE = Loaded(Booking, col(Booking.code_hash) == bindparam("code_hash"))
BY_ID = Loaded(Booking, col(Booking.id) == bindparam("booking"))
HELD = Loaded(Booking, col(Booking.id) == bindparam("booking"), held=True)
SLOT = Loaded(Slot, col(Slot.id) == bindparam("slot"))
URGENT = Prepared(
    select(col(UrgentSeat.id)).where(
        col(UrgentSeat.booking_id) == bindparam("booking"), col(UrgentSeat.day) == bindparam("day")
    )
)

COMING = (stages.BookingStage.BOOKED, stages.BookingStage.ARRIVED, stages.BookingStage.FULFILLED)
"""Stages of a visit whose people come, or came."""


def booking_by_id(session: Session, booking_id: int) -> Booking:
    """The booking of a row (which a foreign key guarantees)."""
    known: Booking | None = session.identity_map.get((Booking, (booking_id,), None))
    found = known or BY_ID.first(session, booking=booking_id)
    assert found is not None
    return found


def held_booking(session: Session, booking: Booking) -> None:
    """Hold a booking (PostgreSQL): it is as its row is once nobody else changes it, and nobody does from here on."""
    HELD.first(session, booking=booking.id)


def slot_of_booking(session: Session, booking: Booking) -> Slot | None:
    """When a visit is; None where it has no time."""
    if booking.slot_id is None:
        return None
    known: Slot | None = session.identity_map.get((Slot, (booking.slot_id,), None))
    return known or SLOT.first(session, slot=booking.slot_id)


def booking_by_code(session: Session, code: str) -> Booking | None:
    """The booking of a pass code in any spelling, of whatever office and stage."""
    plain = codes.read(code)
    if plain is None:
        return None
    return BY_CODE.first(session, code_hash=codes.hash_of(plain))


def booking_by_short(session: Session, office_id: int, short: int) -> Booking | None:
    """The live booking of a nomor jadwal, or else the latest that had it."""
    return session.scalars(
        select(Booking)
        .where(col(Booking.office_id) == office_id, col(Booking.short) == short)
        .order_by(col(Booking.stage).in_(stages.LIVE_BOOKING).desc(), col(Booking.id).desc())
        .limit(1)
    ).first()


def booked_at(office_id: int) -> ColumnElement[bool]:
    """The condition of an office's visits that are booked and still to come, in the words of an index that holds no
    others: those of past years are not passed.
    """
    return and_(LIVE, col(Booking.office_id) == office_id, col(Booking.stage) == stages.BookingStage.BOOKED)


def live_booking_of_invitation(session: Session, invitation_id: int) -> Booking | None:
    """The booking that uses an invitation now."""
    return _live_booking(session, col(Booking.invitation_id) == invitation_id)


def live_booking_of_document(session: Session, document_id: int) -> Booking | None:
    """The booking that is to fetch a document."""
    return session.scalar(
        select(Booking)
        .join(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
        .where(col(BookingDocument.document_id) == document_id, col(BookingDocument.live))
    )


def latest_booking_of_document(session: Session, document_id: int) -> Booking | None:
    """The booking that fetched a document, or last tried to."""
    return session.scalars(
        select(Booking)
        .join(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
        .where(col(BookingDocument.document_id) == document_id)
        .order_by(col(Booking.id).desc())
        .limit(1)
    ).first()


def free_slots(session: Session, service_id: int, after: datetime, before: datetime, units: int = 1) -> Sequence[Slot]:
    """Slots of a service in which staff may still give `units`, that start within a stretch of time, soonest first."""
    return session.scalars(
        select(Slot)
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.taken) + units <= col(Slot.planned),
        )
        .order_by(col(Slot.starts_at))
    ).all()


def slots_between(session: Session, service_id: int, after: datetime, before: datetime) -> Sequence[Slot]:
    """All slots of a service that start within a stretch of time, full ones too; not those the calendar gave up."""
    return session.scalars(
        select(Slot)
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.planned) > 0,
        )
        .order_by(col(Slot.starts_at))
    ).all()


def places_between(
    session: Session, service_id: int, after: datetime, before: datetime, *, by_staff: bool = False
) -> Sequence[tuple[int, datetime, int, int]]:
    """Id, start, capacity and units taken of each slot that starts within a stretch of time and still stands.

    What is kept for who books with staff is no part of it, but for those (by_staff).
    """
    capacity = col(Slot.capacity) if by_staff else col(Slot.capacity) - col(Slot.reserved)
    taken = col(Slot.taken) if by_staff else TAKEN_OF_OPEN
    rows = session.execute(
        select(col(Slot.id), col(Slot.starts_at), capacity.label("capacity"), taken.label("taken"))
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.planned) > 0,
        )
        .order_by(col(Slot.starts_at))
    )
    return [(row.id, row.starts_at, row.capacity, row.taken) for row in rows]


class Coming(NamedTuple):
    """Visits with a time in a stretch of time: how many, with how many people; phoneless: nobody of them has a phone
    that the office knows.
    """

    visits: int
    people: int
    phoneless: int


def coming_between(session: Session, office_id: int, begins: datetime, ends: datetime) -> Coming:
    """The visits of an office whose slot starts then: all that were neither cancelled nor missed."""
    has_phone = (
        exists()
        .where(
            col(BookingDocument.booking_id) == col(Booking.id),
            col(Document.id) == col(BookingDocument.document_id),
            col(Document.phone_hash).is_not(None),
        )
        .correlate(Booking)
    )
    found = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(col(Booking.party)), 0),
            func.coalesce(func.sum(case((has_phone, 0), else_=1)), 0),
        )
        .select_from(Slot)
        .join(Booking, col(Booking.slot_id) == col(Slot.id))
        .where(
            col(Slot.office_id) == office_id,
            col(Slot.starts_at) >= begins,
            col(Slot.starts_at) < ends,
            col(Booking.stage).in_(COMING),
        )
    ).one()
    return Coming(*map(int, found))


def reserved_between(session: Session, service_id: int, after: datetime, before: datetime) -> dict[int, int]:
    """Slot -> units that are free in it and kept for who books with staff; slots without any are left out."""
    slots = session.scalars(
        select(Slot).where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.reserved) > col(Slot.by_staff),
        )
    )
    return {slot.id: slot.reserved_left for slot in slots if slot.reserved_left}


def _live_booking(session: Session, condition: ColumnElement[bool]) -> Booking | None:
    return session.scalar(select(Booking).where(condition, col(Booking.stage).in_(stages.LIVE_BOOKING)))


def is_urgent(session: Session, booking_id: int, day: date) -> bool:
    """Whether staff gave a visit its time on a day as urgent."""
    session.flush()
    return URGENT.first(session, booking=booking_id, day=day) is not None
