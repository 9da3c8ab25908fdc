"""When something that takes so many days of work will be done, counted over the days on which an office is open."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.hours import Closed, Hours, working_day

SEARCHED = 180
"""Days ahead; an office that does not open so often by then promises nothing."""


def due_day(today: date, count: int, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo) -> date | None:
    """The `count`-th open day after today; None if there are not so many within half a year."""
    left = count
    for day in (today + timedelta(days=n) for n in range(1, SEARCHED + 1)):
        if working_day(day, hours, closed, zone=zone, service=None).stretches:
            left -= 1
            if left <= 0:
                return day
    return None
