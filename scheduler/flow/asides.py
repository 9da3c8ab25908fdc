"""A ticket leaves its counter without being served there: set aside for a while, or passed on to another."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, Service, Ticket
from scheduler.domain.errors import Invalid
from scheduler.domain.stages import AT_COUNTER, TicketStage
from scheduler.flow.admission import settle
from scheduler.flow.day import free_places, hold
from scheduler.flow.desks import known_counter, known_ticket, put_at, refuse_unless
from scheduler.flow.hall import hall_of
from scheduler.flow.history import move


def park(
    session: Session, office: Office, number: str, *, by: str, now: datetime,
    until: datetime | None = None, outside: bool = False, reason: str | None = None,
) -> Ticket:  # fmt: skip
    """Set a ticket aside, keeping its places unless it waits outside; it resumes at `until`, or at its next scan.

    Raises TicketUnknown, IllegalStep.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    held = ticket.held
    if outside and held:
        free_places(session, day, ticket, by=by, now=now)
        held = 0
    move(session, ticket, TicketStage.PARKED, by=by, now=now, note=reason, held=held, not_before=until)
    settle(session, office, day, now)
    return ticket


def resume(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Take a ticket that was set aside back into the queue, at its old place. Raises TicketUnknown, IllegalStep."""
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, frozenset({TicketStage.PARKED}), "resumed")
    to = TicketStage.ADMITTED if ticket.held else TicketStage.WAITING
    move(session, ticket, to, by=by, now=now, why="resumed", not_before=None)
    settle(session, office, day, now)
    return ticket


def transfer(
    session: Session, office: Office, number: str, *, by: str, now: datetime,
    service: str | None = None, counter: int | None = None,
) -> Ticket:  # fmt: skip
    """Pass a ticket at a counter on to another service, or straight to another counter; its due time stays.

    Raises TicketUnknown, IllegalStep, Invalid (neither, or an unknown service), CounterUnknown, CounterClosed,
    CounterBusy.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.ADMITTED)
    target = _service(session, office, service) if service else None
    if target is None and counter is None:
        raise Invalid(errors={"service": "service or counter"})
    move(
        session, ticket, TicketStage.ADMITTED, by=by, now=now, why="transferred",
        service_id=target.id if target else ticket.service_id, counter_id=None,
    )  # fmt: skip
    if counter is None:
        settle(session, office, day, now)
        return ticket
    hall, target_counter = hall_of(session, office, day, now), known_counter(session, office, counter)
    put_at(session, hall, ticket, target_counter, by=by, now=now, why="transferred")
    settle(session, office, day, now)
    return ticket


def _service(session: Session, office: Office, letter: str) -> Service:
    found = next((s for s in queries.services_of(session, office.id) if s.letter == letter.upper()), None)
    if found is None:
        raise Invalid(errors={"service": letter})
    return found
