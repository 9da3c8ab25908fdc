"""What a pass stands for on a phone: a visit that is booked, or in a day's queue."""

from sqlmodel import Session

from scheduler.board.visit import Visit
from scheduler.db import queries
from scheduler.db.models import OfficeDay, Slot
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of


def visit_of_pass(session: Session, code: str) -> Visit | None:
    """The visit of a pass; None where it has neither a time nor a number."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        return None
    office = queries.office_by_id(session, booking.office_id)
    if booking.stage == BookingStage.BOOKED:  # a number that it had on another day is over
        slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
        return Visit(office.code, today_of(office, slot.starts_at), None, booking.id) if slot else None
    ticket = queries.ticket_of_booking(session, booking.id)
    if ticket is None:
        return None
    return Visit(office.code, session.get_one(OfficeDay, ticket.office_day_id).day, ticket.number, booking.id)
