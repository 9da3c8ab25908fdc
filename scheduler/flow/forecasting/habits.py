"""An office's habits: fitted from its record once a night and kept, so that nobody waits for it."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, col

from scheduler.db.models import Office, OfficeDay, OfficeHabits
from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.showing import showing_of
from scheduler.domain.forecasting.written import HEAD, OtherShape, read, written
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.forecasting.record import days_of, expected_of

STALE = timedelta(days=7)
"""Older habits are fitted anew by whoever asks: no night has done it."""


class Kept(NamedTuple):
    """Habits, and when they were fitted."""

    habits: Habits
    made_at: datetime


def fitted(session: Session, office: Office, *, now: datetime) -> Habits:
    """What is usual, from the record of the last weeks. Takes as long as reading them: `habits_of` is for pages."""
    return fit(days_of(session, office, now=now), expected_of(session, office, now=now))


def kept(session: Session, office: Office) -> Kept | None:
    """What was fitted last; None where nothing was, or what is there is not of the shape that this version reads."""
    row = session.get(OfficeHabits, office.id, populate_existing=True)
    if row is None:
        return None
    try:
        return Kept(read(row.habits), row.made_at)
    except OtherShape:
        return None


def habits_of(session: Session, office: Office, *, now: datetime) -> Kept:
    """What is usual: as it was fitted by night, else fitted now, which is to be kept by whoever may write."""
    found = kept(session, office)
    if found is not None and now - found.made_at < STALE:
        return found
    return Kept(fitted(session, office, now=now), now)


def keep(session: Session, office_id: int, habits: Habits, *, now: datetime) -> None:
    """Write habits down in the place of those before, and on the office's row how many of its booked come.

    Of two who do so at once the later one is right too: both read the same weeks.
    """
    office = session.get_one(Office, office_id, with_for_update={"key_share": True})
    session.merge(OfficeHabits(office_id=office_id, made_at=now, habits=written(habits)))
    showing = showing_of(habits, timedelta(minutes=office.grace_minutes)).kept() if habits.days else None
    if office.showing != showing:
        office.showing = showing
    session.flush()


def fit_if_due(session: Session, office: Office, *, now: datetime) -> Habits | None:
    """The same as `fitted`; None where another process has kept today's meanwhile, or a day has to end yet."""
    today, zone = today_of(office, now), zone_of_office(office)
    fresh = exists().where(col(OfficeHabits.office_id) == office.id, *_of_today(today, zone))
    to_end = exists().where(col(OfficeDay.office_id) == office.id, *_to_end(today))
    return None if session.scalar(select(or_(fresh, to_end))) else fitted(session, office, now=now)


def fitted_at(session: Session, office: Office) -> datetime | None:
    """When the habits that are kept were fitted; None where none are."""
    return session.scalar(select(col(OfficeHabits.made_at)).where(col(OfficeHabits.office_id) == office.id))


def offices_due(session: Session, now: datetime) -> list[int]:
    """The offices that have no habits of this shape that were fitted today, by their id; not those that have a day to
    end yet.
    """
    found: list[int] = []
    for zone in session.scalars(select(col(Office.timezone)).distinct()).all():
        today = local_day(now, zone_of(zone))
        fresh = select(col(OfficeHabits.office_id)).where(*_of_today(today, zone_of(zone)))
        to_end = select(col(OfficeDay.office_id)).where(*_to_end(today))
        not_yet = {*session.scalars(fresh), *session.scalars(to_end)}
        here = session.scalars(select(col(Office.id)).where(col(Office.timezone) == zone))
        found += [office_id for office_id in here if office_id not in not_yet]
    return sorted(found)


def _of_today(today: date, zone: ZoneInfo) -> tuple[ColumnElement[bool], ...]:
    """Habits that were fitted today, and as this version writes them: after an update none are."""
    begins = day_bounds(today, zone)[0]
    return col(OfficeHabits.made_at) >= begins, col(OfficeHabits.habits).startswith(HEAD, autoescape=True)


def _to_end(today: date) -> tuple[ColumnElement[bool], ...]:
    return col(OfficeDay.day) < today, col(OfficeDay.sealed_at).is_(None)
