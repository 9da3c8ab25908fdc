"""What a booked visit may expect of the door on its day: by the rules that answer its scan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office
from scheduler.domain.calendar import calendar
from scheduler.domain.door import TooEarly
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.door.refusals import refusal_at_door


@dataclass(frozen=True, slots=True)
class AtDoor:
    """state: before the time at which the door takes the visit; within its time; after that, and the door takes it
    all the same; or refused, for another reason than the hour. closes: when the office's day ends.
    """

    state: Literal["early", "open", "late", "refused"]
    refusal: Refusal | None = None
    closes: datetime | None = None


def at_door(session: Session, office: Office, booking: Booking, *, until: datetime, now: datetime) -> AtDoor:
    """What the door would say now to a visit whose slot is today. until: the end of its grace."""
    refusal = refusal_at_door(session, office, booking, now=now)
    if isinstance(refusal, TooEarly):
        return AtDoor("early")
    if refusal is not None:
        return AtDoor("refused", refusal)
    return AtDoor("open") if now <= until else AtDoor("late", closes=_closing(session, office, now))


def _closing(session: Session, office: Office, now: datetime) -> datetime | None:
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    work = calendar.stretches_of(today_of(office, now), hours, closed, zone_of_office(office))
    return work[-1][1] if work and work[-1][1] > now else None
