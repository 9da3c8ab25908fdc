"""What the guard saw wrong at the scan, put right with one tap before the number is called."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Office, OfficeDay, Ticket
from scheduler.domain.hall.refusals import LobbyFull
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import record, shift
from scheduler.flow.counter.counter_lookup import known_ticket, refuse_unless
from scheduler.flow.counter.tickets import Arrival, let_in
from scheduler.flow.hall.hall_state import rules_of
from scheduler.flow.hall.lobby_lock import free_places, hold, room_of_queue, take_places
from scheduler.flow.seats.visits import refuse_large_party

BEFORE_THE_CALL = frozenset({TicketStage.WAITING, TicketStage.ADMITTED})


def correct_arrival(
    session: Session,
    office: Office,
    number: str,
    *,
    by: str,
    now: datetime,
    people: int | None = None,
    priority: bool | None = None,
    escort: bool | None = None,
) -> Arrival:
    """Change how many people a number stands for, whether it goes first, or is gone to; the answer may then differ.

    Raises TicketUnknown, IllegalStep once it was called, Invalid below one, PartyTooLarge, and LobbyFull where the
    number is inside and the others do not fit.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, BEFORE_THE_CALL, "corrected")
    was_inside = ticket.held > 0
    if people is not None and people != ticket.people:
        _set_people(session, day, ticket, people, by=by, now=now)
    if priority is not None and priority != ticket.priority:
        _set_priority(session, office, ticket, priority=priority, by=by, now=now)
    if escort is not None and escort != ticket.escort:
        _set_escort(session, ticket, escort=escort, by=by, now=now)
    arrival = let_in(session, office, day, ticket, by=by, now=now)
    return replace(arrival, answer="come_in") if was_inside and arrival.answer != "wait_at_door" else arrival


def _set_people(session: Session, day: OfficeDay, ticket: Ticket, people: int, *, by: str, now: datetime) -> None:
    if people < 1:
        raise Invalid(errors={"people": people})
    refuse_large_party(people, day.lobby_limit if ticket.held else room_of_queue(day))
    if ticket.held and people > ticket.held and not take_places(session, day, people - ticket.held):
        raise LobbyFull
    if ticket.held > people:
        free_places(session, day, ticket, by=by, now=now, people=ticket.held - people)
    was = {"people": ticket.people, "held": ticket.held}
    shift(session, ticket, ticket.stage, {"people": people, "held": people if ticket.held else 0})
    change_rows(session, update(Booking).where(col(Booking.id) == ticket.booking_id).values(party=people))
    record(session, ticket, before=ticket.stage, by=by, now=now, why="people_corrected", was=was)


def _set_priority(session: Session, office: Office, ticket: Ticket, *, priority: bool, by: str, now: datetime) -> None:
    lead = rules_of(office).priority_lead
    due_at = ticket.due_at - lead if priority else ticket.due_at + lead
    was = {"priority": ticket.priority, "due_at": ticket.due_at.isoformat()}
    shift(session, ticket, ticket.stage, {"priority": priority, "due_at": due_at})
    record(session, ticket, before=ticket.stage, by=by, now=now, why="priority_corrected", was=was)


def _set_escort(session: Session, ticket: Ticket, *, escort: bool, by: str, now: datetime) -> None:
    was = {"escort": ticket.escort}
    shift(session, ticket, ticket.stage, {"escort": escort})
    record(session, ticket, before=ticket.stage, by=by, now=now, why="escort_corrected", was=was)
