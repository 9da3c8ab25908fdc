"""Somebody who has a number calls the guard, before the number is called itself."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter.corrections import BEFORE_THE_CALL, correct_arrival


def call_guard(session: Session, office: Office, number: str, *, priority: bool, by: str, now: datetime) -> Booking:
    """Somebody is to be fetched at once (escort), or asks to go first, which the guard alone grants; returns the visit.

    Raises TicketUnknown, IllegalStep once the number was called.
    """
    if not priority:
        correct_arrival(session, office, number, escort=True, by=by, now=now)
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number) if day else None
    if ticket is None:
        raise TicketUnknown(ticket=number)
    if ticket.stage not in BEFORE_THE_CALL:
        raise IllegalStep(stage=ticket.stage)
    booking = session.get_one(Booking, ticket.booking_id)
    booking.wish_priority = booking.wish_priority or priority
    booking.wish_escort = booking.wish_escort or not priority
    session.flush()
    return booking
