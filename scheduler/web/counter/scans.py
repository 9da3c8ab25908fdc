"""A pass shown at a counter: it tells where its person is, so that whoever was called there can be served."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Office, Slot, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import codes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.documents.documents import known_document
from scheduler.flow.seats.visits import meant_by
from scheduler.web.shared.staff.scanned import recognised


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody is. stage: of today's ticket, or None for who has not come to the door today.

    held: the places in the hall that they hold; without any they have to come in first.
    """

    number: str | None
    stage: str | None
    counter: int | None = None
    slot_at: datetime | None = None
    held: int = 0


def seen(session: Session, office: Office, text: str, now: datetime) -> Seen:
    """Where the person is whose pass, nomor jadwal or registration number was shown.

    A pass of a visit that is over tells of the one that was booked after it, as at the door.
    Raises PassUnknown, DocumentUnknown, TicketUnknown, HandedOver.
    """
    booking = meant_by(session, _booking(session, office, text, now))
    if booking.stage == BookingStage.FULFILLED:
        raise handed_over(session, booking)
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket: Ticket | None = queries.ticket_of_booking(session, booking.id, day.id) if day else None
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    if ticket is None:
        return Seen(None, None, slot_at=slot.starts_at if slot else None)
    counter = session.get(Counter, ticket.counter_id) if ticket.counter_id else None
    return Seen(
        number=ticket.number,
        stage=ticket.stage,
        counter=counter.number if counter else None,
        slot_at=slot.starts_at if slot else None,
        held=ticket.held,
    )


def _booking(session: Session, office: Office, text: str, now: datetime) -> Booking:
    shown = recognised(session, office, text, now)
    if shown.reference:
        document = known_document(session, office, shown.reference)
        booking = queries.live_booking_of_document(session, document.id)
        booking = booking or queries.latest_booking_of_document(session, document.id)
    elif shown.short:
        booking = queries.booking_by_short(session, office.id, codes.read_short(shown.short) or 0)
    else:
        booking = queries.booking_by_code(session, shown.pass_code or "")
    if booking is None or booking.office_id != office.id or booking.stage == BookingStage.CANCELLED:
        raise PassUnknown if shown.short is None else PassUnknown(typed=True)
    return booking
