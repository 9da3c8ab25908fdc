"""How an office and its slots stand: read once, and again only after somebody has committed something.

What is known here was read in a transaction whose version is kept beside it (`db/engine/glancing.py`). While the
version is the same it is true without looking. When it is another one all of it is read again, as the rows themselves,
so that no step can forget to say what it changes. Where the rows turn out to be what they were, their mark stays, and
with it whatever was drawn from them; a mark never stands for other rows than those it was given for.
"""

import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session

from scheduler.db.engine.glancing import version
from scheduler.db.models import DocumentType, Office
from scheduler.db.queries.glances import FACTS, SLOTS
from scheduler.domain.calendar.calendar import local_day, zone_of
from scheduler.flow.seats.visits import Window, window_of
from scheduler.web.shared.booking.chooser import fill_of

Rows = Sequence[Any]
MOST_OFFICES, MOST_SLOTS = 1_000, 128
"""Offices, and slots for some units of a service, that are known at a time; what is forgotten is read again."""

_marks = itertools.count()


@dataclass(frozen=True, slots=True)
class Facts:
    """What moves seldom of an office. types: by id."""

    mark: int
    version: Any
    rows: Rows
    office: Mapping[str, Any]
    types: Mapping[int, Mapping[str, Any]]

    def today(self, now: datetime) -> date:
        """The office's own date."""
        return local_day(now, zone_of(self.office["timezone"]))


class Place(NamedTuple):
    """A slot as it was last committed."""

    id: int
    starts_at: datetime
    capacity: int
    taken: int
    planned: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots that may be booked for some units of a service: which, and as pages show them, free, few or full.

    They are these for as long as the office's days to come end at `end`, from `since` until the next slot is too near.
    """

    mark: int
    version: Any
    places: Sequence[Place]
    fills: Rows
    since: datetime
    until: datetime | None
    end: datetime


class Standing:
    """What is known of offices and slots. One of an application, for any of its threads."""

    def __init__(self) -> None:
        self._facts: dict[int, Facts] = {}
        self._slots: dict[tuple[int, int], Slots] = {}
        self._one_at_a_time = threading.Lock()

    def facts(self, session: Session, office_id: int) -> Facts:
        """The facts of an office, as the session reads them."""
        now, known = version(session), self._facts.get(office_id)
        if known is not None and known.version == now:
            return known
        rows = facts_rows(session, office_id)
        mark = known.mark if known is not None and known.rows == rows else next(_marks)
        found = Facts(
            mark, now, rows, _named(Office, rows[0][0]), {row[0]: _named(DocumentType, row) for row in rows[1]}
        )
        self._keep(self._facts, office_id, found, MOST_OFFICES)
        return found

    def slots(self, session: Session, facts: Facts, service_id: int, units: int, now: datetime) -> Slots:
        """The slots of a service of these facts, which were read in the same transaction."""
        window = _window(facts, now)
        known = self._slots.get((service_id, units))
        if (
            known is not None
            and known.version == facts.version
            and known.since <= window.earliest
            and (known.until is None or window.earliest < known.until)
            and known.end == window.end
        ):
            return known
        places = _places(session, service_id, window)
        fills, until = _fills(places, units), places[0].starts_at if places else None
        mark = known.mark if known is not None and known.fills == fills else next(_marks)
        found = Slots(mark, facts.version, places, fills, window.earliest, until, window.end)
        self._keep(self._slots, (service_id, units), found, MOST_SLOTS)
        return found

    def _keep(self, known: dict[Any, Any], which: Any, found: Any, most: int) -> None:
        """Know one more; where it would be too many, the one that has been known longest is forgotten."""
        with self._one_at_a_time:
            if which not in known and len(known) >= most:
                del known[next(iter(known))]
            known[which] = found


def facts_rows(session: Session, office_id: int) -> Rows:
    """The rows of an office's facts, as the driver reads them."""
    return [each.run(session, office=office_id).fetchall() for each in FACTS]


def fills_now(session: Session, facts: Facts, service_id: int, units: int, now: datetime) -> Rows:
    """What `Slots.fills` are, read anew."""
    return _fills(_places(session, service_id, _window(facts, now)), units)


def _places(session: Session, service_id: int, window: Window) -> Sequence[Place]:
    rows = SLOTS.run(session, service=service_id, earliest=window.earliest, end=window.end).fetchall()
    return [Place(number, _moment(starts_at), *units) for number, starts_at, *units in rows]


@lru_cache(maxsize=10_000)
def _moment(read: str | datetime) -> datetime:
    """When a slot starts, as its database's driver reads it: the same few hundred again and again."""
    return read.astimezone(UTC) if isinstance(read, datetime) else datetime.fromisoformat(read).replace(tzinfo=UTC)


def _fills(places: Sequence[Place], units: int) -> Rows:
    return [
        (place.id, place.starts_at, fill_of(min(units, place.capacity), place.capacity, place.taken))
        for place in places
    ]


def _window(facts: Facts, now: datetime) -> Window:
    office = facts.office
    return window_of(
        office["timezone"], horizon_days=office["horizon_days"], notice_minutes=office["notice_minutes"], now=now
    )


def _named(table: type[Any], row: Sequence[Any]) -> Mapping[str, Any]:
    return dict(zip(table.__table__.columns.keys(), row, strict=True))
