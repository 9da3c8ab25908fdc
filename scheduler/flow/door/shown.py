"""Whose visit is meant by what was shown at the door, and the number that it has today."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Ticket
from scheduler.domain.text import codes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.seats.visits import meant_by


def booking_shown(session: Session, office: Office, shown: Scan) -> Booking | None:
    """The visit that was shown, if it is one of this office; once that is over, the one that was booked after it."""
    booking = visit_of_pass(session, office, shown)
    return meant_by(session, booking) if booking and not shown.reference else booking


def visit_of_pass(session: Session, office: Office, shown: Scan) -> Booking | None:
    """The very visit that was shown, over or not; of a registration number the latest."""
    if shown.reference:
        document = queries.document_by_reference(session, office.id, shown.reference)
        return queries.latest_booking_of_document(session, document.id) if document else None
    if shown.short:
        booking = queries.booking_by_short(session, office.id, codes.read_short(shown.short) or 0)
    else:
        booking = queries.booking_by_code(session, shown.pass_code or "")
    return booking if booking and booking.office_id == office.id else None


def ticket_today(session: Session, office: Office, booking: Booking, now: datetime) -> Ticket | None:
    """The number that a visit has today."""
    day = queries.day_of(session, office.id, today_of(office, now))
    return queries.ticket_of_booking(session, booking.id, day.id) if day else None
