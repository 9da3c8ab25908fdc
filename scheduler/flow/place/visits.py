"""Visits that a place booked: marked as its own, found again, and the list of those that are still to come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Office, Place, PlaceVisit, Slot
from scheduler.domain.booking import PassUnknown
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.place import BookedElsewhere, PlaceShut
from scheduler.domain.stages import LIVE_BOOKING
from scheduler.flow.core.local_time import today_of, zone_of_office


def keep_visit(session: Session, place: Place, booking_id: int) -> None:
    """A visit that was just booked is this place's."""
    session.add(PlaceVisit(booking_id=booking_id, place_id=place.id, office_id=place.office_id))
    session.flush()


def refuse_shut(place: Place) -> None:
    """Refuse to book for a place that the office has closed. Raises PlaceShut."""
    if place.closed:
        raise PlaceShut(place=place.name)


def visit_at(session: Session, place: Place, short: int) -> Booking:
    """The visit of a nomor jadwal, if this place booked it. Raises PassUnknown, also for anybody else's."""
    booking = queries.booking_by_short(session, place.office_id, short)
    if booking is None or place_of(session, booking.id) != place.id:
        raise PassUnknown
    return booking


def place_of(session: Session, booking_id: int) -> int | None:
    """Which place booked a visit; None: its citizen or the office."""
    found = session.get(PlaceVisit, booking_id)
    return found.place_id if found else None


def own_visit(session: Session, place: Place, document: Document) -> Booking | None:
    """The visit that a document has already, if this place booked it; None where there is none.

    Raises BookedElsewhere.
    """
    booking = queries.live_booking_of_document(session, document.id)
    if booking is None and document.invitation_id is not None:
        booking = queries.live_booking_of_invitation(session, document.invitation_id)
    if booking is None or place_of(session, booking.id) == place.id:
        return booking
    raise BookedElsewhere(slot=session.get(Slot, booking.slot_id) if booking.slot_id else None)


def visits_ahead_of(
    session: Session, office: Office, place: Place, *, now: datetime
) -> Sequence[tuple[Booking, Slot | None]]:
    """The live visits of a place from today on, by time; those that wait for a new date stand last."""
    start, _ = day_bounds(today_of(office, now), zone_of_office(office))
    rows = session.execute(
        select(Booking, Slot)
        .join(PlaceVisit, col(PlaceVisit.booking_id) == col(Booking.id))
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(PlaceVisit.place_id) == place.id,
            col(Booking.stage).in_(LIVE_BOOKING),
            or_(col(Booking.slot_id).is_(None), col(Slot.starts_at) >= start),
        )
        .order_by(col(Slot.starts_at).is_(None), col(Slot.starts_at), col(Booking.short))
    )
    return [(booking, slot) for booking, slot in rows]
