"""A counter opens, takes a break, closes."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Counter, Office
from scheduler.domain.errors import CounterBusy, ReasonRequired
from scheduler.flow.admission import settle
from scheduler.flow.day import hold
from scheduler.flow.desks import known_counter


def open_counter(session: Session, office: Office, number: int, *, now: datetime) -> Counter:
    """Open a counter: it may call at once. Raises CounterUnknown."""
    return _set(session, office, number, "open", None, now)


def pause_counter(session: Session, office: Office, number: int, *, reason: str | None, now: datetime) -> Counter:
    """Nobody is called to a counter on a break. Raises CounterUnknown, ReasonRequired, CounterBusy."""
    if not (reason or "").strip():
        raise ReasonRequired
    return _set(session, office, number, "break", reason, now)


def close_counter(session: Session, office: Office, number: int, *, now: datetime) -> Counter:
    """Close a counter once nobody is at it. Raises CounterUnknown, CounterBusy."""
    return _set(session, office, number, "closed", None, now)


def _set(session: Session, office: Office, number: int, state: str, reason: str | None, now: datetime) -> Counter:
    day = hold(session, office, now)
    counter = known_counter(session, office, number)
    busy = queries.ticket_at_counter(session, counter.id)
    if state != "open" and busy is not None:
        raise CounterBusy(counter=number, ticket=busy.number)
    session.execute(
        update(Counter)
        .where(col(Counter.id) == counter.id)
        .values(state=state, reason=reason)
        .execution_options(synchronize_session=False)
    )
    session.refresh(counter)
    settle(session, office, day, now)
    return counter
