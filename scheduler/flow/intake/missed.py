"""Whether an office's daily import has not come today though it does each working day."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Intake, Office
from scheduler.domain import intake as rules
from scheduler.domain.calendar import hours
from scheduler.flow.core.local_time import today_of, zone_of_office

LOOKED_BACK = timedelta(days=21)
"""Long enough for some working days even around the long holidays."""


def is_missed_today(session: Session, office: Office, *, now: datetime) -> bool:
    """Whether no import was ordered today, by a page or the folder, by an hour at which there always is one."""
    since, zone = now - LOOKED_BACK, zone_of_office(office)
    came = session.scalars(
        select(col(Intake.ordered_at)).where(Intake.office_id == office.id, col(Intake.ordered_at) >= since)
    ).all()
    if not came:
        return False
    week, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    days = [today_of(office, now) - timedelta(days=back) for back in range(LOOKED_BACK.days)]
    works = {day for day in days if hours.working_day(day, week, closed, zone=zone, service=None).stretches}
    return rules.is_missed([moment for moment in came if moment], works, now, zone)
