"""A counter calls: the next, again, a given number; and who was called comes, or does not.

In the office's break nobody is called next, called again or counted as absent.
"""

from datetime import datetime
from math import ceil

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Call, Office, Ticket
from scheduler.domain.counter import CallLimit, CallTooSoon, CounterUnknown, NobodyWaiting, OnBreak, TooFewCalls
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall import queue
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import move, record
from scheduler.flow.counter.counter_lookup import (
    back_into_queue,
    known_ticket,
    put_at,
    refuse_unfit,
    refuse_unless,
)
from scheduler.flow.hall.admission import admit_and_publish, admit_waiting
from scheduler.flow.hall.hall_state import Hall, Loket, hall_of, hold_hall
from scheduler.flow.hall.lobby_lock import free_places, hold


def call(
    session: Session,
    office: Office,
    number: int,
    *,
    by: str,
    now: datetime,
    ticket: str | None = None,
    reason: str | None = None,
) -> Ticket:
    """Call the next of the counter's services, or a given number out of order with a reason, in a break too.

    Raises CounterUnknown, CounterClosed, CounterBusy, HallEmptied, OnBreak, NobodyWaiting, TicketUnknown, IllegalStep,
    ReasonRequired.
    """
    hall = hold_hall(session, office, now)
    counter = _counter_of(hall, number)
    refuse_unfit(hall, counter)
    if ticket and (reason or "").strip():
        _refuse_emptied(hall)
    else:
        _refuse_rest(hall)
    chosen = _given(session, hall, counter, ticket, reason, now) if ticket else _next(session, hall, counter, now)
    if chosen is None:
        raise NobodyWaiting(counter=counter.number)
    _put(session, hall, chosen, counter, by=by, now=now, reason=reason)
    return chosen


def call_if_any(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Ticket | None:
    """Call the next of the counter's services where a counter may call and somebody waits; else do nothing.

    Raises CounterUnknown.
    """
    hall = hold_hall(session, office, now)
    counter = _counter_of(hall, number)
    if counter.state != "open" or hall.at(counter) is not None or hall.is_resting:
        return None
    chosen = _next(session, hall, counter, now)
    if chosen is not None:
        _put(session, hall, chosen, counter, by=by, now=now)
    return chosen


def recall(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Call a number again at its counter: the same call, one repeat more.

    Raises TicketUnknown, IllegalStep, HallEmptied, OnBreak, CallLimit after the office's number of calls, CallTooSoon.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, frozenset({TicketStage.CALLED}), "recalled")
    hall = hall_of(session, office, day, now)
    _refuse_rest(hall)
    latest = _latest_call(session, ticket, now)
    if latest.repeat + 1 >= office.max_calls:
        raise CallLimit(count=latest.repeat + 1)
    seconds = office.recall_seconds - (now - latest.at).total_seconds()
    if 0 < seconds <= office.recall_seconds:  # more: the clock was put back, and nobody is to wait for it
        raise CallTooSoon(seconds=ceil(seconds))
    same = (col(Call.id) == latest.id, col(Call.at) == latest.at)
    session.exec(update(Call).where(*same).values(repeat=col(Call.repeat) + 1, at=now))
    record(session, ticket, before=ticket.stage, by=by, now=now, why="recalled")
    admit_and_publish(session, office, day, now, hall=hall)
    return ticket


def serve(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Who was called has come to the counter. Raises TicketUnknown, IllegalStep."""
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    move(session, ticket, TicketStage.SERVING, by=by, now=now, entered_at=ticket.entered_at or now)
    admit_and_publish(session, office, day, now)
    return ticket


def miss(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Who was called did not come: the counter and the places are free; a scan brings them back.

    Raises TicketUnknown, IllegalStep, HallEmptied, OnBreak, TooFewCalls.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, frozenset({TicketStage.CALLED}), TicketStage.MISSED)
    hall = hall_of(session, office, day, now)
    _refuse_rest(hall)
    count = _latest_call(session, ticket, now).repeat + 1
    needed = min(office.absent_after, office.max_calls)
    if count < needed:
        raise TooFewCalls(count=count, needed=needed)
    free_places(session, day, ticket, by=by, now=now)
    move(session, ticket, TicketStage.MISSED, by=by, now=now, held=0, ended_at=now)
    admit_and_publish(session, office, day, now, hall=hall)
    return ticket


def _refuse_rest(hall: Hall) -> None:
    """Raises HallEmptied, OnBreak."""
    _refuse_emptied(hall)
    if hall.is_resting:
        raise OnBreak(until=hall.opening.until)


def _refuse_emptied(hall: Hall) -> None:
    if hall.day.halted_at is not None:
        raise HallEmptied


def _latest_call(session: Session, ticket: Ticket, now: datetime) -> Call:
    """The call that a called ticket stands by."""
    latest = queries.latest_call(session, ticket, now)
    assert latest is not None
    return latest


def _put(
    session: Session, hall: Hall, ticket: Ticket, counter: Loket, *, by: str, now: datetime, reason: str | None = None
) -> None:
    """Call a ticket to a counter; one that was set aside stands in the queue again first."""
    if ticket.stage == TicketStage.PARKED:
        back_into_queue(session, ticket, by=by, now=now)
    put_at(session, hall, ticket, counter, by=by, now=now, note=reason)
    admit_and_publish(session, hall.office, hall.day, now, hall=hall)


def _counter_of(hall: Hall, number: int) -> Loket:
    """The office's counter of a number. Raises CounterUnknown."""
    counter = hall.counter(number)
    if counter is None:
        raise CounterUnknown(counter=number)
    return counter


def _next(session: Session, hall: Hall, counter: Loket, now: datetime) -> Ticket | None:
    desk = next(desk for desk in hall.desks() if desk.number == counter.number)
    found = queue.next_to_call(desk, hall.queued(), now)
    if found is None:
        admit_waiting(session, hall, now)
        found = queue.next_to_call(desk, hall.queued(), now)
    return queries.ticket_by_id(session, found.id) if found else None


def _given(session: Session, hall: Hall, counter: Loket, number: str, reason: str | None, now: datetime) -> Ticket:
    ticket = known_ticket(session, hall.day, number)
    if ticket.stage not in (TicketStage.ADMITTED, TicketStage.PARKED) or not ticket.held:
        raise IllegalStep(stage=ticket.stage, to=TicketStage.CALLED)
    desk = next(desk for desk in hall.desks() if desk.number == counter.number)
    first = queue.next_to_call(desk, hall.queued(), now)
    if (first is None or first.id != ticket.id) and not (reason or "").strip():
        raise ReasonRequired
    return ticket
