"""What the tables say of an office's day at one moment, read at once; and the board they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, func, literal_column, or_, select, text
from sqlmodel import Session, col

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Correction,
    Counter,
    Document,
    Move,
    Office,
    OfficeDay,
    Slot,
    Ticket,
)
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.hall import queue
from scheduler.domain.hall.closing import InTime
from scheduler.domain.stages import LIVE
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.hall import hall_state as halls
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lobby_lock import room_of_queue
from scheduler.flow.hall.outlook import outlook_of
from scheduler.flow.hall.publishing import build
from scheduler.flow.hall.standing import Lineup, standing_of

_TICKETS = (
    select(Ticket)
    .where(col(Ticket.office_day_id) == bindparam("day"))
    .order_by(col(Ticket.due_at), col(Ticket.seq), col(Ticket.again))
)
_COUNTERS = select(Counter).where(col(Counter.office_id) == bindparam("office")).order_by(col(Counter.number))
_CORRECTED = Prepared(
    select(func.coalesce(func.sum(Correction.people), 0)).where(col(Correction.office_day_id) == bindparam("day"))
)
_VISITS = Prepared(
    select(col(Booking.id), col(Booking.stage))
    .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
    .where(col(Ticket.office_day_id) == bindparam("day"))
)
_LATEST = Prepared(select(func.coalesce(func.max(Move.id), 0)))
_MOVES = Prepared(
    select(
        col(Move.id),
        col(Move.ticket_id),
        col(Move.before),
        col(Move.after),
        col(Move.why),
        col(Move.note).is_not(None),
        col(Move.was),
        col(Move.undoes),
    )
    .where(col(Move.office_id) == bindparam("office"), col(Move.id) > bindparam("since"))
    .order_by(col(Move.id))
)

_MISSED_EARLY = Prepared(
    select(col(Booking.short))
    .join(Slot, col(Slot.id) == col(Booking.slot_id))
    .where(
        col(Booking.office_id) == bindparam("office"),
        literal_column("booking.stage = 'missed'"),
        col(Slot.starts_at) > bindparam("now"),
        ~select(col(Ticket.id)).where(col(Ticket.booking_id) == col(Booking.id)).exists(),
    )
)
_FETCHED_IN_VAIN = Prepared(
    select(col(Document.reference), col(Document.stage), col(Booking.stage).label("visit"))
    .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
    .join(Booking, col(Booking.id) == col(BookingDocument.booking_id))
    .where(
        col(BookingDocument.office_id) == bindparam("office"),
        col(BookingDocument.live),
        or_(
            literal_column("document.stage IN ('collected', 'returned', 'withdrawn', 'at_partner')"),
            literal_column("booking.stage NOT IN ('booked', 'arrived')"),
            col(Document.invitation_id) != col(Booking.invitation_id),
        ),
    )
)

# A seat is taken by every visit in its slot that was not cancelled, and by what is kept in it for somebody.
_WRONG_SEATS = text(
    "SELECT s.id, s.taken, s.counted FROM (SELECT slot.id, slot.taken,"
    " (SELECT coalesce(sum(b.units), 0) FROM booking b WHERE b.slot_id = slot.id AND b.stage <> 'cancelled')"
    " + (SELECT coalesce(sum(h.units), 0) FROM seat_hold h WHERE h.slot_id = slot.id) AS counted"
    " FROM slot WHERE slot.office_id = :office) s WHERE s.taken <> s.counted"
)
# A handover counts unless the move of its document was undone; one more is right after the document came back.
_HANDED_TWICE = text(
    "SELECT d.reference, count(*) FROM handover h JOIN document d ON d.id = h.document_id WHERE h.office_id = :office"
    " AND NOT EXISTS (SELECT 1 FROM move m JOIN move u ON u.undoes = m.id"
    " WHERE m.step = h.step AND m.document_id = h.document_id)"
    " GROUP BY d.id, d.reference HAVING count(*) > 1 + (SELECT count(*) FROM move r WHERE r.document_id = d.id"
    " AND r.after = 'returned' AND NOT EXISTS (SELECT 1 FROM move u WHERE u.undoes = r.id))"
)


class Moved(NamedTuple):
    """A line of the history: what of it the rules ask for."""

    id: int
    ticket_id: int | None
    before: str | None
    after: str
    why: str | None
    has_note: bool
    was: dict[str, Any]
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A day as it stands. `moves` are the lines of history since the scene before; `rebuilt` the board made anew,
    `next_in` who could come in, if anybody could; both only where a step of the hall has written since.
    """

    now: datetime
    hall: Hall
    board: str | None
    hours: list[Hours]
    tickets: Mapping[int, Ticket]
    bookings: Mapping[int, str]
    corrected: int
    moves: Sequence[Moved]
    last_move: int
    rebuilt: str | None
    next_in: int | None
    wrong_seats: Sequence[Row[Any]]
    handed_twice: Sequence[Row[Any]]
    missed_early: Sequence[tuple[Any, ...]]
    fetched_in_vain: Sequence[tuple[Any, ...]]

    @property
    def day(self) -> OfficeDay:
        return self.hall.day

    def numbered(self, number: str) -> Ticket | None:
        """The ticket of a number, if there is one."""
        return next((ticket for ticket in self.tickets.values() if ticket.number == number), None)

    def letter(self, service_id: int) -> str:
        """The letter of a service."""
        return next(service.letter for service in self.hall.services if service.id == service_id)

    def fingerprint(self) -> tuple[Any, ...]:
        """What a refused or lost request must leave as it was."""
        return self.day.version, self.day.people_inside, self.board, self.last_move, self.corrected


def look(session: Session, office: Office, day: date, now: datetime, *, before: Scene | None = None) -> Scene:
    """Read the day. What no step of a day changes (its hours, its services, who takes what) is as it was `before`."""
    today = queries.day_of(session, office.id, day) or OfficeDay(
        id=0, office_id=office.id, day=day, lobby_limit=office.lobby_limit, people_allowed=office.lobby_limit
    )
    hours = before.hours if before else queries.hours_of_office(session, office.id)
    tickets = session.scalars(_TICKETS, {"day": today.id}).all()
    since = before.last_move if before else _LATEST.all(session)[0][0]
    moves = [Moved(*row) for row in _MOVES.all(session, office=office.id, since=since)]
    stored = queries.board_of(session, today.id)
    hall = (
        hall_of(session, office, today, now)
        if before is None
        else replace(
            before.hall,
            office=office,
            day=today,
            now=now,
            paces={},
            counters=session.scalars(_COUNTERS, {"office": office.id}).all(),
            lineup=Lineup.of(standing_of(ticket) for ticket in tickets if ticket.stage in LIVE),
            before=Board.from_store(stored) if stored else None,
            opening=halls._opening(today, calendar.state_at(now, hours, before.hall.closed, zone_of_office(office))),
        )
    )
    wrote = before is None or today.version > before.day.version
    return Scene(
        now=now,
        hall=hall,
        board=stored,
        hours=hours,
        tickets={ticket.id: ticket for ticket in tickets},
        bookings={row[0]: row[1] for row in _VISITS.all(session, day=today.id)},
        corrected=_CORRECTED.all(session, day=today.id)[0][0],
        moves=moves,
        last_move=moves[-1].id if moves else since,
        rebuilt=build(session, hall, now).to_store() if wrote else None,
        next_in=_next_in(session, hall, now) if wrote else None,
        wrong_seats=session.execute(_WRONG_SEATS, {"office": office.id}).all(),
        handed_twice=session.execute(_HANDED_TWICE, {"office": office.id}).all(),
        missed_early=_MISSED_EARLY.all(session, office=office.id, now=now),
        fetched_in_vain=_FETCHED_IN_VAIN.all(session, office=office.id),
    )


def _next_in(session: Session, hall: Hall, now: datetime) -> int | None:
    outside = [ticket for ticket in hall.queued() if ticket.stage == queue.WAITING]
    if not outside or hall.opening.state == "break":
        return None
    admission = queue.next_to_admit(
        hall.queued(),
        hall.desks(),
        limit=room_of_queue(hall.day),
        inside=hall.day.people_inside,
        now=now,
        passes=hall.office.passes,
        in_time=InTime(outlook_of(session, hall, now)),
    )
    return admission.ticket.id if admission else None
