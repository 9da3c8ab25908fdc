"""A counter opens, takes a break, closes; whom no counter takes any more may be sent outside."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Counter, Office, OfficeDay, Ticket
from scheduler.domain.counter import CounterBusy
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import move, new_step
from scheduler.flow.counter.counter_lookup import known_counter
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lobby_lock import free_places, hold
from scheduler.flow.hall.standing import Standing


def open_counter(session: Session, office: Office, number: int, *, now: datetime) -> Counter:
    """Open a counter: it may call at once. Raises CounterUnknown."""
    return _set(session, office, number, "open", now=now)


def pause_counter(
    session: Session, office: Office, number: int, *, reason: str | None, now: datetime, outside_by: str | None = None
) -> Counter:
    """Nobody is called to a counter on a break.

    outside_by: who sends those outside whom no open counter takes then; None leaves them in the lobby.
    Raises CounterUnknown, ReasonRequired, CounterBusy.
    """
    if not (reason or "").strip():
        raise ReasonRequired
    return _set(session, office, number, "break", reason=reason, now=now, outside_by=outside_by)


def close_counter(
    session: Session, office: Office, number: int, *, now: datetime, outside_by: str | None = None
) -> Counter:
    """Close a counter once nobody is at it; `outside_by` as for a break. Raises CounterUnknown, CounterBusy."""
    return _set(session, office, number, "closed", now=now, outside_by=outside_by)


def stranded(hall: Hall) -> list[Standing]:
    """Who is called in or inside, not at a counter, and whom no open counter takes."""
    open_ones = [desk for desk in hall.desks() if desk.is_open]
    inside = [ticket for ticket in hall.tickets if ticket.stage == TicketStage.ADMITTED]
    seen = ((ticket, hall.as_queued(ticket)) for ticket in inside)
    return [ticket for ticket, queued in seen if not any(desk.takes(queued) for desk in open_ones)]


def send_outside(session: Session, office: Office, *, by: str, now: datetime) -> list[Ticket]:
    """Those stranded wait outside at their old place in the order and free their places for others; returns them."""
    day = hold(session, office, now)
    sent = _send_out(session, office, day, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return sent


def _set(
    session: Session,
    office: Office,
    number: int,
    state: str,
    *,
    now: datetime,
    reason: str | None = None,
    outside_by: str | None = None,
) -> Counter:
    day = hold(session, office, now)
    counter = known_counter(session, office, number)
    busy = queries.ticket_at_counter(session, counter.id)
    if state != "open" and busy is not None:
        raise CounterBusy(counter=number, ticket=busy.number)
    facts = {"state": state, "reason": reason, "changed_at": counter.changed_at if counter.state == state else now}
    change_rows(session, update(Counter).where(col(Counter.id) == counter.id).values(**facts))
    session.refresh(counter)
    if outside_by is not None:
        _send_out(session, office, day, by=outside_by, now=now)
    admit_and_publish(session, office, day, now)
    return counter


def _send_out(session: Session, office: Office, day: OfficeDay, *, by: str, now: datetime) -> list[Ticket]:
    """Send stranded tickets outside, each a step of its own: taking one back leaves the others where they are."""
    sent = [queries.ticket_by_id(session, each.id) for each in stranded(hall_of(session, office, day, now))]
    for ticket in sent:
        new_step(session)
        free_places(session, day, ticket, by=by, now=now)
        move(
            session,
            ticket,
            TicketStage.WAITING,
            by=by,
            now=now,
            why="sent_outside",
            held=0,
            passed=0,
            admitted_at=None,
            entered_at=None,
            called_at=None,
        )
    return sent
