"""What more pickups cost in waiting: the settings that no other beats in both."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from scheduler.domain.forecasting.proposing.asked import Outcome
from scheduler.domain.forecasting.proposing.choices import Choice


class Point(NamedTuple):
    """Pickups a day and the minutes that 95 of 100 people do not exceed, in the mean of some days, and what was set."""

    pickups: float
    wait: float
    choice: Choice


def frontier(known: Mapping[Choice, Sequence[Outcome]], *, days: int) -> list[Point]:
    """Those of all choices that none has as many pickups as at less waiting, rising; by the days that all have had."""
    points = (point_of(choice, known[choice][:days]) for choice in known)
    return unbeaten(points)


def point_of(choice: Choice, days: Sequence[Outcome]) -> Point:
    """Where a choice stands, by some days, one at least."""
    return Point(fmean(day.served for day in days), fmean(day.long_wait for day in days), choice)


def unbeaten(points: Iterable[Point]) -> list[Point]:
    """Points that no other beats, by rising pickups."""
    found: list[Point] = []
    for point in sorted(points, key=lambda point: (-point.pickups, point.wait)):
        if not found or point.wait < found[-1].wait:
            found.append(point)
    return found[::-1]
