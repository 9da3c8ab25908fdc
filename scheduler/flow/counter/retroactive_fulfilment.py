"""Visits that were fulfilled after all: what the program took for waiting, gone or missed was served on paper."""

from datetime import datetime

from sqlalchemy import case, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Correction, Counter, Invitation, Move, OfficeDay, Ticket
from scheduler.db.queries.spans import since
from scheduler.domain.stages import AT_COUNTER, BookingStage, TicketStage
from scheduler.flow.core.history import move
from scheduler.flow.hall.lobby_lock import free_places

LATE = "late_record"
"""Why a move was made, in the history."""
COUNTS = ("recount", "emptied", "opened")
"""Corrections that say how many are inside, whatever was thought."""

_T = TicketStage
WAY: dict[str, tuple[TicketStage, ...]] = {
    _T.MISSED: (_T.WAITING, _T.ADMITTED, _T.CALLED, _T.SERVING, _T.SERVED),
    _T.WAITING: (_T.ADMITTED, _T.CALLED, _T.SERVING, _T.SERVED),
    _T.PARKED: (_T.ADMITTED, _T.CALLED, _T.SERVING, _T.SERVED),
    _T.ADMITTED: (_T.CALLED, _T.SERVING, _T.SERVED),
    _T.CALLED: (_T.SERVING, _T.SERVED),
    _T.SERVING: (_T.SERVED,),
    _T.LEFT: (_T.SERVED,),
}
"""Where a number stands -> by which stages it was served meanwhile."""


def end_as_served(
    session: Session, day: OfficeDay, ticket: Ticket, counter: Counter, at: datetime, *, by: str, now: datetime
) -> None:
    """End a number as served at `at`. Raises IllegalStep for one that was served already."""
    way = WAY.get(ticket.stage, (_T.SERVED,))
    free = {} if ticket.stage in AT_COUNTER else {"counter_id": None}  # another may be there by now
    for stage in way[:-1]:
        move(session, ticket, stage, by=by, now=now, why=LATE, **free)
        free = {}
    if ticket.held and _counted_since(session, day, at):
        _leave_count(session, day, ticket, by=by, now=now)
    else:
        free_places(session, day, ticket, by=by, now=now)
    move(
        session,
        ticket,
        _T.SERVED,
        by=by,
        now=now,
        why=LATE,
        held=0,
        ended_at=at,
        counter_id=counter.id,
        not_before=None,
        waits_for_document=False,
    )


def as_if_not_missed(session: Session, booking: Booking) -> None:
    """What a missed visit cost its invitation is given back, if it was counted."""
    counted = session.scalars(
        select(col(Move.id)).where(
            col(Move.booking_id) == booking.id,
            col(Move.after) == BookingStage.MISSED,
            col(Move.why) == "did_not_come",
            since(col(Move.at), booking.created_at),
        )
    ).first()
    if counted is None or booking.invitation_id is None:
        return
    missed = col(Invitation.missed)
    one_less = update(Invitation).values(missed=case((missed > 0, missed - 1), else_=0), bookable_from=None)
    change_rows(session, one_less.where(col(Invitation.id) == booking.invitation_id), synchronize=True)


def _counted_since(session: Session, day: OfficeDay, at: datetime) -> bool:
    """Whether somebody has counted the hall since `at`, when the people served on paper had left."""
    counted = select(col(Correction.id)).where(
        col(Correction.office_day_id) == day.id, col(Correction.kind).in_(COUNTS), col(Correction.at) >= at
    )
    return session.scalars(counted.limit(1)).first() is not None


def _leave_count(session: Session, day: OfficeDay, ticket: Ticket, *, by: str, now: datetime) -> None:
    """The count is right without a ticket's people: it stays, and a row says what is no longer held by the ticket."""
    session.add(
        Correction(
            office_id=day.office_id,
            office_day_id=day.id,
            people=ticket.held,
            kind="late",
            reason=ticket.number,
            at=now,
            by=by,
        )
    )
