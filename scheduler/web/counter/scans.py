"""Where somebody is: a pass shown at a counter, so that whoever was called there can be served, or one of today's
numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Document, Office, OfficeDay, Slot, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.hall import queue
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.domain.text import codes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.documents.documents import known_document
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.seats.visits import meant_by
from scheduler.web.shared.staff.scanned import recognised


@dataclass(frozen=True, slots=True)
class Waits:
    """For whom somebody inside waits: the counters that would call them, and how many numbers they call before."""

    counters: list[int]
    ahead: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody is. stage: of today's ticket, or None for who has not come to the door today.

    held: the places in the hall that they hold; without any they have to come in first. until: when somebody set aside
    is back by themselves, or `for_document`: once that is ready. ended_at: when they went. lacking: what they came for
    that is not ready.
    """

    number: str | None
    stage: str | None
    counter: int | None = None
    slot_at: datetime | None = None
    held: int = 0
    until: datetime | None = None
    for_document: bool = False
    ended_at: datetime | None = None
    waits: Waits | None = None
    lacking: Sequence[Document] = field(default_factory=list)


def seen(session: Session, office: Office, text: str, now: datetime) -> Seen:
    """Where the person is whose pass, nomor jadwal, registration number or number of today was shown.

    A pass of a visit that is over tells of the one that was booked after it, as at the door.
    Raises PassUnknown, DocumentUnknown, TicketUnknown, HandedOver.
    """
    booking = meant_by(session, _booking(session, office, text, now))
    if booking.stage == BookingStage.FULFILLED:
        raise handed_over(session, booking)
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket: Ticket | None = queries.ticket_of_booking(session, booking.id, day.id) if day else None
    if day is None or ticket is None:
        return Seen(None, None, slot_at=_slot_at(session, booking))
    return _standing(session, office, day, ticket, now)


def moved(session: Session, office: Office, number: str, now: datetime) -> Seen:
    """Where one of today's numbers is, after a step that took it away. Raises TicketUnknown."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number.upper()) if day else None
    if day is None or ticket is None:
        raise TicketUnknown(ticket=number)
    return _standing(session, office, day, ticket, now)


def _standing(session: Session, office: Office, day: OfficeDay, ticket: Ticket, now: datetime) -> Seen:
    booking = session.get_one(Booking, ticket.booking_id)
    counter = session.get(Counter, ticket.counter_id) if ticket.counter_id else None
    documents = queries.documents_of_booking(session, booking.id)
    return Seen(
        number=ticket.number,
        stage=ticket.stage,
        counter=counter.number if counter else None,
        slot_at=_slot_at(session, booking),
        held=ticket.held,
        until=ticket.not_before,
        for_document=ticket.waits_for_document,
        ended_at=ticket.ended_at,
        waits=_waits(session, office, day, ticket, now) if ticket.stage == TicketStage.ADMITTED else None,
        lacking=[d for d in documents if d.stage not in (DocumentStage.READY, DocumentStage.COLLECTED)],
    )


def _waits(session: Session, office: Office, day: OfficeDay, ticket: Ticket, now: datetime) -> Waits:
    hall = hall_of(session, office, day, now)
    own = hall.as_queued(ticket)
    desks = [desk for desk in hall.desks() if desk.is_open and desk.takes(own)]
    inside = queue.in_order(hall.queued(), queue.ADMITTED, now)
    ahead = [each for each in inside if each.key < own.key and any(desk.takes(each) for desk in desks)]
    return Waits([desk.number for desk in desks], len(ahead))


def _slot_at(session: Session, booking: Booking) -> datetime | None:
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    return slot.starts_at if slot else None


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
