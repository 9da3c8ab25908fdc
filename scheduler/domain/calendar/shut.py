"""What shuts one service of an office alone, now or soon, and when it can be used again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.calendar import local_day, next_opening
from scheduler.domain.calendar.hours import Closed, Hours
from scheduler.domain.calendar.spans import Span

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a service is shut, since or from when, and when it opens again; None where nobody can say. Aware UTC."""

    reason: str
    since: datetime
    until: datetime | None

    def is_on(self, now: datetime) -> bool:
        """Whether the service is shut already."""
        return self.since <= now


def shut_of(
    service: int, now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], *, zone: ZoneInfo, days: int
) -> Shut | None:
    """The first closure of a service's own that is on or begins within so many days; None if there is none.

    Of several that are on, one of whole days before one of hours, then the one that lasts longest. What shuts the whole
    office is none of these, but the service opens again only when its office does.
    """
    last = local_day(now, zone) + timedelta(days=days)
    coming = [
        (span, closure)
        for closure in closed
        if closure.service == service and (span := _first_span(closure, now, last, zone))
    ]
    if not coming:
        return None
    (start, end), closure = min(coming, key=lambda each: _order(each[0], each[1], now))
    ends = closure.ends_on is not None or not closure.is_of_whole_days
    opens = next_opening(end - A_MOMENT, hours, closed, zone, service=service) if ends else None
    return Shut(closure.reason, start, opens)


def _first_span(closure: Closed, now: datetime, last: date, zone: ZoneInfo) -> Span | None:
    """What a closure takes in one go: all its days, or its hours of the first day on which they are not over yet.

    None where it is over by now, or begins after `last`.
    """
    if closure.is_of_whole_days:
        start, end = closure.span_on(closure.starts_on, zone)
        if closure.ends_on is not None:
            end = closure.span_on(closure.ends_on, zone)[1]
        is_over = closure.ends_on is not None and end <= now
        return None if is_over or closure.starts_on > last else (start, end)
    day = max(closure.starts_on, local_day(now, zone))
    if closure.span_on(day, zone)[1] <= now:
        day += timedelta(days=1)
    is_over = closure.ends_on is not None and closure.ends_on < day
    return None if is_over or day > last else closure.span_on(day, zone)


def _order(span: Span, closure: Closed, now: datetime) -> tuple[datetime, bool, int]:
    return max(span[0], now), not closure.is_of_whole_days, -(closure.ends_on or date.max).toordinal()
