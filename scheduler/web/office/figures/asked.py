"""Which days an address asks for, and which others it wants them held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from scheduler.domain.figures.alike import IsOpen, last_alike
from scheduler.domain.figures.months import end_of
from scheduler.domain.figures.refusals import PeriodAhead, PeriodBackwards, PeriodTooLong, PeriodUnreadable
from scheduler.domain.refusals import N_
from scheduler.web.office.shared.periods import day_of

MOST_DAYS = 400
"""Days of a period: a year, and some more to see the same month again."""
YEARS = range(2000, 2100)
WEEK = timedelta(days=7)
YEAR = timedelta(days=364)
"""So many whole weeks that weekdays fall on weekdays."""
SPANS: Mapping[str, str] = {"day": N_("Hari"), "week": N_("Pekan"), "month": N_("Bulan"), "free": N_("Dari–sampai")}
AGAINST: Mapping[str, str] = {
    "before": N_("periode sebelumnya"),
    "year": N_("setahun sebelumnya"),
    "free": N_("periode lain"),
}
DATES = ("from", "to", "against_from", "against_to")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends among them."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def shifted(self, by: timedelta) -> "Days":
        """The same stretch earlier."""
        return Days(self.first - by, self.last - by)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days that are shown (never after today), and those beside which they stand.

    span: a word of SPANS, against: one of AGAINST. day: any day of a day, week or month.
    """

    span: str
    days: Days
    against: str
    other: Days
    today: date

    @property
    def is_live(self) -> bool:
        """Whether today, which goes on, is among the days."""
        return self.days.last == self.today

    @property
    def is_alike(self) -> bool:
        """Whether the days beside these are as many days of work (`domain.figures.alike`)."""
        return self.span == "month" and self.against != "free" and self.is_live

    @property
    def address(self) -> dict[str, str]:
        """What names the same days in an address, whenever it is opened."""
        own = {"from": self.days.first.isoformat(), "to": self.days.last.isoformat()}
        query = {"span": self.span, **(own if self.span == "free" else {"day": self.days.first.isoformat()})}
        return {**query, **self.held_against}

    @property
    def held_against(self) -> dict[str, str]:
        """What names the days beside these."""
        if self.against != "free":
            return {"against": self.against}
        first, last = self.other.first.isoformat(), self.other.last.isoformat()
        return {"against": "free", "against_from": first, "against_to": last}

    def to(self, day: date) -> str:
        """The query of a page about the day, week or month of a day."""
        return urlencode({"span": self.span, "day": day.isoformat(), **self.held_against})

    @property
    def earlier(self) -> str | None:
        """The query of the day, week or month before; None of days that somebody chose freely."""
        return None if self.span == "free" else self.to(self.days.first - timedelta(days=1))

    @property
    def later(self) -> str | None:
        """As `earlier`, for the one after; None where that has not begun."""
        following = _end_of(self.span, self.days.first) + timedelta(days=1)
        return None if self.span == "free" or following > self.today else self.to(following)


def asked_of(query: Mapping[str, str], today: date, is_open: IsOpen) -> Asked:
    """What an address asks for; without anything today, held against the same day a week ago.

    is_open: on which days the office works, by which a month that goes on is held against others. Raises
    PeriodUnreadable, PeriodBackwards, PeriodTooLong, PeriodAhead.
    """
    span = query.get("span", "")
    span = span if span in SPANS else "free" if query.get("from") or query.get("to") else "day"
    against = query.get("against", "")
    against = against if against in AGAINST else "before"
    if span == "free":
        days = _between(query.get("from"), query.get("to"), today)
    else:
        days = _around(span, _day(query["day"]) if query.get("day") else today, today)
    if against == "free":
        return Asked(span, days, against, _between(query.get("against_from"), query.get("against_to"), today), today)
    return Asked(span, days, against, _other(span, days, against, today, is_open), today)


def usual(today: date) -> Asked:
    """What is shown where nothing, or nothing that can be shown, was asked for."""
    return asked_of({}, today, lambda _: True)


def _day(text: str | None) -> date:
    found = day_of(text, years=YEARS)
    if found is None:
        raise PeriodUnreadable
    return found


def _between(first: str | None, last: str | None, today: date) -> Days:
    """The days between two that somebody typed. What is not over yet ends today."""
    begin, end = _day(first), _day(last)
    if end < begin:
        raise PeriodBackwards
    if begin > today:
        raise PeriodAhead
    days = Days(begin, min(end, today))
    if days.count > MOST_DAYS:
        raise PeriodTooLong(days=MOST_DAYS)
    return days


def _around(span: str, day: date, today: date) -> Days:
    first = _begin_of(span, day)
    if first > today:
        raise PeriodAhead
    return Days(first, min(_end_of(span, day), today))


def _begin_of(span: str, day: date) -> date:
    if span == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if span == "month" else day


def _end_of(span: str, day: date) -> date:
    if span == "week":
        return _begin_of(span, day) + timedelta(days=6)
    if span == "month":
        return end_of(day)
    return day


def _other(span: str, days: Days, against: str, today: date, is_open: IsOpen) -> Days:
    """The days beside those that are shown: of a week as far into it as these are; of a month that goes on, as it does
    on its last day, with as much work.
    """
    if span == "month":
        last_month = days.first - timedelta(days=1)
        first = days.first.replace(year=days.first.year - 1) if against == "year" else last_month.replace(day=1)
        goes_on = days.last == today
        return Days(first, last_alike(days.first, days.last, first, is_open) if goes_on else end_of(first))
    if against == "year":
        return days.shifted(YEAR)
    return days.shifted(timedelta(days=days.count) if span == "free" else WEEK)
