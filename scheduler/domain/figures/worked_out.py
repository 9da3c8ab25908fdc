"""What is worked out of the counts of a period, each by one function."""

from collections.abc import Callable, Mapping

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.figures.months import share

Value = Callable[[Counts], float | None]
"""A number of a period; None where nothing was measured."""


def waits_quantile(part: float) -> Value:
    """The minutes within which so great a part of all waits lay."""
    return lambda counts: counts.spread(Figure.WAITS).quantile(part)


def total(figure: Figure) -> Value:
    """The total of a figure."""
    return lambda counts: counts.total(figure)


def per_open_day(counts: Counts) -> float | None:
    """People a day, of the days on which any number was given out."""
    days = sum(1 for numbers in counts.by_day(Figure.NUMBERS).values() if numbers)
    return round(counts.total(Figure.PEOPLE) / days, 1) if days else None


def without_visit(counts: Counts) -> float | None:
    """Of all documents handed over the share that nobody came to the hall for, in per cent."""
    ways = _ways(counts)
    return share(sum(ways.values()) - ways.get("hall", 0), sum(ways.values()))


def stayed_away(counts: Counts) -> float | None:
    """Of all visits that had a time the share that never came, in per cent."""
    return share(counts.total(Figure.NO_SHOWS), counts.total(Figure.BOOKED))


def _ways(counts: Counts) -> Mapping[str, int]:
    """How many documents went by which way."""
    ways: dict[str, int] = {}
    for part, count in counts.parts(Figure.HANDED_OVER).items():
        way = part.partition(":")[0]
        ways[way] = ways.get(way, 0) + count
    return ways
