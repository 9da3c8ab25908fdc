"""After each step, and at each tick, whoever may come in is admitted. No call admits by hand."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.board import Board
from scheduler.db.models import Booking, Office, OfficeDay, Ticket
from scheduler.domain import queue
from scheduler.domain.stages import TicketStage
from scheduler.flow.day import take_places
from scheduler.flow.hall import Hall, hall_of
from scheduler.flow.history import move, new_step, step_of
from scheduler.flow.outbox import Cause, note
from scheduler.flow.publishing import publish


def settle(session: Session, office: Office, day: OfficeDay, now: datetime) -> Board:
    """The end of every lobby step: let in whoever may come in now, then write the board."""
    hall = hall_of(session, office, day, now)
    admit_waiting(session, hall, now)
    return publish(session, hall, now)


def admit_waiting(session: Session, hall: Hall, now: datetime, *, at_door: Ticket | None = None) -> None:
    """Admit by the order of the queue until nobody more may come in. Nobody is called in during the office's break.

    at_door: who is being scanned, and needs no message to come.
    """
    while hall.opening.state != "break":
        admission = queue.next_to_admit(
            hall.queued(),
            hall.desks(),
            limit=hall.day.lobby_limit,
            inside=hall.day.people_inside,
            now=now,
            passes=hall.office.passes,
        )
        if admission is None or not _admit(session, hall, admission, now):
            return
        ticket = hall.ticket(admission.ticket.id)
        if hall.office.guarded and (at_door is None or ticket.id != at_door.id):
            note(session, Cause.COME_IN, session.get_one(Booking, ticket.booking_id), now=now, once=step_of(session))


def _admit(session: Session, hall: Hall, admission: queue.Admission, now: datetime) -> bool:
    ticket = hall.ticket(admission.ticket.id)
    if not take_places(session, hall.day, ticket.people):
        return False
    new_step(session)
    move(
        session,
        ticket,
        TicketStage.ADMITTED,
        by="system",
        now=now,
        why=admission.reason,
        held=ticket.people,
        admitted_at=now,
        entered_at=None if hall.office.guarded else now,
        not_before=None,
        passed=0,
    )
    _count_pass(session, hall, [passed.id for passed in admission.passes])
    return True


def _count_pass(session: Session, hall: Hall, passed: list[int]) -> None:
    """A party that others came in past is let go past three times at most; then the hall drains for it."""
    if not passed:
        return
    session.execute(
        update(Ticket)
        .where(col(Ticket.id).in_(passed))
        .values(passed=col(Ticket.passed) + 1)
        .execution_options(synchronize_session=False)
    )
    for ticket_id in passed:
        ticket = hall.ticket(ticket_id)
        session.refresh(ticket, ["passed"])
