"""Today's tickets and the office's counters by their numbers, and how the one comes to the other."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Office, OfficeDay, Ticket
from scheduler.db.queries.hot import ADD_CALL
from scheduler.domain.counter import CounterBusy, CounterClosed, CounterUnknown, TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import move
from scheduler.flow.hall.hall_state import Hall, Loket


def known_ticket(session: Session, day: OfficeDay, number: str) -> Ticket:
    """Today's ticket of a number. Raises TicketUnknown."""
    ticket = queries.ticket_by_number(session, day.id, number.strip().upper())
    if ticket is None:
        raise TicketUnknown(ticket=number)
    return ticket


def known_counter(session: Session, office: Office, number: int) -> Counter:
    """The office's counter of a number. Raises CounterUnknown."""
    counter = queries.counter_by_number(session, office.id, number)
    if counter is None:
        raise CounterUnknown(counter=number)
    return counter


def refuse_unless(ticket: Ticket, among: frozenset[TicketStage], to: str) -> None:
    """Raises IllegalStep where the ticket is at none of the stages."""
    if ticket.stage not in among:
        raise IllegalStep(stage=ticket.stage, to=to)


def back_into_queue(session: Session, ticket: Ticket, *, by: str, now: datetime, why: str = "resumed") -> None:
    """A ticket that was set aside stands in the queue again, at its old place. Raises IllegalStep."""
    to = TicketStage.ADMITTED if ticket.held else TicketStage.WAITING
    move(session, ticket, to, by=by, now=now, why=why, not_before=None, waits_for_document=False)


def put_at(
    session: Session,
    hall: Hall,
    ticket: Ticket,
    counter: Loket | Counter,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    note: str | None = None,
) -> None:
    """Call a ticket to a counter that is free. Raises CounterClosed, CounterBusy."""
    refuse_unfit(hall, counter)
    facts: dict[str, Any] = {"counter_id": counter.id, "called_at": now, "sent_to": None}
    move(session, ticket, TicketStage.CALLED, by=by, now=now, why=why, note=note, **facts)
    ADD_CALL.put_off(
        session,
        office_id=ticket.office_id,
        office_day_id=ticket.office_day_id,
        ticket_id=ticket.id,
        counter_number=counter.number,
        at=now,
    )


def refuse_unfit(hall: Hall, counter: Loket | Counter) -> None:
    """A counter that cannot call: shut, or still with somebody. Raises CounterClosed, CounterBusy."""
    if counter.state != "open":
        raise CounterClosed(counter=counter.number, state=counter.state)
    busy = hall.at(counter)
    if busy is not None:
        raise CounterBusy(counter=counter.number, ticket=busy.number)
