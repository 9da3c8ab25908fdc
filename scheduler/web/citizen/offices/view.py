"""What the public page of an office shows beside how it is now: hours, closures coming, services."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Office, Service
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.calendar.shut import shut_of
from scheduler.domain.satisfaction.index import Index
from scheduler.domain.satisfaction.periods import month_of
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.offices.procedures import procedures_of
from scheduler.flow.satisfaction.results import published

CLOSURES_AHEAD = timedelta(days=45)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the coming seven; `hours` is None where the office is shut on it, `closure` says why.

    in_part: closures of some hours of the day.
    """

    date: date
    hours: calendar.Hours | None
    closure: str | None
    is_today: bool
    in_part: list[calendar.Closed]


@dataclass(frozen=True, slots=True)
class Offered:
    """A service, and what shuts it alone now."""

    service: Service
    closed: calendar.Closed | None


@dataclass(frozen=True, slots=True)
class OfficePage:
    """An office as the public sees it now."""

    office: Office
    opening: calendar.State
    week: list[Weekday]
    closures: list[calendar.Closed]
    services: list[Offered]
    applies: bool
    """Whether there is something to apply for from home."""
    satisfaction: Index | None = None
    """What its citizens said of it, where the office publishes that."""

    @property
    def names(self) -> dict[int, str]:
        """The services' names by id."""
        return {each.service.id: each.service.name for each in self.services}


@dataclass(frozen=True, slots=True)
class ShutService:
    """A service that is shut, or will be soon: by name, why, from when and until when on the office's own clock."""

    name: str
    name_en: str
    reason: str
    is_on: bool
    since: datetime
    until: datetime | None


class InList(NamedTuple):
    """An office as the list needs it: columns of its row, since a province has hundreds."""

    id: int
    code: str
    name: str
    address: str
    timezone: str
    horizon_days: int
    is_starting: bool
    """Whether it is being set up still, and not open to citizens."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


_COLUMNS = (getattr(Office, name) for name in InList._fields if name != "is_starting")
_OFFICES = Prepared(select(*_COLUMNS, col(Office.starting).is_not(None)).order_by(col(Office.name)))


@dataclass(frozen=True, slots=True)
class Listed:
    """An office in the list, why it is shut now if it is closed for a reason, and what shuts a service of it alone."""

    office: InList
    closed: str | None
    services: list[ShutService]


def office_list(session: Session, *, now: datetime) -> list[Listed]:
    """All offices by name."""
    offices, found = [InList(*row) for row in _OFFICES.all(session)], []
    ahead = timedelta(days=max((office.horizon_days for office in offices), default=0))
    by_office = queries.closures_by_office(session, now.date() - A_DAY, now.date() + ahead + A_DAY)
    for office in offices:
        closed = by_office.get(office.id, [])
        closure = calendar.closure_at(now, closed, office.zone)
        services = _shut_services(session, office, now) if any(each.service for each in closed) else []
        found.append(Listed(office, closure.reason if closure else None, services))
    return found


def _shut_services(session: Session, office: InList, now: datetime) -> list[ShutService]:
    zone, found = office.zone, []
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    for service in queries.services_of(session, office.id):
        shut = shut_of(service.id, now, hours, closed, zone=zone, days=office.horizon_days)
        if shut is not None:
            until = shut.until.astimezone(zone) if shut.until else None
            names, since = (service.name, service.name_en), shut.since.astimezone(zone)
            found.append(ShutService(*names, shut.reason, shut.is_on(now), since, until))
    return found


def office_page(session: Session, office: Office, *, now: datetime) -> OfficePage:
    """The public page of an office."""
    zone, today = zone_of_office(office), today_of(office, now)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return OfficePage(
        office=office,
        opening=calendar.state_at(now, hours, closed, zone),
        week=[_weekday(today + timedelta(days=n), hours, closed, today) for n in range(7)],
        closures=_coming(closed, today),
        services=[
            Offered(service, _own_closure(service, closed, zone, now))
            for service in queries.services_of(session, office.id)
        ],
        applies=office.applies_online and bool(procedures_of(session, office.id)),
        satisfaction=found.whole if (found := published(session, office, month_of(today))) else None,
    )


def _weekday(day: date, hours: list[calendar.Hours], closed: list[calendar.Closed], today: date) -> Weekday:
    row = calendar.hours_of(day, hours, closed)
    closures = closures_on(day, closed, None)
    whole = next((closure for closure in closures if closure.is_of_whole_days), None)
    in_part = [closure for closure in closures if row and not closure.is_of_whole_days]
    return Weekday(day, row, whole.reason if whole else None, day == today, in_part)


def _own_closure(
    service: Service, closed: list[calendar.Closed], zone: ZoneInfo, now: datetime
) -> calendar.Closed | None:
    """What shuts a service now while its office is open."""
    own = [closure for closure in closed if closure.service == service.id]
    return calendar.closure_at(now, own, zone, service=service.id)


def _coming(closed: list[calendar.Closed], today: date) -> list[calendar.Closed]:
    """Closures that are on or begin soon, soonest first."""
    ahead = [c for c in closed if (c.ends_on is None or c.ends_on >= today) and c.starts_on <= today + CLOSURES_AHEAD]
    return sorted(ahead, key=lambda closure: closure.starts_on)
