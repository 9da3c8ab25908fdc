"""What a visit that ends leaves behind: its places are free, and what it did not fetch may be booked again."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Booking, Office, OfficeDay, Ticket
from scheduler.domain.stages import BookingStage, TicketStage
from scheduler.flow.core.history import move, step_of
from scheduler.flow.core.limits import open_again
from scheduler.flow.core.outbox import Cause
from scheduler.flow.core.outbox import note as tell
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.hall.lobby_lock import free_places
from scheduler.flow.seats.visits import let_go


def booking_of(session: Session, ticket: Ticket) -> Booking:
    """The visit of a ticket."""
    return session.get_one(Booking, ticket.booking_id)


def finish(
    session: Session,
    day: OfficeDay,
    ticket: Ticket,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    note: str | None = None,
) -> None:
    """The visit is fulfilled: served means gone. Raises IllegalStep for a ticket that is not being served."""
    booking = booking_of(session, ticket)
    free_places(session, day, ticket, by=by, now=now)
    move(session, booking, BookingStage.FULFILLED, by=by, now=now, why=why, note=note)
    move(session, ticket, TicketStage.SERVED, by=by, now=now, why=why, note=note, held=0, ended_at=now)
    let_go(session, booking.id)
    tell(session, Cause.HANDED_OVER, booking, now=now, once=step_of(session))


def depart(
    session: Session,
    day: OfficeDay,
    ticket: Ticket,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    note: str | None = None,
) -> None:
    """Somebody goes. With a part of the documents the visit is fulfilled, with none of them it is missed.

    Raises IllegalStep for a ticket that has left already.
    """
    has_something = last_handover(session, ticket.booking_id) is not None
    if has_something and ticket.stage == TicketStage.SERVING:
        finish(session, day, ticket, by=by, now=now, why=why, note=note)
        return
    booking = booking_of(session, ticket)
    to = BookingStage.FULFILLED if has_something else BookingStage.MISSED
    free_places(session, day, ticket, by=by, now=now)
    move(session, ticket, TicketStage.LEFT, by=by, now=now, why=why, note=note, held=0, ended_at=now)
    move(session, booking, to, by=by, now=now, why=why, note=note)
    let_go(session, booking.id)
    if has_something:
        tell(session, Cause.HANDED_OVER, booking, now=now, once=step_of(session))


def miss(session: Session, office: Office, booking: Booking, *, why: str, now: datetime) -> None:
    """A day ends a visit, and its invitation opens again; a message says so.

    why: only "did_not_come" is counted. Who came and could not be served, was called and had gone, or was never moved
    out of a slot that the office gave up, is not held to it.
    """
    open_again(session, office, booking, counted=why == "did_not_come", now=now)
    move(session, booking, BookingStage.MISSED, by="system", now=now, why=why)
    let_go(session, booking.id)
    tell(session, Cause.MISSED, booking, now=now)
