"""Shutting an office or one of its services, for days or for hours of days, and opening it again.

Slots and board change in the same transaction, so that every surface shows it at the same click.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Closure, Office, Postponement
from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.calendar.refusals import AlreadyClosed, ClosureUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.seats.slots import lay_out

LONGEST_REASON = 200
HOLIDAYS = ("public", "joint_leave")
KINDS = (*HOLIDAYS, "office")

Holiday = tuple[date, str, str]
"""Date, name, kind (public or joint_leave)."""


@dataclass(frozen=True, slots=True)
class NewClosure:
    """Local dates, ends inclusive; without `ends_on` until further notice, with times only those hours of each day.

    service_id: None shuts the whole office. reason: what citizens read. kind: public, joint_leave or office.
    """

    starts_on: date
    ends_on: date | None
    reason: str
    service_id: int | None = None
    from_time: time | None = None
    to_time: time | None = None
    kind: str = "office"


def shut(session: Session, office: Office, new: NewClosure, *, by: str, now: datetime) -> Closure:
    """Close the office or a service; slots it takes are given up, and who is booked in them stays until moved.

    Raises Invalid, which names the fields, and AlreadyClosed where just this is written down already.
    """
    day = hold(session, office, now)
    closure = checked(session, office, new)
    closure.by = by
    session.add(closure)
    session.flush()
    lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)
    return closure


def set_end(
    session: Session, office: Office, closure_id: int, ends_on: date | None, *, by: str, now: datetime
) -> Closure:
    """Make a closure longer or shorter; None is until further notice. Raises ClosureUnknown, Invalid."""
    day = hold(session, office, now)
    closure = closure_of(session, office, closure_id)
    refuse_end(closure, ends_on)
    closure.ends_on, closure.by = ends_on, by
    session.add(closure)
    session.flush()
    lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)
    return closure


def reword(session: Session, office: Office, closure_id: int, reason: str, *, by: str, now: datetime) -> Closure:
    """Give a closure another reason; citizens read it at once. Raises ClosureUnknown, Invalid."""
    day = hold(session, office, now)
    closure = closure_of(session, office, closure_id)
    fault = _fault_of_reason(reason)
    if fault:
        raise Invalid(errors={"reason": fault})
    closure.reason, closure.by = _on_one_line(reason), by
    session.add(closure)
    session.flush()
    admit_and_publish(session, office, day, now)
    return closure


def reopen(session: Session, office: Office, closure_id: int, *, by: str, now: datetime) -> None:
    """Open from today on: the closure ends with yesterday, or is dropped if it began later. Raises ClosureUnknown."""
    yesterday = today_of(office, now) - timedelta(days=1)
    closure = closure_of(session, office, closure_id)
    if closure.starts_on > yesterday:
        drop(session, office, closure_id, now=now)
    elif closure.ends_on is None or closure.ends_on > yesterday:
        set_end(session, office, closure_id, yesterday, by=by, now=now)


def drop(session: Session, office: Office, closure_id: int, *, now: datetime) -> None:
    """Forget a closure, as if it had never been. Raises ClosureUnknown."""
    day = hold(session, office, now)
    closure = closure_of(session, office, closure_id)
    session.execute(update(Postponement).where(col(Postponement.closure_id) == closure.id).values(closure_id=None))
    session.delete(closure)
    session.flush()
    lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)


def add_holidays(session: Session, office: Office, holidays: list[Holiday], *, by: str, now: datetime) -> int:
    """Shut the office on those of the days that are no holiday of its table yet; returns how many were added."""
    day = hold(session, office, now)
    new = missing(session, office, holidays)
    session.add_all(
        Closure(office_id=office.id, starts_on=date_, ends_on=date_, reason=name, kind=kind, by=by)
        for date_, name, kind in new
    )
    session.flush()
    if new:
        lay_out(session, office, now=now)
        admit_and_publish(session, office, day, now)
    return len(new)


def missing(session: Session, office: Office, holidays: list[Holiday]) -> list[Holiday]:
    """Those of the days that are no holiday of the office's table yet."""
    query = select(col(Closure.starts_on)).where(col(Closure.office_id) == office.id, col(Closure.kind).in_(HOLIDAYS))
    known = set(session.scalars(query))
    return [holiday for holiday in holidays if holiday[0] not in known]


def closure_of(session: Session, office: Office, closure_id: int) -> Closure:
    """A closure of the office. Raises ClosureUnknown."""
    closure = session.get(Closure, closure_id, populate_existing=True)
    if closure is None or closure.office_id != office.id:
        raise ClosureUnknown
    return closure


def closed_of(closure: Closure) -> Closed:
    """A closure as the calendar reads it."""
    return Closed(
        closure.starts_on, closure.ends_on, closure.reason, closure.service_id, closure.from_time, closure.to_time
    )


def refuse_end(closure: Closure, ends_on: date | None) -> None:
    """Raises Invalid for an end before the beginning."""
    if ends_on is not None and ends_on < closure.starts_on:
        raise Invalid(errors={"ends_on": "before_start"})


def checked(session: Session, office: Office, new: NewClosure) -> Closure:
    """The row of a new closure, not added. Raises Invalid, AlreadyClosed."""
    reason = _on_one_line(new.reason)
    errors = {
        "reason": _fault_of_reason(new.reason),
        "ends_on": "before_start" if new.ends_on is not None and new.ends_on < new.starts_on else None,
        "to_time": _fault_of_times(new.from_time, new.to_time),
        "kind": None if new.kind in KINDS else "unknown",
        "service": None if _is_of(session, office, new.service_id) else "unknown",
    }
    if any(errors.values()):
        raise Invalid(errors={name: fault for name, fault in errors.items() if fault})
    facts: dict[str, Any] = {
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
        "reason": reason,
        "service_id": new.service_id,
        "from_time": new.from_time,
        "to_time": new.to_time,
    }
    same = select(Closure).filter_by(office_id=office.id, **facts)
    if session.scalars(same).first() is not None:
        raise AlreadyClosed(reason=reason)
    return Closure(office_id=office.id, kind=new.kind, **facts)


def _on_one_line(reason: str) -> str:
    return " ".join(reason.split())


def _fault_of_reason(reason: str) -> str | None:
    length = len(_on_one_line(reason))
    return "too_long" if length > LONGEST_REASON else None if length else "empty"


def _fault_of_times(from_time: time | None, to_time: time | None) -> str | None:
    if from_time is None and to_time is None:
        return None
    if from_time is None or to_time is None:
        return "both_or_none"
    return None if from_time < to_time else "before_start"


def _is_of(session: Session, office: Office, service_id: int | None) -> bool:
    return service_id is None or service_id in {each.id for each in queries.services_of(session, office.id)}
