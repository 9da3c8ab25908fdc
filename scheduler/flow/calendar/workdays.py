"""Days on which an office works, counted from one of them."""

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.domain.calendar.hours import working_day
from scheduler.domain.calendar.spans import Span
from scheduler.flow.core.times import Times

LOOKED_AT = 31
"""So many days back and ahead at the most: longer than any holiday."""


def work_on(times: Times, day: date) -> list[Span]:
    """When the office works on a day: spans (UTC) in order; none on a day without work."""
    return list(working_day(day, times.hours, times.closed, zone=times.zone, service=None).stretches)


def workday_before(times: Times, day: date, back: int = 1) -> date | None:
    """The last day of work before a day, or the one so many of them back; None where there is none lately."""
    return _nth(times, day, -1, back)


def workday_after(times: Times, day: date) -> date | None:
    """The next day of work after a day; None where none is near."""
    return _nth(times, day, 1, 1)


def workdays_from(times: Times, first: date) -> Iterator[date]:
    """The days of work from a day on, as far as is looked."""
    days = (first + timedelta(days=place) for place in range(LOOKED_AT + 1))
    return (day for day in days if work_on(times, day))


def _nth(times: Times, day: date, step: int, wanted: int) -> date | None:
    for place in range(1, LOOKED_AT + 1):
        found = day + timedelta(days=step * place)
        wanted -= bool(work_on(times, found))
        if not wanted:
            return found
    return None
