"""After each step, and at each tick, whoever may come in is admitted. No call admits by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Message, Office, OfficeDay, Ticket
from scheduler.domain.hall import queue
from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.hall.passing import is_crowded
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import move, new_step, record, shift, step_of
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.core.touched import touch, touched
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lobby_lock import room_of_queue, take_for_queue
from scheduler.flow.hall.outlook import outlook_of
from scheduler.flow.hall.publishing import board_before, publish, told_of
from scheduler.flow.hall.quoted_waits import note_told
from scheduler.flow.hall.standing import is_walking

TOLD_AT_ONCE, TOLD_AGAIN = 3, timedelta(hours=1)
"""So often somebody who is called in is told at once; who has not come by then hears of it so much later again."""


def admit_and_publish(
    session: Session,
    office: Office,
    day: OfficeDay,
    now: datetime,
    *,
    hall: Hall | None = None,
    at_door: Ticket | None = None,
    by: str = "",
) -> tuple[Hall, dict[int, Minutes]]:
    """The end of every lobby step: let in whoever may come in now, then write the board.

    hall: as the step has read it already, where all it has changed since are tickets and the count of people.
    at_door: who is being scanned, by whom: they pass the door now if they may, and hear how long they wait if not. Into
    a hall that has no room for them nobody passes, though they were called in.
    Returns the hall as it is then, and the minutes that its board says to those who come in now, or are scanned and
    wait, by ticket id.
    """
    hall = hall_of(session, office, day, now) if hall is None else hall
    hall.follow(touched(session))
    if not hall.is_crowded and _was_crowded(session, hall):
        _give_time_again(session, hall, now)
    told = admit_waiting(session, hall, now, at_door=at_door)
    if at_door is not None and is_walking(at_door) and not hall.keeps_out(at_door):
        _pass_door(session, at_door, by=by, now=now)
    if at_door is not None and at_door.stage == TicketStage.WAITING:
        told.append(at_door)
    hall.follow(touched(session))
    waits = publish(session, hall, now)
    assert hall.before is not None
    said = told_of(hall.before, told, waits)
    note_told(session, told, said, now)
    return hall, said


def admit_waiting(session: Session, hall: Hall, now: datetime, *, at_door: Ticket | None = None) -> list[Ticket]:
    """Admit by the order of the queue until nobody more may come in; returns the tickets that were.

    Nobody is called in during the office's break, nor whom the counters cannot call before the day's work ends.
    at_door: who is being scanned, and needs no message to come.
    """
    let_in: list[Ticket] = []
    hall.follow(touched(session))
    while not hall.is_resting and hall.day.people_inside < room_of_queue(hall.day):
        admission = queue.next_to_admit(
            hall.queued(),
            hall.desks(),
            limit=room_of_queue(hall.day),
            inside=hall.day.people_inside,
            now=now,
            passes=hall.office.passes,
            in_time=_once_asked(lambda: InTime(outlook_of(session, hall, now))),
        )
        ticket = _admit(session, hall, admission, now) if admission else None
        if ticket is None:
            break
        hall.follow(touched(session))
        let_in.append(ticket)
        if hall.office.guarded and (at_door is None or ticket.id != at_door.id):
            _tell(session, ticket, now)
    return let_in


def _once_asked(make: Callable[[], Callable[[queue.Queued], bool]]) -> Callable[[queue.Queued], bool]:
    """Judges by what is made when somebody asks for the first time: where nobody fits, nobody does."""
    judges: list[Callable[[queue.Queued], bool]] = []

    def judge(ticket: queue.Queued) -> bool:
        if not judges:
            judges.append(make())
        return judges[0](ticket)

    return judge


def _admit(session: Session, hall: Hall, admission: queue.Admission, now: datetime) -> Ticket | None:
    """The ticket, called in; None where its people do not fit after all."""
    ticket = queries.ticket_by_id(session, admission.ticket.id)
    if not take_for_queue(session, hall.day, ticket.people):
        return None
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
    _count_pass(session, [passed.id for passed in admission.passes])
    return ticket


def _was_crowded(session: Session, hall: Hall) -> bool:
    """Whether the step before this one left the hall crowded."""
    before = board_before(session, hall)
    return before is not None and is_crowded(before.lobby.people + before.lobby.entering, before.lobby.limit)


def _give_time_again(session: Session, hall: Hall, now: datetime) -> None:
    """Who waited at the door of a crowded hall has the whole time to come in from now on."""
    for walking in hall.walking:
        ticket = queries.ticket_by_id(session, walking.id)
        shift(session, ticket, ticket.stage, {"admitted_at": now})
    hall.follow(touched(session))


def _pass_door(session: Session, ticket: Ticket, *, by: str, now: datetime) -> None:
    new_step(session)
    record(session, ticket, before=ticket.stage, by=by, now=now, why="entered", was={"entered_at": None})
    ticket.entered_at = now
    session.flush()


def _tell(session: Session, ticket: Ticket, now: datetime) -> None:
    """Call somebody in by a message. Who was told thrice since they arrived and does not come in is called every few
    minutes all day where nobody else waits: then a message an hour is enough.
    """
    told = session.scalars(
        select(col(Message.created_at))
        .where(
            col(Message.booking_id) == ticket.booking_id,
            col(Message.cause) == Cause.COME_IN,
            col(Message.state) != "moot",
            col(Message.created_at) >= ticket.arrived_at,
        )
        .order_by(col(Message.id).desc())
        .limit(TOLD_AT_ONCE)
    ).all()
    if len(told) < TOLD_AT_ONCE or told[0] <= now - TOLD_AGAIN:
        note(session, Cause.COME_IN, session.get_one(Booking, ticket.booking_id), now=now, once=step_of(session))


def _count_pass(session: Session, passed: list[int]) -> None:
    """A party that others came in past is let go past three times at most; then the hall drains for it."""
    if not passed:
        return
    change_rows(session, update(Ticket).where(col(Ticket.id).in_(passed)).values(passed=col(Ticket.passed) + 1))
    for ticket_id in passed:
        ticket = queries.ticket_by_id(session, ticket_id)
        session.refresh(ticket, ["passed"])
        touch(session, ticket)
