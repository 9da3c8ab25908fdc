"""The line beside the card: who is inside, who outside, who set aside, each with what a clerk needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.board.model import Board
from scheduler.db.models import Booking, Slot, Ticket
from scheduler.domain.hall import queue
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.stages import TicketStage
from scheduler.flow.hall.hall_state import Hall
from scheduler.web.counter.card import shelves_of

SHELVES_AHEAD = 2
"""Of so many who come next the shelf is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """A number in the line. place: inside, entering, outside or parked.

    minutes: the estimate, where there is one. until: when somebody set aside comes back; None where nobody knows.
    """

    number: str
    place: str
    slot_at: datetime | None
    arrived_at: datetime
    people: int
    priority: bool
    escort: bool
    shelves: list[str]
    minutes: Minutes | None
    until: datetime | None
    waits_for_document: bool


def rows_of(session: Session, hall: Hall, board: Board, letters: frozenset[str]) -> list[Row]:
    """The line of some services: inside first, then outside, each in the order of the queue; then who is set aside."""
    queued = [each for each in hall.queued() if each.service in letters]
    inside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.ADMITTED, hall.now)]
    outside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.WAITING, hall.now)]
    parked = [t for t in hall.tickets if t.stage == TicketStage.PARKED and hall.service_letter(t) in letters]
    slots = _slots(session, [*inside, *outside, *parked])
    minutes = {wait.ticket: wait.minutes for wait in (*board.inside, *board.waiting)}
    ahead = {ticket.id: shelves_of(session, ticket) for ticket in inside[:SHELVES_AHEAD]}
    return [
        Row(
            number=ticket.number,
            place=_place(ticket),
            slot_at=slots.get(ticket.booking_id),
            arrived_at=ticket.arrived_at,
            people=ticket.people,
            priority=ticket.priority,
            escort=ticket.escort,
            shelves=ahead.get(ticket.id, []),
            minutes=minutes.get(ticket.number),
            until=ticket.not_before if ticket.stage == TicketStage.PARKED else None,
            waits_for_document=ticket.waits_for_document,
        )
        for ticket in (*inside, *outside, *parked)
    ]


def _place(ticket: Ticket) -> str:
    place = {"waiting": "outside", "parked": "parked"}.get(ticket.stage, "inside")
    return "entering" if place == "inside" and ticket.entered_at is None else place


def _slots(session: Session, tickets: Iterable[Ticket]) -> dict[int, datetime]:
    """Booking id -> when its slot starts."""
    rows = session.exec(
        select(Booking.id, Slot.starts_at)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(col(Booking.id).in_([ticket.booking_id for ticket in tickets]))
    ).all()
    return dict(rows)
