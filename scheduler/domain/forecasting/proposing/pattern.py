"""How the units of a day are best spread over its slots, once their number is settled.

Who comes in a late slot waits for all that went wrong before, and a counter without anybody in the morning loses time
that does not come back: so the first slots may hold more, and the last ones fewer (Bailey and Welch, 1952). How much so
is found by parts of the day: one unit of each slot goes from one part to another. Slot by slot more could be found, but
what nobody can remember nobody keeps to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import permutations
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
PARTS = (4, 3, 2)
"""Into so many parts a day may be cut, all with as many slots."""
WORTH = 2.0
"""Minutes a day: less is not worth another pattern."""

Part = tuple[Place, ...]
"""Slots of a service that follow each other and hold as many units as today, or all so many more or fewer."""


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
    """One unit of each slot goes from one part of the day to another."""

    source: Part
    to: Part


def pattern_of(setting: Setting) -> Search[Pattern | None]:
    """The best pattern of the service with the most units; None where none is surely better than how it is set."""
    units = setting.units()
    if not units:
        return None
    of_service = {service: sum(n for (each, _), n in units.items() if each == service) for service, _ in units}
    service = max(of_service, key=lambda each: (of_service[each], each))
    places = sorted(place for place in units if place[0] == service)
    parts = parts_of(places)
    best, costs = units, (yield from _costs(setting, [units], TRIED_ON))[0]
    for _ in range(ROUNDS):
        moves = _moves(best, parts)
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


def parts_of(places: Sequence[Place]) -> list[Part]:
    """The parts of a day, with as many slots each, so that units can be moved between them: as many parts as leave the
    fewest slots over. Those that are left over lie in the middle, and stay as they are.
    """
    count = min((count for count in PARTS if count <= len(places)), key=lambda each: len(places) % each, default=0)
    if not count:
        return []
    size, late = len(places) // count, count // 2
    begins = [place * size for place in range(count - late)]
    begins += [len(places) - place * size for place in range(late, 0, -1)]
    return [tuple(places[begin : begin + size]) for begin in begins]


def _moves(units: dict[Place, int], parts: Sequence[Part]) -> list[_Move]:
    """Each part gives to each other, as long as its slots keep a unit."""
    return [_Move(source, to) for source, to in permutations(parts, 2) if all(units[place] > 1 for place in source)]


def _apart(moves: Sequence[_Move]) -> list[_Move]:
    """Those of some moves, the first of all, that have no part in common."""
    found: list[_Move] = []
    for move in moves:
        if not any({*move} & {*other} for other in found):
            found.append(move)
    return found


def _moved(units: dict[Place, int], moves: Sequence[_Move]) -> dict[Place, int]:
    moved = dict(units)
    for source, to in moves:
        for place, other in zip(source, to, strict=True):
            moved[place] -= 1
            moved[other] += 1
    return moved


def _costs(setting: Setting, patterns: Sequence[dict[Place, int]], seeds: range) -> Search[list[list[float]]]:
    """What each pattern costs, on each day."""
    days = yield [Task(replace(setting, units_at=units).plan(), seeds) for units in patterns]
    return [[_cost(day) for day in of_pattern] for of_pattern in days]


def _cost(day: Outcome) -> float:
    """The minutes that people wait and that the office stays longer; who is not served counts as an hour."""
    return day.long_wait + day.overtime + 60 * day.unserved
