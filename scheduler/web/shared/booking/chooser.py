"""Days and times to choose from: what is free, nearly full and full, for the work of one visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import Closed
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.seats.visits import window_of

CLOSURES_SHOWN = 3
FIRST_DAYS = 4
"""Days shown before "Hari lain": one row of a small phone."""

NOTHING_KEPT: Mapping[int, int] = {}

Fill = Literal["free", "few", "full"]


@dataclass(frozen=True, slots=True)
class Time:
    """A slot as it is offered. reserved: units that are free and that only staff may give; citizens are shown none."""

    id: int
    starts_at: datetime
    fill: Fill
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A local day on which the service has slots ahead."""

    date: date
    times: list[Time]

    @property
    def is_full(self) -> bool:
        return all(each.fill == "full" for each in self.times)

    @property
    def has_reserved(self) -> bool:
        """Whether something of it is kept for who books with staff, and who looks may see that."""
        return any(each.reserved for each in self.times)

    @property
    def open_times(self) -> int:
        """How many of its times may be chosen."""
        return sum(each.fill != "full" for each in self.times)


@dataclass(frozen=True, slots=True)
class Chooser:
    """The days shown, the day whose times are shown, its break, and whether there are more days.

    closed: what shuts the office or the service on days ahead; names: of that service, by its id.
    """

    days: list[Day]
    day: Day | None
    pause: tuple[time, time] | None
    more: bool
    closed: tuple[Closed, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether no day has a place."""
        return self.day is None or self.day.is_full

    @property
    def is_shut(self) -> bool:
        """Whether no day is open at all, because of what is closed."""
        return not self.days and bool(self.closed)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asked to see: a day, and whether every day is to be shown."""

    day: date | None = None
    every_day: bool = False

    @classmethod
    def of(cls, day: str | None, days: str | None) -> "Wish":
        """The wish in the address of a page; what is no date is no wish."""
        try:
            asked = date.fromisoformat(day or "")
        except ValueError:
            asked = None
        return cls(asked, days == "all")


def chooser_of(
    session: Session,
    office: Office,
    service_id: int,
    *,
    units: int,
    wish: Wish,
    now: datetime,
    kept: Mapping[int, int] = NOTHING_KEPT,
    by_staff: bool = False,
) -> Chooser:
    """What may be chosen for a visit of `units` of work. The first day with a place is open unless one is wished.

    kept: slot -> units that are kept for this visit, so that nobody else has them. by_staff: whether staff choose, who
    give also what is kept for those before them.
    """
    days = days_ahead(session, office, service_id, units=units, now=now, kept=kept, by_staff=by_staff)
    wished = next((day for day in days if day.date == wish.day and not day.is_full), None)
    first_free = next((day for day in days if not day.is_full), days[0] if days else None)
    chosen = wished or first_free
    everything = wish.every_day or (chosen is not None and chosen not in days[:FIRST_DAYS])
    return Chooser(
        days=days if everything else days[:FIRST_DAYS],
        day=chosen,
        pause=_pause(session, office, chosen.date) if chosen else None,
        more=not everything and len(days) > FIRST_DAYS,
        closed=_closed(session, office, service_id, now),
        names={service_id: session.get_one(Service, service_id).name},
    )


def days_ahead(
    session: Session,
    office: Office,
    service_id: int,
    *,
    units: int,
    now: datetime,
    kept: Mapping[int, int] = NOTHING_KEPT,
    by_staff: bool = False,
) -> list[Day]:
    """Every bookable day of a service with its times, in order; times that have begun are left out, and for a citizen
    those that begin too soon.
    """
    zone, notice = zone_of_office(office), 0 if by_staff else office.notice_minutes
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=notice, now=now)
    days: dict[date, list[Time]] = {}
    between = session, service_id, window.earliest, window.end
    reserved = queries.reserved_between(*between) if by_staff else NOTHING_KEPT
    for slot_id, starts_at, capacity, taken in queries.places_between(*between, by_staff=by_staff):
        if starts_at > window.earliest:
            fill = fill_of(min(units, capacity), capacity, taken - kept.get(slot_id, 0))
            days.setdefault(calendar.local_day(starts_at, zone), []).append(
                Time(slot_id, starts_at, fill, reserved.get(slot_id, 0))
            )
    return [Day(day, times) for day, times in days.items()]


def fill_of(units: int, capacity: int, taken: int) -> Fill:
    if units < 1 or taken + units > capacity:
        return "full"
    return "few" if (capacity - taken) * 5 <= max(capacity, 5) else "free"


def _closed(session: Session, office: Office, service_id: int, now: datetime) -> tuple[Closed, ...]:
    """Why days are missing between now and the horizon, soonest first; the next few are enough."""
    first = today_of(office, now)
    last = first + timedelta(days=office.horizon_days)
    ahead = [
        closure
        for closure in queries.closures_of_office(session, office.id)
        if closure.service in {None, service_id}
        and closure.starts_on <= last
        and (closure.ends_on is None or closure.ends_on >= first)
    ]
    return tuple(sorted(ahead, key=lambda closure: closure.starts_on)[:CLOSURES_SHOWN])


def _pause(session: Session, office: Office, day: date) -> tuple[time, time] | None:
    hours = queries.hours_of_office(session, office.id)
    today = calendar.hours_of(day, hours, queries.closures_of_office(session, office.id))
    if today is None or today.break_from is None or today.break_to is None:
        return None
    return today.break_from, today.break_to
