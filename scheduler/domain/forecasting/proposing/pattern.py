"""How the units of a day are best spread over its slots, once their number is settled.

Who comes in a late slot waits for all that went wrong before, and a counter without anybody in the morning loses time
that does not come back: so the first slots may hold more, and the last ones fewer (Bailey and Welch, 1952). How much so
is found by moving one unit at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from scheduler.domain.forecasting.proposing.asked import SURELY, Outcome
from scheduler.domain.forecasting.proposing.plays import Search, Task
from scheduler.domain.forecasting.setting import Place, Setting

TRIED_ON = range(12)
"""Seeds by which moves are tried."""
PROVED_ON = range(1000, 1060)
"""Seeds by which is looked whether the whole pattern is any better: others, since the moves were chosen by those."""
ROUNDS = 4
"""So often moves are tried, all that do good together or the best alone."""


WORTH = 1.0
"""Minutes a day: less is not worth another pattern."""


class Held(NamedTuple):
    """A slot, and how many units it best holds."""

    starts_at: datetime
    units: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The units of a service's slots, in their order. less: minutes less of waiting and overtime a day, in the mean."""

    service: str
    held: Sequence[Held]
    less: float


class _Move(NamedTuple):
    """One unit goes from one slot to another."""

    source: Place
    to: Place


def pattern_of(setting: Setting) -> Search[Pattern | None]:
    """The best pattern of the service with the most units; None where none is surely better than how it is set."""
    units = setting.units()
    if not units:
        return None
    of_service = {service: sum(n for (each, _), n in units.items() if each == service) for service, _ in units}
    service = max(of_service, key=lambda each: (of_service[each], each))
    places = sorted(place for place in units if place[0] == service)
    best, costs = units, (yield from _costs(setting, [units], TRIED_ON))[0]
    for _ in range(ROUNDS):
        moves = _moves(best, places)
        of_moves = yield from _costs(setting, [_moved(best, [move]) for move in moves], TRIED_ON)
        rated = sorted((fmean(each), move) for each, move in zip(of_moves, moves, strict=True))
        good = _apart([move for cost, move in rated if cost < fmean(costs)])
        if not good:
            break
        tried = [_moved(best, good), _moved(best, good[:1])]
        of_tried = yield from _costs(setting, tried, TRIED_ON)
        costs, best = min(zip(of_tried, tried, strict=True), key=lambda each: fmean(each[0]))
    if best == units:
        return None
    before, after = yield from _costs(setting, [units, best], PROVED_ON)
    less = [one - other for one, other in zip(before, after, strict=True)]
    if fmean(less) < WORTH or fmean(less) <= SURELY * stdev(less) / sqrt(len(less)):
        return None
    return Pattern(service, [Held(starts_at, best[each, starts_at]) for each, starts_at in places], fmean(less))


def _moves(units: dict[Place, int], places: Sequence[Place]) -> list[_Move]:
    """One unit goes to the slot before or behind."""
    pairs = [*pairwise(places), *((after, before) for before, after in pairwise(places))]
    return [_Move(source, to) for source, to in pairs if units[source] > 1]


def _apart(moves: Sequence[_Move]) -> list[_Move]:
    """Those of some moves, the first of all, that have no slot in common."""
    found: list[_Move] = []
    for move in moves:
        if not any({*move} & {*other} for other in found):
            found.append(move)
    return found


def _moved(units: dict[Place, int], moves: Sequence[_Move]) -> dict[Place, int]:
    moved = dict(units)
    for source, to in moves:
        moved[source] -= 1
        moved[to] += 1
    return moved


def _costs(setting: Setting, patterns: Sequence[dict[Place, int]], seeds: range) -> Search[list[list[float]]]:
    """What each pattern costs, on each day."""
    days = yield [Task(replace(setting, units_at=units).plan(), seeds) for units in patterns]
    return [[_cost(day) for day in of_pattern] for of_pattern in days]


def _cost(day: Outcome) -> float:
    """The minutes that people wait and that the office stays longer; who is not served counts as an hour."""
    return day.long_wait + day.overtime + 60 * day.unserved
