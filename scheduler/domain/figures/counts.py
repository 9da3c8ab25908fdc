"""Counts of a period, and what is worked out of them: totals, shares, quantiles."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple, TypeVar

from scheduler.domain.figures.kinds import MOST, SPREAD, STATES, Figure


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


class Every(StrEnum):
    """How long the stretches are for which values are spread out apart."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first_of(self, day: date) -> date:
        """The first day of the stretch that a day belongs to; a week begins on Monday."""
        if self is Every.DAY:
            return day
        return day - timedelta(days=day.weekday()) if self is Every.WEEK else day.replace(day=1)


class Counts:
    """The counts of a period of one office, from the first to the last day."""

    def __init__(
        self,
        first: date,
        last: date,
        counts: Iterable[Count] = (),
        *,
        every: Every = Every.MONTH,
        days: Iterable[Count] = (),
        buckets: Iterable[Count] = (),
    ) -> None:
        """counts: single ones. What was added up already: days: over buckets; buckets: over days, each counted on some
        day of its stretch.
        """
        self.first, self.last, self.every = first, last, every
        self._days: dict[Figure, dict[tuple[date, str], int]] = {}
        self._buckets: dict[Figure, dict[tuple[date, str, int], int]] = {}
        for each in days:
            self._add_to_day(each)
        for each in buckets:
            self._add_to_bucket(each)
        for each in counts:
            self._add_to_day(each)
            if each.figure in SPREAD:
                self._add_to_bucket(each)

    def total(self, figure: Figure, part: str | None = None) -> int:
        """The sum over the period; the greatest or the last where the figure is one of those (`MOST`, `STATES`)."""
        days = self.by_day(figure, part)
        if figure in STATES:
            return days[max(days)] if days else 0
        return _together(figure, days.values())

    def parts(self, figure: Figure) -> dict[str, int]:
        """Part -> total, in the order of the parts."""
        names = sorted({part for _, part in self._days.get(figure, {})})
        return {name: self.total(figure, name) for name in names}

    def by_day(self, figure: Figure, part: str | None = None) -> dict[date, int]:
        """Day -> total; days on which nothing was counted are left out.

        Where stretches are months, a whole month may stand on its first day, except of figures that are `DAILY`.
        """
        found: dict[date, list[int]] = {}
        for (day, of), times in self._days.get(figure, {}).items():
            if part is None or of == part:
                found.setdefault(day, []).append(times)
        return {day: _together(figure, found[day]) for day in sorted(found)}

    def by_stretch(self, figure: Figure, part: str | None = None) -> dict[date, int]:
        """The first day of each stretch (`every`) -> total of its days; a first one may begin before the period."""
        found: dict[date, list[int]] = {}
        for day, times in self.by_day(figure, part).items():
            found.setdefault(self.every.first_of(day), []).append(times)
        last = figure in STATES
        return {day: times[-1] if last else _together(figure, times) for day, times in found.items()}

    def spread(self, figure: Figure, part: str | None = None) -> Spread:
        """How often each bucket came."""
        times: dict[int, int] = {}
        for each in self.spreads(figure, part).values():
            for bucket, count in each.times.items():
                times[bucket] = times.get(bucket, 0) + count
        return Spread(times)

    def spreads(self, figure: Figure, part: str | None = None) -> dict[date, Spread]:
        """The first day of each stretch -> how often each bucket came in it."""
        found: dict[date, dict[int, int]] = {}
        for (first, of, bucket), times in self._in_buckets(figure).items():
            if part is None or of == part:
                spread = found.setdefault(first, {})
                spread[bucket] = spread.get(bucket, 0) + times
        return {first: Spread(found[first]) for first in sorted(found)}

    def by_bucket(self, figure: Figure, part: str | None = None) -> dict[int, int]:
        """Bucket -> total, as of `total`, in the order of the buckets."""
        if figure in STATES:
            return {0: self.total(figure, part)} if self.by_day(figure, part) else {}
        found: dict[int, list[int]] = {}
        for (_, of, bucket), times in self._in_buckets(figure).items():
            if part is None or of == part:
                found.setdefault(bucket, []).append(times)
        return {bucket: _together(figure, found[bucket]) for bucket in sorted(found)}

    def split(self, firsts: Sequence[date]) -> "list[Counts]":
        """The counts of the pieces that the period is cut into. firsts: the first day of each, in their order.

        Buckets of a stretch (`every`) belong to the piece in which it begins.
        """
        lasts = [*(first - timedelta(days=1) for first in firsts[1:]), self.last]
        days: list[list[Count]] = [[] for _ in firsts]
        buckets: list[list[Count]] = [[] for _ in firsts]
        for figure, counted in self._days.items():
            for (day, part), times in counted.items():
                days[bisect_right(firsts, day) - 1].append(Count(day, figure, part, 0, times))
        for figure, spread in self._buckets.items():
            for (day, part, bucket), times in spread.items():
                piece = buckets[bisect_right(firsts, max(day, self.first)) - 1]
                piece.append(Count(day, figure, part, bucket, times))
        return [
            Counts(first, last, every=self.every, days=own, buckets=spread_out)
            for first, last, own, spread_out in zip(firsts, lasts, days, buckets, strict=True)
        ]

    def each(self) -> Iterator[Count]:
        """All counts by figure, stretch, part and bucket: as they are kept where a stretch is a day."""
        for figure in sorted({*self._days, *self._buckets}):
            for (day, part, bucket), times in sorted(self._in_buckets(figure).items()):
                yield Count(day, figure, part, bucket, times)

    def _add_to_day(self, each: Count) -> None:
        day, figure, part, _, times = each
        _add(self._days.setdefault(figure, {}), (day, part), figure, times)

    def _add_to_bucket(self, each: Count) -> None:
        day, figure, part, bucket, times = each
        _add(self._buckets.setdefault(figure, {}), (self.every.first_of(day), part, bucket), figure, times)

    def _in_buckets(self, figure: Figure) -> dict[tuple[date, str, int], int]:
        """The first day of a stretch, part and bucket -> total; what lies in no buckets is put together when asked."""
        if figure in SPREAD:
            return self._buckets.get(figure, {})
        found: dict[tuple[date, str, int], int] = {}
        for (day, part), times in self._days.get(figure, {}).items():
            _add(found, (self.every.first_of(day), part, 0), figure, times)
        return found


K = TypeVar("K")


def _add(kept: dict[K, int], key: K, figure: Figure, times: int) -> None:
    """Put a count to what a key has already, which is rarely anything: a year has tens of thousands."""
    kept[key] = _together(figure, (kept[key], times)) if key in kept else times


def _together(figure: Figure, times: Iterable[int]) -> int:
    return max(times, default=0) if figure in MOST else sum(times)
