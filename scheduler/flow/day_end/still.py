"""Still halls: a tick asks of a hall only what it may find changed, and of most of hundreds nothing.

**The rule of truth.** A hall was looked at, nothing was due and its board was what it should be. It is still until the
moment that was worked out with that (`domain/hall/stillness.py`), as long as its day has the version that was looked
at (whoever changes the hall raises it) and every row that settings are read from is what it was before the look. These
rows are read again, as they are, whenever anybody has committed anything, by one statement a table for all offices: so
no step, command or other process can forget to say what it changes. What else a board is made of (bookings, documents,
how long visits took) shows in it only while somebody waits, and such a hall is not still.
"""

import itertools
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session, SQLModel, col

from scheduler.db import queries
from scheduler.db.engine.glancing import SERIAL, version
from scheduler.db.engine.prepared import Prepared, driver_of
from scheduler.db.models import (
    Announcement,
    Closure,
    Counter,
    CounterService,
    Office,
    OfficeDay,
    OpeningHours,
    Service,
)
from scheduler.flow.core.among_offices import IN_ZONE, TODAY, rows_by_zone
from scheduler.flow.core.local_time import today_of
from scheduler.flow.day_end import sweeps

_marks = itertools.count()


class SettingRows(NamedTuple):
    """The rows of an office that settings are read from, as the driver reads them; its mark stands for no others."""

    mark: int
    rows: list[Any]


class Still(NamedTuple):
    """A hall that was looked at: the date and version of its day, the mark of its settings, and when it is still."""

    stamp: tuple[date, int]
    mark: int
    since: datetime
    until: datetime


def _all_of(table: type[SQLModel], office: Any, *where: ColumnElement[bool]) -> Prepared:
    """The office and all columns as the driver reads them: they are compared with what they were."""
    columns = [type_coerce(column, NullType()) for column in table.__table__.columns]  # type: ignore[attr-defined]
    return Prepared(select(col(office), *columns).where(*where))


STANDING = (
    _all_of(Office, Office.id),
    *(_all_of(table, table.office_id) for table in (OpeningHours, Service, Counter, CounterService)),
)
CLOSURES = _all_of(
    Closure, Closure.office_id, or_(col(Closure.ends_on).is_(None), col(Closure.ends_on) >= bindparam("since"))
)
NOTICES = _all_of(Announcement, Announcement.office_id, col(Announcement.ends_at) > bindparam("now"))
"""With these, all that a board and the deadlines of a hall are made of and that raises no version, but for whether the
installation is one for training: that is written while its database is made, before anybody ticks, and stays.
"""
_DAYS = Prepared(
    select(col(OfficeDay.office_id), col(OfficeDay.day), col(OfficeDay.version))
    .join(Office, col(Office.id) == col(OfficeDay.office_id))
    .where(IN_ZONE, col(OfficeDay.day) == TODAY)
)


class StillHalls:
    """Which halls are still, as a process that ticks found out; it has one of these, and asks one office at a time."""

    def __init__(self) -> None:
        self._halls: dict[int, Still] = {}
        self._settings: Mapping[int, SettingRows] = {}
        self._version: Any = None

    def awake(self, session: Session, now: datetime) -> set[int]:
        """The offices that have a day in the hall today and are not still: those that `needs_tick` is to be asked of.

        A hall whose day has another version is forgotten, so that it does not count as still where that version comes
        once more in another way: after a database was put back under a process that runs.
        """
        self._read_settings(session, now)
        days = {office: (day, raised) for office, day, raised in rows_by_zone(session, _DAYS, now)}
        self._halls = {office: hall for office, hall in self._halls.items() if hall.stamp == days.get(office)}
        return {office for office in days if not self._is_still(office, now)}

    def needs_tick(self, session: Session, office: Office, now: datetime) -> bool:
        """Whether a tick would change the hall; where it would not, the hall may be still from here on.

        Asked before the lock is taken, so that an idle office writes nothing. The settings were read before, by
        `awake`: what was changed since is not what the hall is still by.
        """
        self._halls.pop(office.id, None)
        day = queries.day_of(session, office.id, today_of(office, now))
        if day is None:
            return False
        stamp = (day.day, day.version)
        until = sweeps.still_until(session, office, day, now)
        if until is not None and office.id in self._settings:
            self._halls[office.id] = Still(stamp, self._settings[office.id].mark, now, until)
        return until is None

    def _is_still(self, office: int, now: datetime) -> bool:
        hall, settings = self._halls.get(office), self._settings.get(office)
        return (
            hall is not None and settings is not None and hall.mark == settings.mark and hall.since <= now < hall.until
        )

    def _read_settings(self, session: Session, now: datetime) -> None:
        """Take over the settings of all offices as they are; nothing is read where nobody has committed anything."""
        read = version(session) if _says_version(session) else None
        if read is not None and read == self._version:
            return
        before, rows = self._settings, _rows_by_office(session, now)
        self._settings = {office: _marked(before.get(office), own) for office, own in rows.items()}
        self._version = read


def _marked(before: SettingRows | None, rows: list[Any]) -> SettingRows:
    return before if before is not None and before.rows == rows else SettingRows(next(_marks), rows)


def _says_version(session: Session) -> bool:
    """Whether the version that a session reads can be told from that of all others."""
    return SERIAL in session.info or driver_of(session).dialect.name != "sqlite"


def _rows_by_office(session: Session, now: datetime) -> Mapping[int, list[Any]]:
    found = defaultdict[int, list[Any]](list)
    read = [table.run(session).fetchall() for table in STANDING]
    read.append(CLOSURES.run(session, since=now.astimezone(UTC).date() - timedelta(days=1)).fetchall())
    read.append(NOTICES.run(session, now=now).fetchall())
    for row in itertools.chain.from_iterable(read):
        found[row[0]].append(row)
    return found
