"""What is written down about opening: weekly hours and closures; and one local day read from them as spans of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.spans import Span, both, day_bounds, joined, longest, shortest, without


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekday (Monday is 0) in local time, with a break if both its ends are given, between two dates inclusive.

    Rows of one service (an opaque id; None: the office) with the same dates are a set: the whole week of a season.
    """

    weekday: int
    opens: time
    closes: time
    break_from: time | None
    break_to: time | None
    valid_from: date | None = None
    valid_to: date | None = None
    service: int | None = None

    def covers(self, day: date) -> bool:
        """Whether the season takes in a day, of whatever weekday."""
        return covers(self.valid_from, self.valid_to, day)

    @property
    def precedence(self) -> tuple[date, int]:
        """Of sets that cover a day the one with the greatest holds."""
        return precedence_of(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which the office, or one service, is shut, both ends inclusive; without `ends_on` until further notice.

    With `from_time` and `to_time`, which come together, only those hours of each day.
    """

    starts_on: date
    ends_on: date | None
    reason: str
    service: int | None = None
    from_time: time | None = None
    to_time: time | None = None

    @property
    def is_of_whole_days(self) -> bool:
        """Whether the closure leaves nothing of a day."""
        return self.from_time is None

    def span_on(self, day: date, zone: ZoneInfo) -> Span:
        """The time (UTC) that the closure takes from a day it covers."""
        if self.from_time is None or self.to_time is None:
            return day_bounds(day, zone)
        return longest(day, self.from_time, self.to_time, zone)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A local day as spans: `usual` by the hours alone, `doors` without closures, `stretches` without breaks either."""

    usual: list[Span]
    doors: list[Span]
    stretches: list[Span]

    def openings(self) -> list[datetime]:
        """When work begins, in the morning or after a closure; not after a break."""
        return [work[0][0] for door in self.doors if (work := both([door], self.stretches))]

    def breaks(self) -> list[Span]:
        """The breaks after which work goes on."""
        return [gap for door in self.doors for gap in self._gaps(door)]

    def _gaps(self, door: Span) -> list[Span]:
        work = both([door], self.stretches)
        return without([(door[0], work[-1][0])], work) if work else []


def working_day(
    day: date, hours: Sequence[Hours], closed: Sequence[Closed], *, zone: ZoneInfo, service: int | None
) -> WorkingDay:
    """A local day of the office or of one of its services: open where both say so, shut where either does.

    Nobody changes it: the same day of the same hours and closures is asked for again and again, and read once.
    """
    return _working_day(day, tuple(hours), tuple(closed), zone, service)


@lru_cache(maxsize=256)
def _working_day(
    day: date, hours: tuple[Hours, ...], closed: tuple[Closed, ...], zone: ZoneInfo, service: int | None
) -> WorkingDay:
    office = rows_on(day, hours, None) or []
    own = None if service is None else rows_on(day, hours, service)
    usual = _open(day, office, zone) if own is None else both(_open(day, office, zone), _open(day, own, zone))
    doors = without(usual, (closure.span_on(day, zone) for closure in closures_on(day, closed, service)))
    return WorkingDay(usual, doors, without(doors, _pauses(day, [*office, *(own or [])], zone)))


def rows_on(day: date, hours: Sequence[Hours], owner: int | None) -> list[Hours] | None:
    """The rows for the weekday in the set that holds; None where the owner has no set that covers the day."""
    covering = [row for row in hours if row.service == owner and row.covers(day)]
    if not covering:
        return None
    holds = max(row.precedence for row in covering)
    return [row for row in covering if row.precedence == holds and row.weekday == day.weekday()]


def closures_on(day: date, closed: Sequence[Closed], service: int | None) -> list[Closed]:
    """The closures of a day: the office's and, given a service, its own."""
    return [closure for closure in closures_covering(day, closed) if closure.service in (None, service)]


def closures_covering(day: date, closed: Sequence[Closed]) -> list[Closed]:
    """The closures of a day, the office's and those of all its services."""
    return [closure for closure in closed if covers(closure.starts_on, closure.ends_on, day)]


def covers(first: date | None, last: date | None, day: date) -> bool:
    """Whether a day lies between two dates, both included; None: open at that end."""
    return (first is None or first <= day) and (last is None or day <= last)


def precedence_of(first: date | None, last: date | None) -> tuple[date, int]:
    """Of what holds between dates and covers a day goes before others what began last; of those that began together,
    what ends first.
    """
    return first or date.min, -(last or date.max).toordinal()


def _open(day: date, rows: Iterable[Hours], zone: ZoneInfo) -> list[Span]:
    return joined(shortest(day, row.opens, row.closes, zone) for row in rows)


def _pauses(day: date, rows: Iterable[Hours], zone: ZoneInfo) -> list[Span]:
    return [
        longest(day, row.break_from, row.break_to, zone)
        for row in rows
        if row.break_from is not None and row.break_to is not None
    ]
