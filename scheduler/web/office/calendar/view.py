"""What the calendar's pages show: six weeks, hours and seasons, closures and holidays, and what a change would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Closure, Office, Service, TemporaryCapacity
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.calendar.hours import rows_on
from scheduler.domain.offices.revision import DAYS, Season, Week
from scheduler.flow.calendar.closures import HOLIDAYS
from scheduler.flow.calendar.hours import Change, ClosureEnd, preview
from scheduler.flow.calendar.impact import Impact, Unfit, stranded_bookings
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting.keeping import Kept, kept_days
from scheduler.flow.staff import SignedIn
from scheduler.web.office.calendar.calendar_grid import WEEKS, Cell, month_of
from scheduler.web.office.calendar.forms import Values, change_of, values_now

LISTED = 20
"""Bookings that no longer fit, before "dan {n} lagi"."""


@dataclass(frozen=True, slots=True)
class WeekOfHours:
    """A set of weekly hours: whose and when it holds, and its seven days (None: shut)."""

    season: Season
    letter: str | None
    days: list[Hours | None]
    holds_today: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Everything on the calendar's first page. may_change: whether who looks at it is supervisor. foreseen: how days to
    come will be, as far as it is kept and whoever looks may know.
    """

    staff: SignedIn
    office: Office
    may_change: bool
    month: list[list[Cell]]
    before: date
    after: date
    weeks: list[WeekOfHours]
    services: Sequence[Service]
    closures: list[Closure]
    holidays: list[Closure]
    years: list[int]
    shares: Sequence[TemporaryCapacity]
    stranded: list[Unfit]
    letters: Mapping[int, str]
    foreseen: Mapping[date, Kept]


@dataclass(frozen=True, slots=True)
class Compared:
    """A day of the first week of hours that are looked at: its hours as they are and as they would be."""

    day: date
    before: Hours | None
    after: Hours | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A form of the calendar with what was typed; with an impact once somebody looked at what it would do.

    compared: of hours, the days of their first week, as they are and as they would be.
    """

    staff: SignedIn
    office: Office
    kind: str
    values: Values
    impact: Impact | None
    services: Sequence[Service]
    closure: Closure | None
    faults: Mapping[str, str]
    compared: Sequence[Compared] = ()


def calendar_page(session: Session, staff: SignedIn, start: date | None, *, now: datetime) -> CalendarPage:
    """The calendar from the week of a day on."""
    office, today = staff.office, today_of(staff.office, now)
    services = queries.services_of(session, office.id)
    letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
    month = month_of(session, office, start or today, now=now)
    closures = _closures(session, office, today)
    return CalendarPage(
        staff=staff,
        office=office,
        may_change=staff.leads,
        month=month,
        before=month[0][0].date - timedelta(weeks=WEEKS),
        after=month[0][0].date + timedelta(weeks=WEEKS),
        weeks=weeks_of(queries.hours_of_office(session, office.id), letters, today),
        services=services,
        closures=[each for each in closures if each.kind not in HOLIDAYS],
        holidays=[each for each in closures if each.kind in HOLIDAYS],
        years=[year for year in (today.year, today.year + 1) if not _has_holidays(session, office, year)],
        shares=_shares(session, office, today),
        stranded=stranded_bookings(session, office, now=now),
        letters=letters,
        foreseen=_foreseen(session, staff, month, today),
    )


def change_page(
    session: Session, staff: SignedIn, kind: str, values: Values, *, looks: bool, now: datetime
) -> ChangePage:
    """A form with what stands now or was typed, and what it would do if somebody asked. Raises Unknown, Invalid."""
    office = staff.office
    change = change_of(session, office, kind, values) if looks else None
    impact = preview(session, office, change, now=now) if change else None
    typed = values if looks else values_now(session, office, kind, values)
    page = _change_page(session, staff, kind, typed, change, impact)
    return replace(page, compared=_compared(session, office, change, now)) if isinstance(change, Week) else page


def faulty_page(session: Session, staff: SignedIn, kind: str, values: Values, faults: Mapping[str, str]) -> ChangePage:
    """The form again with what was typed, and what is wrong with it."""
    page = _change_page(session, staff, kind, values, None, None)
    return ChangePage(staff, staff.office, kind, values, None, page.services, page.closure, faults)


def _foreseen(session: Session, staff: SignedIn, month: Sequence[Sequence[Cell]], today: date) -> Mapping[date, Kept]:
    last = month[-1][-1].date
    if last < today or not staff.looks_at("figures"):
        return {}
    return kept_days(session, staff.office.id, max(month[0][0].date, today), last)


def weeks_of(hours: Sequence[Hours], letters: Mapping[int, str], today: date) -> list[WeekOfHours]:
    """The sets of hours, the office's first, then by the day they begin."""
    found = []
    for season in dict.fromkeys(Season(row.service, row.valid_from, row.valid_to) for row in hours):
        rows = {row.weekday: row for row in hours if season.has(row)}
        letter = letters.get(season.service_id) if season.service_id else None
        holds = _in_force(hours, season.service_id, today) == season
        found.append(WeekOfHours(season, letter, [rows.get(n) for n in range(DAYS)], holds))
    return sorted(found, key=lambda each: (each.letter or "", each.season.valid_from or date.min))


def _compared(session: Session, office: Office, week: Week, now: datetime) -> list[Compared]:
    """The first week of some hours, from their first day or today on, Monday first."""
    hours = queries.hours_of_office(session, office.id)
    after = [*(row for row in hours if not any(season.has(row) for season in week.former)), *week.dated()]
    start = min(max(week.valid_from or date.min, today_of(office, now)), date.max - timedelta(days=DAYS))
    days = sorted((start + timedelta(days=n) for n in range(DAYS)), key=date.weekday)
    return [Compared(day, _row_on(day, hours, week.service_id), _row_on(day, after, week.service_id)) for day in days]


def _row_on(day: date, hours: Sequence[Hours], service_id: int | None) -> Hours | None:
    """The hours of a day; a service without hours of its own has the office's."""
    rows = rows_on(day, hours, service_id)
    rows = rows_on(day, hours, None) if rows is None else rows
    return rows[0] if rows else None


def _in_force(hours: Sequence[Hours], service_id: int | None, today: date) -> Season | None:
    """The set of hours, of the office or a service, that decides about a day."""
    covering = [row for row in hours if row.service == service_id and row.covers(today)]
    row = max(covering, key=lambda row: row.precedence, default=None)
    return Season(row.service, row.valid_from, row.valid_to) if row else None


def _change_page(
    session: Session, staff: SignedIn, kind: str, values: Values, change: Change | None, impact: Impact | None
) -> ChangePage:
    number = change.closure_id if isinstance(change, ClosureEnd) else _number(values.get("closure", ""))
    closure = session.get(Closure, number) if kind == "closure-end" else None
    if closure is not None and closure.office_id != staff.office.id:
        closure = None
    return ChangePage(
        staff, staff.office, kind, values, impact, queries.services_of(session, staff.office.id), closure, {}
    )


def _number(text: str) -> int:
    """A row's number as it was sent; 0 is nobody's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _closures(session: Session, office: Office, today: date) -> Sequence[Closure]:
    """Closures that are on or to come, soonest first."""
    query = select(Closure).where(
        col(Closure.office_id) == office.id, col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= today)
    )
    return session.scalars(query.order_by(col(Closure.starts_on), col(Closure.id))).all()


def _has_holidays(session: Session, office: Office, year: int) -> bool:
    query = select(col(Closure.id)).where(
        col(Closure.office_id) == office.id,
        col(Closure.kind).in_(HOLIDAYS),
        col(Closure.starts_on).between(date(year, 1, 1), date(year, 12, 31)),
    )
    return session.scalars(query.limit(1)).first() is not None


def _shares(session: Session, office: Office, today: date) -> Sequence[TemporaryCapacity]:
    query = select(TemporaryCapacity).where(
        col(TemporaryCapacity.office_id) == office.id,
        col(TemporaryCapacity.ends_on).is_(None) | (col(TemporaryCapacity.ends_on) >= today),
    )
    return session.scalars(query.order_by(col(TemporaryCapacity.starts_on))).all()
