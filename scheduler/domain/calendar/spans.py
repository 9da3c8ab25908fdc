"""Spans of time, start included and end not: read off a local clock, joined, cut out of each other."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]


def shortest(day: date, begins: time, ends: time, zone: ZoneInfo) -> Span:
    """The time (UTC) between two local times, however the clock is read; it may be none.

    A time that comes twice, as the clock is set back, means its last coming for `begins` and its first for `ends`.
    """
    return _readings(day, begins, zone)[1], _readings(day, ends, zone)[0]


def longest(day: date, begins: time, ends: time, zone: ZoneInfo) -> Span:
    """The time (UTC) between two local times, all that may be meant: read the other way round than in `shortest`."""
    return _readings(day, begins, zone)[0], _readings(day, ends, zone)[1]


def day_bounds(day: date, zone: ZoneInfo) -> Span:
    """The start of a local day and of the day after it, in UTC."""
    start, end = (datetime.combine(day + timedelta(days=n), time.min, tzinfo=zone).astimezone(UTC) for n in (0, 1))
    return start, end


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in order and in pieces that do not touch; what is empty or ends before it begins is left out."""
    whole: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(whole[-1][1], end)
        else:
            whole.append((start, end))
    return whole


def both(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that is in some and in others, joined."""
    others = list(others)
    return joined((max(a, c), min(b, d)) for a, b in some for c, d in others)


def without(spans: Iterable[Span], gaps: Iterable[Span]) -> list[Span]:
    """The time that is in spans and in none of the gaps, joined."""
    left = joined(spans)
    for gap_start, gap_end in joined(gaps):
        left = joined(
            piece for start, end in left for piece in ((start, min(end, gap_start)), (max(start, gap_end), end))
        )
    return left


def cut(spans: Iterable[Span], length: timedelta) -> Iterator[Span]:
    """Pieces of one length, from the start of each span on; what is too short at its end is left out."""
    for start, end in spans:
        for number in range((end - start) // length):
            yield start + number * length, start + (number + 1) * length


def _readings(day: date, at: time, zone: ZoneInfo) -> Span:
    """The first and the last moment at which the clock shows a time; the moment it jumps if it never does."""
    local = datetime.combine(day, at, tzinfo=zone)
    once, again = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if once <= again:
        return once, again
    jump = _change_between(again, once, zone)
    return jump, jump


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment with the offset from UTC that holds at `after`."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta.resolution:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
