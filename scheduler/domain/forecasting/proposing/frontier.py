"""What more pickups cost in waiting: the settings that no other beats in both.

A race plays what may win, and leaves wide gaps between that and how it is set today; they are filled afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

from scheduler.domain.forecasting.proposing.asked import Outcome
from scheduler.domain.forecasting.proposing.choices import Choice
from scheduler.domain.forecasting.proposing.plays import Search
from scheduler.domain.forecasting.proposing.racing import Race

FILLS, EACH = 4, 5
"""So often the widest gap is filled, with so many choices."""
TOLD = 12
"""About so many points are told, as far apart as that makes them."""


class Point(NamedTuple):
    """Pickups a day and the minutes that 95 of 100 people do not exceed, in the mean of some days, and what was set."""

    pickups: float
    wait: float
    choice: Choice


def frontier(known: Mapping[Choice, Sequence[Outcome]], *, days: int) -> list[Point]:
    """Those of all choices that none has as many pickups as at less waiting, rising; by the days that all have had."""
    points = (point_of(choice, known[choice][:days]) for choice in known)
    return unbeaten(points)


def filled(race: Race, choices: Sequence[Choice], *, days: int) -> Search[None]:
    """Have choices played that were left out so far and lie in the widest gap of the frontier, and so on."""
    for _ in range(FILLS):
        gaps = list(pairwise(frontier(race.known, days=days)))
        gaps.sort(key=lambda gap: gap[1].pickups - gap[0].pickups, reverse=True)
        within = (_between(low.choice, high.choice, choices, race.known) for low, high in gaps)
        wanted = next(filter(None, within), None)
        if wanted is None:
            return
        count = min(EACH, len(wanted))
        yield from race.play([wanted[place * len(wanted) // count] for place in range(count)], days)


def spaced(points: Sequence[Point], *, always: Iterable[Choice] = ()) -> list[Point]:
    """Of rising points those that are as far apart as `TOLD` of them would be, a pickup at least; the last of all, and
    some that are told whatever is near them.
    """
    if not points:
        return []
    apart = max((points[-1].pickups - points[0].pickups) / TOLD, 1.0)
    kept = {points[-1].choice, *always}
    found = [point for point in points if point.choice in kept]
    for point in points:
        if all(abs(point.pickups - other.pickups) >= apart for other in found):
            found.append(point)
    return sorted(found, key=lambda point: point.pickups)


def _between(
    low: Choice, high: Choice, choices: Sequence[Choice], known: Mapping[Choice, Sequence[Outcome]]
) -> list[Choice]:
    """Those that nothing is known of and that hold more than one choice and less than another, by rising units."""
    left = [each for each in choices if each not in known and low.hourly < each.hourly < high.hourly]
    return sorted(left, key=lambda each: each.hourly)


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
