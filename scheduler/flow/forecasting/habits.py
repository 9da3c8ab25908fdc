"""An office's habits: fitted from its record once a night and kept, so that nobody waits for it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Office, OfficeDay, OfficeHabits
from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.showing import showing_of
from scheduler.domain.forecasting.written import OtherShape, read, written
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
    office = session.get_one(Office, office_id, with_for_update=True)
    session.merge(OfficeHabits(office_id=office_id, made_at=now, habits=written(habits)))
    showing = showing_of(habits, timedelta(minutes=office.grace_minutes)).kept() if habits.days else None
    if office.showing != showing:
        office.showing = showing
    session.flush()


def fit_if_due(session: Session, office: Office, *, now: datetime) -> Habits | None:
    """The same as `fitted`; None where another process has kept today's meanwhile."""
    today = day_bounds(today_of(office, now), zone_of_office(office))[0]
    made_at = session.scalar(select(col(OfficeHabits.made_at)).where(col(OfficeHabits.office_id) == office.id))
    return None if made_at is not None and made_at >= today else fitted(session, office, now=now)


def offices_due(session: Session, now: datetime) -> list[int]:
    """The offices whose habits were fitted at no moment of today, by their id; not those that have a day to end yet."""
    found: list[int] = []
    for zone in session.scalars(select(col(Office.timezone)).distinct()).all():
        today = local_day(now, zone_of(zone))
        fresh = select(col(OfficeHabits.office_id)).where(
            col(OfficeHabits.made_at) >= day_bounds(today, zone_of(zone))[0]
        )
        to_end = select(col(OfficeDay.office_id)).where(col(OfficeDay.day) < today, col(OfficeDay.sealed_at).is_(None))
        not_yet = {*session.scalars(fresh), *session.scalars(to_end)}
        here = session.scalars(select(col(Office.id)).where(col(Office.timezone) == zone))
        found += [office_id for office_id in here if office_id not in not_yet]
    return sorted(found)
