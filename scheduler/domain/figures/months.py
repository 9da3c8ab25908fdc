"""Months of an office: the days that a report is about, and those that it is compared with."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from scheduler.domain.figures.report_refusals import MonthAhead, MonthBeforeOffice, MonthUnreadable

WRITTEN = re.compile(r"([0-9]{4})-([0-9]{1,2})")
FIRST_YEAR = 1990
"""Nobody means a month of a year before."""


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month that have come: all of them, or those until today where it is not over."""

    first: date
    last: date
    is_over: bool = True

    @property
    def before(self) -> "Month":
        """The whole month before."""
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return _whole(date(year, month + 1, 1))

    @property
    def year_before(self) -> "Month":
        """The whole same month of the year before."""
        return _whole(self.first.replace(year=self.first.year - 1))


def month_of(text: str, *, began: date, today: date) -> Month:
    """The month that an address names ("2020-04"). began: the office's first day; today: its own date.

    Without a text the last month that is over, or the office's first. Raises MonthUnreadable, MonthBeforeOffice,
    MonthAhead.
    """
    this = today.replace(day=1)
    first = _first_of(text) if text.strip() else max(began.replace(day=1), Month(this, today).before.first)
    if first > this:
        raise MonthAhead
    if first < began.replace(day=1):
        raise MonthBeforeOffice(first=began)
    return Month(first, today, is_over=False) if first == this else _whole(first)


def end_of(month: date) -> date:
    """The last day of a month, by any day of it."""
    return month.replace(day=_length(month))


def months_until(began: date, today: date) -> list[date]:
    """The first days of all months of an office, the latest first."""
    first, this = (each.year * 12 + each.month - 1 for each in (began, today))
    return [date(each // 12, each % 12 + 1, 1) for each in range(this, first - 1, -1)]


def percent(now: float | None, then: float | None) -> int | None:
    """By how many per cent something rose or fell; None where there is nothing to compare with."""
    return None if now is None or not then else round((now - then) * 100 / then)


def share(part: int, whole: int) -> float | None:
    """A part of a whole in per cent, to a tenth; None of nothing."""
    return round(part * 100 / whole, 1) if whole else None


def _first_of(text: str) -> date:
    found = WRITTEN.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < FIRST_YEAR:
        raise MonthUnreadable
    return date(int(found[1]), int(found[2]), 1)


def _whole(first: date) -> Month:
    return Month(first, end_of(first))


def _length(first: date) -> int:
    return monthrange(first.year, first.month)[1]
