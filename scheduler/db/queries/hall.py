"""A day in the hall and its tickets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.engine.read_once import read_once
from scheduler.db.models import (
    Call,
    OfficeBoard,
    OfficeDay,
    Ticket,
)
from scheduler.db.queries.spans import in_span, span
from scheduler.domain import stages

DAY = Loaded(OfficeDay, col(OfficeDay.office_id) == bindparam("office"), col(OfficeDay.day) == bindparam("day"))
TICKET = Loaded(Ticket, col(Ticket.id) == bindparam("id"))
LATEST_CALL = Loaded(Call, col(Call.ticket_id) == bindparam("ticket"), in_span(col(Call.at)), newest=True)
TICKET_BY_NUMBER = Loaded(
    Ticket, col(Ticket.office_day_id) == bindparam("day"), col(Ticket.number) == bindparam("number")
)
LATEST_TICKET = Loaded(Ticket, col(Ticket.booking_id) == bindparam("booking"), newest=True)
TICKET_OF_DAY = Loaded(
    Ticket,
    col(Ticket.booking_id) == bindparam("booking"),
    col(Ticket.office_day_id) == bindparam("day"),
    newest=True,
)


BOARD = Prepared(select(col(OfficeBoard.board)).where(col(OfficeBoard.office_day_id) == bindparam("day")))


def board_of(session: Session, day_id: int) -> str | None:
    """The board of a day as it is stored; None before the first step of the day."""
    row = BOARD.first(session, day=day_id)
    return None if row is None else str(row[0])


def boards_of(session: Session, days: Mapping[int, date]) -> dict[int, str]:
    """Office id -> the board of a day of it as it is stored; days by office id. Those without any are left out."""
    found = session.execute(
        select(col(OfficeBoard.office_id), col(OfficeDay.day), col(OfficeBoard.board))
        .join(OfficeDay, col(OfficeDay.id) == col(OfficeBoard.office_day_id))
        .where(col(OfficeDay.office_id).in_(days), col(OfficeDay.day).in_(set(days.values())))
    )
    return {office_id: board for office_id, day, board in found if day == days[office_id]}


@read_once
def day_of(session: Session, office_id: int, day: date) -> OfficeDay | None:
    """The OfficeDay of a date, if anything has happened on it."""
    return DAY.first(session, office=office_id, day=day)


def latest_call(session: Session, ticket: Ticket, now: datetime) -> Call | None:
    """The newest call of a ticket: earlier ones were for a visit to the counter that is over."""
    return LATEST_CALL.first(session, ticket=ticket.id, **span(ticket.arrived_at, now))


def ticket_by_id(session: Session, ticket_id: int) -> Ticket:
    """A ticket that is known to be there, as the session has it or as its row is now."""
    known = session.identity_map.get((Ticket, (ticket_id,), None))
    found = known or TICKET.first(session, id=ticket_id)
    assert found is not None
    return found


def tickets_of(session: Session, day_id: int, among: frozenset[str] | None = None) -> Sequence[Ticket]:
    """The tickets of a day in the order of the queue, all or those at some stages."""
    query = select(Ticket).where(col(Ticket.office_day_id) == day_id)
    if among is not None:
        query = query.where(col(Ticket.stage).in_(among))
    return session.scalars(query.order_by(col(Ticket.due_at), col(Ticket.seq), col(Ticket.again))).all()


def ticket_by_number(session: Session, day_id: int, number: str) -> Ticket | None:
    """The ticket of a day that has a number."""
    return TICKET_BY_NUMBER.first(session, day=day_id, number=number)


def ticket_of_booking(session: Session, booking_id: int, day_id: int | None = None) -> Ticket | None:
    """The ticket of a booking, of one day or the latest."""
    if day_id is not None:
        return TICKET_OF_DAY.first(session, booking=booking_id, day=day_id)
    return LATEST_TICKET.first(session, booking=booking_id)


def ticket_at_counter(session: Session, counter_id: int) -> Ticket | None:
    """The ticket that is called to a counter or served at it."""
    return session.scalar(
        select(Ticket).where(col(Ticket.counter_id) == counter_id, col(Ticket.stage).in_(stages.AT_COUNTER))
    )
