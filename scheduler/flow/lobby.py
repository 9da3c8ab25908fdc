"""The count of people inside, when it is not what tickets say: counted again, one more, one less."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, OfficeDay
from scheduler.domain.errors import Invalid, ReasonRequired
from scheduler.domain.stages import TicketStage
from scheduler.flow.admission import settle
from scheduler.flow.day import count_one, hold
from scheduler.flow.day import recount as write_down

ADMITTED = frozenset({TicketStage.ADMITTED})


def recount(session: Session, office: Office, people: int, *, reason: str | None, by: str, now: datetime) -> OfficeDay:
    """Write down how many people are past the door now; those called in and still walking keep their places.

    Above the limit it stays a fact, and nobody is admitted until it fits. Raises Invalid below zero, ReasonRequired.
    """
    if people < 0:
        raise Invalid(errors={"people": people})
    if not (reason or "").strip():
        raise ReasonRequired
    day = hold(session, office, now)
    walking = sum(t.held for t in queries.tickets_of(session, day.id, ADMITTED) if t.entered_at is None)
    write_down(session, day, people + walking, reason=reason, by=by, now=now)
    settle(session, office, day, now)
    return day


def change_by_one(session: Session, office: Office, by_one: int, *, by: str, now: datetime) -> OfficeDay:
    """Somebody without a ticket came in (1) or left (-1). Raises LobbyFull, Invalid for any other number."""
    if by_one not in (1, -1):
        raise Invalid(errors={"by": by_one})
    day = hold(session, office, now)
    count_one(session, day, by_one, by=by, now=now)
    settle(session, office, day, now)
    return day
