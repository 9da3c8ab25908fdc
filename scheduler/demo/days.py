"""Which day the demonstration plays: the next working day, from 09.40."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.calendar import Closed, Hours, hours_of, local_day

STARTS = time(9, 40)


def starts_on(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which the demonstration of a day begins."""
    return datetime.combine(day, STARTS, zone)


def first_day(moment: datetime, zone: ZoneInfo, *, pinned: bool) -> date:
    """The day from which to look for a working one: of the moment, or if the clock must not go back the one after."""
    day = local_day(moment, zone)
    return day + timedelta(days=1) if pinned and moment > starts_on(day, zone) else day


def working_day_from(day: date, hours: Sequence[Hours], closed: Sequence[Closed]) -> date:
    """The first day, `day` itself included, on which the office opens."""
    while hours_of(day, hours, closed) is None:
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int, hours: Sequence[Hours], closed: Sequence[Closed]) -> list[date]:
    """The next `count` days after `day` on which the office opens."""
    days: list[date] = []
    while len(days) < count:
        day = working_day_from(day + timedelta(days=1), hours, closed)
        days.append(day)
    return days


def is_over(now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo) -> bool:
    """Whether the office has closed for the day, or does not open on it."""
    today = hours_of(local_day(now, zone), hours, closed)
    return today is None or now.astimezone(zone).time() >= today.closes
