"""Which of an installation's offices a look at the time concerns at all: one statement for hundreds of them.

What a look asks here is whether it could find anything to do at an office; whether it does it asks each of those that
are named. So what is named too many costs a moment, and what is not named costs nothing. Nobody may be left out of whom
the look would say that something is to be done.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import local_day

TODAY = bindparam("today", type_=Date())
"""In a statement for `named_by_zone`: the date at the office."""
IN_ZONE: ColumnElement[bool] = col(Office.timezone) == bindparam("zone")
"""In the same: of an office."""
_ZONES = Prepared(select(col(Office.timezone)).distinct())


def named(session: Session, statement: Prepared, **facts: Any) -> set[int]:
    """The offices that a statement names by their id."""
    return {row[0] for row in statement.all(session, **facts)}


def named_by_zone(session: Session, statement: Prepared, now: datetime, **facts: Any) -> set[int]:
    """The same of a statement that asks for one zone and its date at a moment."""
    return {row[0] for row in rows_by_zone(session, statement, now, **facts)}


def rows_by_zone(session: Session, statement: Prepared, now: datetime, **facts: Any) -> list[Sequence[Any]]:
    """The rows of a statement that asks for one zone and its date at a moment, of all zones."""
    return [
        row
        for (zone,) in _ZONES.all(session)
        for row in statement.all(session, zone=zone, today=local_day(now, ZoneInfo(zone)), **facts)
    ]
