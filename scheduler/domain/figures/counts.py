"""Counts of a period, and what is worked out of them: totals, shares, quantiles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from scheduler.domain.figures.kinds import MOST, STATES, Figure


class Count(NamedTuple):
    """One count of one day; see `Figure` for what part and bucket mean."""

    day: date
    figure: Figure
    part: str
    bucket: int
    times: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each value came, in buckets of one unit."""

    times: Mapping[int, int]

    @property
    def count(self) -> int:
        """How many values there are."""
        return sum(self.times.values())

    def quantile(self, share: float) -> int | None:
        """The smallest value at or below which lies the share (0 to 1) of all values; None without any."""
        values = sorted(value for value, times in self.times.items() if times)
        wanted = share * self.count
        sums = accumulate(self.times[value] for value in values)
        return next((value for value, so_far in zip(values, sums, strict=True) if so_far >= wanted), None)


class Counts:
    """The counts of a period of one office, from the first to the last day."""

    def __init__(self, first: date, last: date, counts: Iterable[Count]) -> None:
        self.first = first
        self.last = last
        self._of: dict[Figure, list[Count]] = {}
        for each in counts:
            self._of.setdefault(each.figure, []).append(each)

    def total(self, figure: Figure, part: str | None = None) -> int:
        """The sum over the period; the greatest or the last where the figure is one of those (`MOST`, `STATES`)."""
        return _together(figure, self._rows(figure, part))

    def parts(self, figure: Figure) -> dict[str, int]:
        """Part -> total, in the order of the parts."""
        names = sorted({each.part for each in self._rows(figure)})
        return {name: self.total(figure, name) for name in names}

    def by_day(self, figure: Figure, part: str | None = None) -> dict[date, int]:
        """Day -> total; days on which nothing was counted are left out."""
        days: dict[date, list[Count]] = {}
        for each in self._rows(figure, part):
            days.setdefault(each.day, []).append(each)
        return {day: _together(figure, days[day]) for day in sorted(days)}

    def spread(self, figure: Figure, part: str | None = None) -> Spread:
        """How often each bucket came."""
        times: dict[int, int] = {}
        for each in self._rows(figure, part):
            times[each.bucket] = times.get(each.bucket, 0) + each.times
        return Spread(times)

    def by_bucket(self, figure: Figure, part: str | None = None) -> dict[int, int]:
        """Bucket -> total, as of `total`, in the order of the buckets."""
        buckets: dict[int, list[Count]] = {}
        for each in self._rows(figure, part):
            buckets.setdefault(each.bucket, []).append(each)
        return {bucket: _together(figure, buckets[bucket]) for bucket in sorted(buckets)}

    def _rows(self, figure: Figure, part: str | None = None) -> list[Count]:
        return [each for each in self._of.get(figure, []) if part is None or each.part == part]


def _together(figure: Figure, rows: list[Count]) -> int:
    if figure in MOST:
        return max((each.times for each in rows), default=0)
    if figure in STATES:
        last = max((each.day for each in rows), default=None)
        return sum(each.times for each in rows if each.day == last)
    return sum(each.times for each in rows)
