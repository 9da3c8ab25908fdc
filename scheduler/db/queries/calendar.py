"""Hours, closures and shares of capacity."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.engine.read_once import read_once
from scheduler.db.models import (
    Closure,
    OpeningHours,
    TemporaryCapacity,
)
from scheduler.domain.calendar import calendar, timetable

_HOURS = ("weekday", "opens", "closes", "break_from", "break_to", "valid_from", "valid_to", "service_id")
HOURS = Prepared(
    select(*(getattr(OpeningHours, name) for name in _HOURS)).where(col(OpeningHours.office_id) == bindparam("office"))
)
_CLOSED = ("starts_on", "ends_on", "reason", "service_id", "from_time", "to_time")
CLOSURES = Prepared(
    select(*(getattr(Closure, name) for name in _CLOSED)).where(col(Closure.office_id) == bindparam("office"))
)


@read_once
def hours_of_office(session: Session, office_id: int) -> list[calendar.Hours]:
    """The weekly hours of an office and its services as the calendar reads them."""
    session.flush()
    return list(HOURS.made(_hours, session, of=office_id, office=office_id))


@read_once
def closures_of_office(session: Session, office_id: int) -> list[calendar.Closed]:
    """When an office and its services are shut, as the calendar reads it."""
    session.flush()
    return list(CLOSURES.made(_closed, session, of=office_id, office=office_id))


def _hours(rows: Iterable[Sequence[Any]]) -> tuple[calendar.Hours, ...]:
    return tuple(calendar.Hours(*row) for row in rows)


def _closed(rows: Iterable[Sequence[Any]]) -> tuple[calendar.Closed, ...]:
    return tuple(calendar.Closed(*row) for row in rows)


def hours_by_office(session: Session, offices: Collection[int] | None = None) -> dict[int, list[calendar.Hours]]:
    """Office id -> the weekly hours of some offices and their services; None: of all."""
    query = select(col(OpeningHours.office_id), *(getattr(OpeningHours, name) for name in _HOURS))
    if offices is not None:
        query = query.where(col(OpeningHours.office_id).in_(offices))
    found: dict[int, list[calendar.Hours]] = {}
    for office_id, *facts in session.execute(query):
        found.setdefault(office_id, []).append(calendar.Hours(*facts))
    return found


def closures_among(session: Session, offices: Collection[int]) -> dict[int, list[calendar.Closed]]:
    """Office id -> when some offices and their services are shut, whenever that is."""
    query = select(col(Closure.office_id), *(getattr(Closure, name) for name in _CLOSED))
    found: dict[int, list[calendar.Closed]] = {}
    for office_id, *facts in session.execute(query.where(col(Closure.office_id).in_(offices))):
        found.setdefault(office_id, []).append(calendar.Closed(*facts))
    return found


def closures_by_office(session: Session, first: date, last: date) -> dict[int, list[calendar.Closed]]:
    """Office id -> closures, of the office and of its services, that touch a span of days."""
    columns = ("office_id", "starts_on", "ends_on", "reason", "service_id", "from_time", "to_time")
    query = select(*(getattr(Closure, name) for name in columns)).where(
        col(Closure.starts_on) <= last,
        col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= first),
    )
    found: dict[int, list[calendar.Closed]] = {}
    for office_id, *facts in session.execute(query):
        found.setdefault(office_id, []).append(calendar.Closed(*facts))
    return found


def shares_of_office(session: Session, office_id: int) -> list[timetable.Share]:
    """The shares of their usual units that slots hold for a time, as the timetable reads them."""
    columns = (
        col(TemporaryCapacity.starts_on),
        col(TemporaryCapacity.ends_on),
        col(TemporaryCapacity.percent),
        col(TemporaryCapacity.service_id),
    )
    query = select(*columns).where(col(TemporaryCapacity.office_id) == office_id)
    return [timetable.Share(*row) for row in session.execute(query)]
