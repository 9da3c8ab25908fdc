"""Rosters: when each counter is planned to be open."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.engine.read_once import read_once
from scheduler.db.models import CounterRoster
from scheduler.domain.roster.roster import Dates, Roster, Week, week_of

ROSTERS = Prepared(
    select(
        col(CounterRoster.valid_from),
        col(CounterRoster.valid_to),
        col(CounterRoster.counter_id),
        col(CounterRoster.week),
    ).where(
        col(CounterRoster.office_id) == bindparam("office"),
        or_(col(CounterRoster.valid_to).is_(None), col(CounterRoster.valid_to) >= bindparam("since")),
    )
)


@read_once
def rosters_of(session: Session, office_id: int, since: date) -> list[Roster]:
    """An office's rosters that are not over on a day, the usual one first, then by the day on which they begin."""
    session.flush()
    return _rosters(ROSTERS.all(session, office=office_id, since=since))


def _rosters(rows: Iterable[Sequence[Any]]) -> list[Roster]:
    found: dict[Dates, dict[int, Week]] = {}
    for first, last, counter, week in rows:
        found.setdefault(Dates(first, last), {})[counter] = week_of(week)
    return [Roster(found[dates], dates) for dates in sorted(found, key=_place)]


def _place(dates: Dates) -> tuple[date, date]:
    return dates.first or date.min, dates.last or date.min
