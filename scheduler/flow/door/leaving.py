"""Somebody goes home from the door: asked once, written down, and taken back within ten minutes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Office, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.counter import MovedSince
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.stages import AT_COUNTER, BookingStage, TicketStage
from scheduler.flow.counter import handovers, undo
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.door.shown import booking_shown, ticket_today, visit_of_pass
from scheduler.flow.hall.lobby_lock import hold

GONE = frozenset({TicketStage.LEFT, TicketStage.SERVED})


@dataclass(frozen=True, slots=True)
class Departure:
    """The door's answer to who goes home: not_here, at_counter, gone, leaving (asked back), or left.

    counter: the one at which the number is, or was last.
    """

    answer: str
    ticket: str | None
    booking_id: int | None
    counter: int | None


def depart(session: Session, office: Office, scan: Scan, *, sure: bool, by: str, now: datetime) -> Departure:
    """End the visit of whoever goes without a handover; unless that is sure, nothing moves.

    Who is at a counter is seen off there. Raises PassUnknown, DocumentUnknown, HandedOver.
    """
    hold(session, office, now)
    booking = _known(session, office, scan, now)
    ticket = ticket_today(session, office, booking, now) if booking else None
    answer = _answer_before(ticket, sure=sure)
    if ticket is not None and answer == "left":
        handovers.leave(session, office, ticket.number, by=by, now=now)
    counter = session.get(Counter, ticket.counter_id) if ticket and ticket.counter_id else None
    return Departure(
        answer=answer,
        ticket=ticket.number if ticket else None,
        booking_id=booking.id if booking else None,
        counter=counter.number if counter else None,
    )


def undo_departure(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Somebody has not gone after all. Raises MovedSince where something came after it, and what `undo_last` does."""
    day = hold(session, office, now)
    ticket = queries.ticket_by_number(session, day.id, number)
    if ticket is None or ticket.stage != TicketStage.LEFT:
        raise MovedSince(stage=ticket.stage if ticket else None)
    return undo.undo_last(session, office, number, by=by, now=now)


def _known(session: Session, office: Office, scan: Scan, now: datetime) -> Booking | None:
    """The visit that was shown, unless it is over; None for a document that nobody came for yet.

    Who has been here today is told of that, also with another visit booked since. Raises PassUnknown, DocumentUnknown,
    HandedOver.
    """
    booking, own = booking_shown(session, office, scan), visit_of_pass(session, office, scan)
    if booking and own and not ticket_today(session, office, booking, now):
        booking = own if ticket_today(session, office, own, now) else booking
    if booking is None and scan.reference is None:
        raise PassUnknown if scan.short is None else PassUnknown(typed=True)
    if booking is None:
        if queries.document_by_reference(session, office.id, scan.reference or "") is None:
            raise DocumentUnknown(reference=scan.reference)
        return None
    if booking.stage == BookingStage.FULFILLED:
        raise handed_over(session, booking)
    return booking


def _answer_before(ticket: Ticket | None, *, sure: bool) -> str:
    """What is said to a departure; "left" is the one that moves something."""
    if ticket is None:
        return "not_here"
    if ticket.stage in AT_COUNTER:
        return "at_counter"
    if ticket.stage in GONE:
        return "gone"
    return "left" if sure else "leaving"
