"""What a counter's screen shows: its card, who comes next with the shelf to go to, the line, the fill of the hall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.board import Board
from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Office, OfficeDay, Slot, Ticket
from scheduler.domain import queue
from scheduler.domain.errors import IllegalStep
from scheduler.domain.stages import TicketStage
from scheduler.flow.access import SignedIn
from scheduler.flow.counters import stranded
from scheduler.flow.day import today_of
from scheduler.flow.hall import Hall, hall_of
from scheduler.flow.publishing import board_now
from scheduler.web.counter.card import Card, card_of, shelves_of

HAD = frozenset({TicketStage.CALLED, TicketStage.SERVING, TicketStage.SERVED, TicketStage.MISSED, TicketStage.LEFT})
SHELVES_AHEAD = 2
"""Of so many who come next the shelf is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """A number in the line. place: inside, entering, outside or parked."""

    number: str
    place: str
    slot_at: datetime | None
    arrived_at: datetime
    priority: bool
    shelves: list[str]


@dataclass(frozen=True, slots=True)
class CounterPage:
    """Everything on the screen of one counter. last: the number whose last step can be taken back here.

    stranded: how many numbers are inside for whom no counter is open.
    """

    staff: SignedIn
    office: Office
    counter: Counter
    services: list[str]
    board: Board
    pause_at: datetime | None
    card: Card | None
    next: Row | None
    rows: list[Row]
    last: str | None
    stranded: int

    @property
    def stamp(self) -> str:
        """What the card and the counter stand at; when it differs the screen is drawn anew."""
        card = f"{self.card.number}:{self.card.stage}:{sum(i.is_open for i in self.card.items)}" if self.card else "-"
        return f"{card}:{self.counter.state}:{self.stranded}"


def counter_page(session: Session, staff: SignedIn, counter: Counter, now: datetime) -> CounterPage:
    """The screen of the counter that a member of staff signed in at."""
    office = staff.office
    counter = session.get(Counter, counter.id) or counter
    day = queries.day_of(session, office.id, today_of(office, now))
    board = board_now(session, office, now)
    hall = hall_of(session, office, day, now) if day else None
    here = hall.at(counter) if hall else None
    letters = queries.letters_by_counter(session, office.id).get(counter.id, frozenset())
    rows = _rows(session, hall, letters, now) if hall else []
    pause = hall.pause() if hall else None
    return CounterPage(
        staff=staff,
        office=office,
        counter=counter,
        services=[s.name for s in queries.services_of(session, office.id) if s.letter in letters],
        board=board,
        pause_at=pause[0] if pause and pause[0] > now else None,
        card=card_of(session, here) if here else None,
        next=next((row for row in rows if row.place in ("inside", "entering")), None),
        rows=rows,
        last=last_ticket(session, day, counter) if day else None,
        stranded=len(stranded(hall)) if hall else 0,
    )


def refuse_elsewhere(session: Session, counter: Counter, number: str) -> None:
    """A screen acts on the number that stands at its own counter now. Raises IllegalStep."""
    here = queries.ticket_at_counter(session, counter.id)
    if here is None or here.number != number.upper():
        raise IllegalStep(stage="elsewhere")


def last_ticket(session: Session, day: OfficeDay, counter: Counter) -> str | None:
    """The number that a counter had last, at it now or gone from it; not one that is back in the line."""
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.office_day_id == day.id, Ticket.counter_id == counter.id, col(Ticket.stage).in_(HAD))
        .order_by(col(Ticket.called_at).desc())
        .limit(1)
    ).first()
    return ticket.number if ticket else None


def _rows(session: Session, hall: Hall, letters: frozenset[str], now: datetime) -> list[Row]:
    """The line of the counter's services: inside first, then outside, each in the order of the queue."""
    queued = [each for each in hall.queued() if each.service in letters]
    inside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.ADMITTED, now)]
    outside = [hall.ticket(q.id) for q in queue.in_order(queued, queue.WAITING, now)]
    parked = [t for t in hall.tickets if t.stage == TicketStage.PARKED and hall.service_letter(t) in letters]
    slots = _slots(session, [*inside, *outside, *parked])
    rows = [_row(t, slots, shelves_of(session, t) if at < SHELVES_AHEAD else []) for at, t in enumerate(inside)]
    return rows + [_row(t, slots, []) for t in (*outside, *parked)]


def _row(ticket: Ticket, slots: dict[int, datetime], shelves: list[str]) -> Row:
    place = {"waiting": "outside", "parked": "parked"}.get(ticket.stage, "inside")
    if place == "inside" and ticket.entered_at is None:
        place = "entering"
    return Row(ticket.number, place, slots.get(ticket.booking_id), ticket.arrived_at, ticket.priority, shelves)


def _slots(session: Session, tickets: Iterable[Ticket]) -> dict[int, datetime]:
    """Booking id -> when its slot starts."""
    rows = session.exec(
        select(Booking.id, Slot.starts_at)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(col(Booking.id).in_([ticket.booking_id for ticket in tickets]))
    ).all()
    return dict(rows)
