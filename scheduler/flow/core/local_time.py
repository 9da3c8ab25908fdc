"""An office's own time: its zone, and its date at a moment."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import local_day


def zone_of_office(office: Office) -> ZoneInfo:
    """The office's time zone."""
    return ZoneInfo(office.timezone)


def today_of(office: Office, now: datetime) -> date:
    """The office's own date at a moment."""
    return local_day(now, zone_of_office(office))
