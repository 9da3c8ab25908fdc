"""The line beside the card: who is inside, who outside, who set aside, each with what a clerk needs to know."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.board.model import Board
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, BookingDocument, Counter, Document, DocumentType, Slot, Ticket
from scheduler.domain.hall import queue
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.stages import TicketStage
from scheduler.flow.hall.hall_state import Hall
from scheduler.flow.hall.standing import IS_HERE, Standing

SOON = 2
"""So many who come next stand large, to fetch their documents while people walk."""

SLOTS = Prepared(
    select(col(Ticket.booking_id), col(Slot.starts_at))
    .join(Booking, col(Booking.id) == col(Ticket.booking_id))
    .join(Slot, col(Slot.id) == col(Booking.slot_id))
    .where(col(Ticket.office_day_id) == bindparam("day"), IS_HERE)
)
SHELVES = Prepared(
    select(col(BookingDocument.booking_id), col(Document.shelf))
    .join(Ticket, col(Ticket.booking_id) == col(BookingDocument.booking_id))
    .join(Document, col(Document.id) == col(BookingDocument.document_id))
    .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .where(
        col(Ticket.office_day_id) == bindparam("day"),
        IS_HERE,
        col(BookingDocument.live),
        col(DocumentType.hands_over),
    )
    .order_by(col(Document.id))
)
"""Of everybody in the queue, not of a counter's line alone: a list of ids would be another statement each time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A number in the line. place: inside, entering, at_door, outside or parked.

    held: its places in the hall. is_sent: to this very counter. shelves: where what it fetches lies, None of what is on
    no shelf; empty where it fetches nothing. minutes: the estimate, where there is one. until: when somebody set aside
    comes back; None where nobody knows.
    """

    number: str
    place: str
    slot_at: datetime | None
    arrived_at: datetime
    people: int
    held: int
    is_sent: bool
    priority: bool
    escort: bool
    shelves: list[str | None]
    minutes: Minutes | None
    until: datetime | None
    waits_for_document: bool


def rows_of(session: Session, hall: Hall, board: Board, counter: Counter, letters: frozenset[str]) -> list[Row]:
    """The line of a counter, by the services it takes.

    Inside first, then outside, each in the order of the queue; then who is set aside.
    """
    desk = queue.Desk(counter.number, letters, is_open=True, busy=False)
    queued = [each for each in hall.queued() if desk.takes(each)]
    inside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.ADMITTED, hall.now)]
    outside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.WAITING, hall.now)]
    parked = [t for t in hall.tickets if t.stage == TicketStage.PARKED and hall.service_letter(t) in letters]
    slots = {row[0]: row[1] for row in SLOTS.all(session, day=hall.day.id)}
    minutes = {wait.ticket: wait.minutes for wait in (*board.inside, *board.waiting)}
    shelves = _shelves(session, hall)
    return [
        Row(
            number=ticket.number,
            place=_place(hall, ticket),
            slot_at=slots.get(ticket.booking_id),
            arrived_at=ticket.arrived_at,
            people=ticket.people,
            held=ticket.held,
            is_sent=hall.waits_for(ticket) == counter.number,
            priority=ticket.priority,
            escort=ticket.escort,
            shelves=shelves.get(ticket.booking_id, []),
            minutes=minutes.get(ticket.number),
            until=ticket.not_before if ticket.stage == TicketStage.PARKED else None,
            waits_for_document=ticket.waits_for_document,
        )
        for ticket in (*inside, *outside, *parked)
    ]


def _place(hall: Hall, ticket: Standing) -> str:
    if hall.keeps_out(ticket):
        return "at_door"
    place = {"waiting": "outside", "parked": "parked"}.get(ticket.stage, "inside")
    return "entering" if place == "inside" and ticket.entered_at is None else place


def _shelves(session: Session, hall: Hall) -> dict[int, list[str | None]]:
    """Booking id -> where what it fetches lies, each place once."""
    places: dict[int, dict[str | None, None]] = defaultdict(dict)
    for booking_id, shelf in SHELVES.all(session, day=hall.day.id):
        places[booking_id][shelf] = None
    return {booking_id: list(shelves) for booking_id, shelves in places.items()}
