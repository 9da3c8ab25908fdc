"""The count of people inside, when it is not what tickets say; the hall emptied, and places kept free of the queue."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, OfficeDay, Ticket
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.stages import HOLDING, TicketStage
from scheduler.flow.core.history import move, new_step, record, shift
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import count_anew, count_one, free_places, hold, reserve_places, set_day
from scheduler.flow.hall.lobby_lock import recount as write_down

ADMITTED = frozenset({TicketStage.ADMITTED})
MOST_PEOPLE = 100_000
"""A larger count is a slip of the finger, after which nobody would be let in."""


def recount(session: Session, office: Office, people: int, *, reason: str | None, by: str, now: datetime) -> OfficeDay:
    """Write down how many people are past the door now; those called in and still walking keep their places.

    Above the limit the count stays a fact, and nobody is admitted until it fits. Raises ReasonRequired, and Invalid
    below zero or for more than anybody counts.
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise Invalid(errors={"people": people})
    if not (reason or "").strip():
        raise ReasonRequired
    day = hold(session, office, now)
    walking = sum(t.held for t in queries.tickets_of(session, day.id, ADMITTED) if t.entered_at is None)
    write_down(session, day, people + walking, reason=reason, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return day


def change_by_one(session: Session, office: Office, by_one: int, *, by: str, now: datetime) -> OfficeDay:
    """Somebody without a ticket came in (1) or left (-1).

    One more is counted in a full hall too: they are inside already. Raises HallEmptied, Invalid for any other number.
    """
    if by_one not in (1, -1):
        raise Invalid(errors={"by": by_one})
    day = hold(session, office, now)
    count_one(session, day, by_one, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return day


def empty_hall(session: Session, office: Office, *, reason: str | None, by: str, now: datetime) -> OfficeDay:
    """Everybody goes outside, to wait at their old place in the order; nobody comes in or is called until it is opened.

    A hall that is emptied already stays as it is. Raises ReasonRequired.
    """
    if not (reason or "").strip():
        raise ReasonRequired
    day = hold(session, office, now)
    if day.halted_at is None:
        for ticket in queries.tickets_of(session, day.id, HOLDING | {TicketStage.PARKED}):
            _send_out(session, day, ticket, by=by, now=now)
        count_anew(session, day, 0, kind="emptied", reason=reason, by=by, now=now)
        set_day(session, day, halted_at=now)
    admit_and_publish(session, office, day, now)
    return day


def open_hall(session: Session, office: Office, *, people: int = 0, by: str, now: datetime) -> OfficeDay:
    """Open an emptied hall: who may come in is called in again, beside so many people who are inside.

    It is how an emptying is undone. A hall that is open already stays as it is. Raises Invalid below zero or for more
    than anybody counts.
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise Invalid(errors={"people": people})
    day = hold(session, office, now)
    if day.halted_at is not None:
        set_day(session, day, halted_at=None)
        count_anew(session, day, people, kind="opened", reason=None, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return day


def reserve(session: Session, office: Office, places: int, *, by: str, now: datetime) -> OfficeDay:
    """Admission leaves so many places free today, for people who come for other things; 0 ends it.

    One place at least stays for the queue. A party larger than what is left is passed over and told at the door.
    Raises Invalid.
    """
    day = hold(session, office, now)
    if not 0 <= places < day.lobby_limit:
        raise Invalid(errors={"places": places})
    if places != day.reserved:
        reserve_places(session, day, places, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return day


def _send_out(session: Session, day: OfficeDay, ticket: Ticket, *, by: str, now: datetime) -> None:
    """Send a ticket outside, in a step of its own; one that was set aside stays so, without places."""
    new_step(session)
    held = ticket.held
    free_places(session, day, ticket, by=by, now=now)
    if ticket.stage != TicketStage.PARKED:
        move(
            session,
            ticket,
            TicketStage.WAITING,
            by=by,
            now=now,
            why="hall_emptied",
            held=0,
            passed=0,
            admitted_at=None,
            entered_at=None,
            called_at=None,
            counter_id=None,
        )
    elif held:
        shift(session, ticket, ticket.stage, {"held": 0})
        record(session, ticket, before=ticket.stage, by=by, now=now, why="hall_emptied", was={"held": held})
