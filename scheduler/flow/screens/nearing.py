"""Who waits outside is told once that the turn is near, as the board has it.

Nobody is told twice: not whose phone page is told by its push service, nor who was told at the door a moment ago that
it will not be long, nor who was called in before and is to wait again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, literal, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Document,
    Message,
    Move,
    Office,
    OfficeDay,
    PushSubscription,
    Ticket,
    ToldWait,
)
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.among_offices import IN_ZONE, TODAY, named_by_zone
from scheduler.flow.core.contactability import has_address
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.hall.publishing import known_board

_OUTSIDE = select(col(Ticket.id)).where(
    col(Ticket.office_day_id) == col(OfficeDay.id), col(Ticket.stage) == TicketStage.WAITING
)
_WITH_WAITING = Prepared(
    select(col(OfficeDay.office_id))
    .join(Office, col(Office.id) == col(OfficeDay.office_id))
    .where(IN_ZONE, col(OfficeDay.day) == TODAY, col(Office.soon_minutes) != 0, _OUTSIDE.exists())
)


def with_waiting(session: Session, now: datetime) -> set[int]:
    """The offices at which somebody waits outside today, and which tell them when the turn is near."""
    return named_by_zone(session, _WITH_WAITING, now)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody is to be told now."""
    return bool(_owed(session, office, now))


def tell(session: Session, office: Office, *, now: datetime) -> int:
    """Tell who waits outside that the turn is near, by the outbox; returns how many. Safe to repeat."""
    owed = _owed(session, office, now, holding=True)
    for ticket, minutes in owed:
        booking = session.get_one(Booking, ticket.booking_id)
        note(session, Cause.COME_SOON, booking, now=now, once=f"t{ticket.id}", facts={"minutes": list(minutes)})
    return len(owed)


def _owed(session: Session, office: Office, now: datetime, *, holding: bool = False) -> list[tuple[Ticket, Minutes]]:
    """Tickets with what the board says of their wait. holding: nobody calls them in before the transaction ends."""
    if not office.soon_minutes:
        return []
    day = queries.day_of(session, office.id, today_of(office, now))
    near = _near(session, office, day) if day is not None else {}
    if day is None or not near:
        return []
    query = (
        select(Ticket)
        .where(
            col(Ticket.office_day_id) == day.id,
            col(Ticket.number).in_(near),
            col(Ticket.stage) == TicketStage.WAITING,
            _can_be_told(office.id),
            ~_is_told(office, now),
        )
        .order_by(col(Ticket.id))
    )
    if holding:
        query = query.with_for_update(read=True, skip_locked=True, of=Ticket)
    tickets: Sequence[Ticket] = session.scalars(query.execution_options(populate_existing=True)).all()
    return [(ticket, near[ticket.number]) for ticket in tickets]


def _near(session: Session, office: Office, day: OfficeDay) -> dict[str, Minutes]:
    """Number -> minutes of those outside whose wait may be over within the office's minutes."""
    board = known_board(session, office, day)
    waits = board.waiting if board else ()
    return {wait.ticket: wait.minutes for wait in waits if wait.minutes and wait.minutes[0] <= office.soon_minutes}


def _can_be_told(office_id: int) -> ColumnElement[bool]:
    return (
        select(col(Document.id))
        .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
        .where(
            col(BookingDocument.booking_id) == col(Ticket.booking_id), col(BookingDocument.live), has_address(office_id)
        )
        .exists()
    )


def _is_told(office: Office, now: datetime) -> ColumnElement[bool]:
    """Of a ticket: told by its message, by its call into the hall, by a push service, or at the door a moment ago."""
    visit = cast(col(Ticket.booking_id), String)
    key = literal(f"{Cause.COME_SOON}:") + visit + literal(":t") + cast(col(Ticket.id), String)
    noted = select(col(Message.id)).where(col(Message.office_id) == office.id, col(Message.key) == key)
    today = span(day_bounds(today_of(office, now), zone_of_office(office))[0], now)
    called_in = select(col(Move.id)).where(
        col(Move.ticket_id) == col(Ticket.id),
        col(Move.after) == TicketStage.ADMITTED,
        in_span(col(Move.at), **today),
    )
    listens = select(col(PushSubscription.id)).where(
        col(PushSubscription.booking_id) == col(Ticket.booking_id), col(PushSubscription.ended_at).is_(None)
    )
    at_door = select(col(ToldWait.id)).where(
        col(ToldWait.ticket_id) == col(Ticket.id),
        col(ToldWait.least) <= office.soon_minutes,
        col(ToldWait.at) > now - timedelta(minutes=office.soon_minutes),
        in_span(col(ToldWait.at), **today),
    )
    return or_(noted.exists(), called_in.exists(), listens.exists(), at_door.exists())
