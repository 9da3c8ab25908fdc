"""A ticket leaves its counter without being served there: set aside for a while, or passed on to another."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, Service, Ticket
from scheduler.domain.counter import CounterClosed, NoOpenCounter
from scheduler.domain.hall import queue
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import AT_COUNTER, TicketStage
from scheduler.flow.core.history import change, move
from scheduler.flow.counter.counter_lookup import back_into_queue, known_counter, known_ticket, put_at, refuse_unless
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lobby_lock import free_places, hold, next_return

PRAYER = "salat"
"""The reason of who goes to pray."""
PRAYER_FOR = timedelta(minutes=15)
IN_QUEUE = frozenset(
    {TicketStage.WAITING, TicketStage.ADMITTED, TicketStage.CALLED, TicketStage.SERVING, TicketStage.PARKED}
)


def park(
    session: Session,
    office: Office,
    number: str,
    *,
    by: str,
    now: datetime,
    until: datetime | None = None,
    outside: bool = False,
    reason: str | None = None,
    after: int | None = None,
    until_ready: bool = False,
) -> Ticket:
    """Set a ticket aside, keeping its places unless it waits outside. It keeps its place in the order.

    It comes back at `until`; or once the documents of the visit are ready; or behind `after` others of its service,
    for whom it makes way at once; or (none of them) when it is scanned, resumed or called. Who prays is back after 15
    minutes. Raises TicketUnknown, IllegalStep, Invalid for more than one of the three.
    """
    if sum((until is not None, after is not None, until_ready)) > 1 or (after is not None and after < 1):
        raise Invalid(errors={"until": "one of until, after, until_ready"})
    if reason == PRAYER and after is None and not until_ready:
        until = until or now + PRAYER_FOR
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, IN_QUEUE if after else IN_QUEUE - {TicketStage.PARKED}, TicketStage.PARKED)
    held = ticket.held
    if outside and held:
        free_places(session, day, ticket, by=by, now=now)
        held = 0
    if after is None:
        move(
            session,
            ticket,
            TicketStage.PARKED,
            by=by,
            now=now,
            note=reason,
            held=held,
            not_before=until,
            waits_for_document=until_ready,
        )
    else:
        hall = hall_of(session, office, day, now)
        facts = {"why": "behind", "note": reason} | _behind(session, hall, ticket, after) | _where(held)
        to = TicketStage.ADMITTED if held else TicketStage.WAITING
        if ticket.stage == to:
            change(session, ticket, by=by, now=now, **facts)
        else:
            move(session, ticket, to, by=by, now=now, **facts)
    admit_and_publish(session, office, day, now)
    return ticket


def resume(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Take a ticket that was set aside back into the queue, at its old place. Raises TicketUnknown, IllegalStep."""
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, frozenset({TicketStage.PARKED}), "resumed")
    back_into_queue(session, ticket, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return ticket


def transfer(
    session: Session,
    office: Office,
    number: str,
    *,
    by: str,
    now: datetime,
    service: str | None = None,
    counter: int | None = None,
) -> Ticket:
    """Pass a ticket at a counter on to another service, or to another counter; its due time stays.

    A counter that is free has it called there at once; for one that is busy it waits, and no other calls it meanwhile.
    Raises TicketUnknown, IllegalStep, Invalid (neither, an unknown service, or the counter it stands at),
    NoOpenCounter, CounterUnknown, CounterClosed.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.ADMITTED)
    target = _service(session, office, service) if service else None
    if target is None and counter is None:
        raise Invalid(errors={"service": "service or counter"})
    if target is not None and counter is None:
        _refuse_unattended(hall_of(session, office, day, now), target)
    desk = None if counter is None else known_counter(session, office, counter)
    if desk is not None and desk.id == ticket.counter_id:
        raise Invalid(errors={"counter": "here"})
    if desk is not None and desk.state != "open":
        raise CounterClosed(counter=desk.number, state=desk.state)
    move(
        session,
        ticket,
        TicketStage.ADMITTED,
        by=by,
        now=now,
        why="transferred",
        service_id=target.id if target else ticket.service_id,
        counter_id=None,
        sent_to=counter,
    )
    hall = hall_of(session, office, day, now)
    if desk is not None and hall.at(desk) is None:
        put_at(session, hall, ticket, desk, by=by, now=now, why="transferred")
    admit_and_publish(session, office, day, now)
    return ticket


def _behind(session: Session, hall: Hall, ticket: Ticket, k: int) -> dict[str, Any]:
    """The key of a ticket just behind the k-th other of its service waiting or admitted now."""
    own = hall.as_queued(ticket)
    others = [other for other in hall.queued() if other.service == own.service and other.id != own.id]
    key = queue.place_behind(own, others, again=next_return(session, hall.day), k=k)
    return {"due_at": key.due_at, "seq": key.seq, "again": key.again}


def _where(held: int) -> dict[str, Any]:
    """Columns of a ticket that stays in the hall, or goes outside."""
    facts: dict[str, Any] = {"held": held, "counter_id": None, "not_before": None, "waits_for_document": False}
    return facts if held else facts | {"passed": 0, "admitted_at": None, "entered_at": None, "called_at": None}


def _refuse_unattended(hall: Hall, service: Service) -> None:
    """Nobody is passed on to a service that no open counter takes. Raises NoOpenCounter."""
    if not any(desk.is_open and service.letter in desk.services for desk in hall.desks()):
        raise NoOpenCounter(service=service.name)


def _service(session: Session, office: Office, letter: str) -> Service:
    found = next((s for s in queries.services_of(session, office.id) if s.letter == letter.upper()), None)
    if found is None:
        raise Invalid(errors={"service": letter})
    return found
