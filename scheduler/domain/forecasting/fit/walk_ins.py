"""Who comes without a booking: how many in each half hour, on which weekdays, and how much days differ."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil, exp, log
from typing import NamedTuple

from scheduler.domain.forecasting.chance import Rate
from scheduler.domain.forecasting.fit.assumed import RESTLESS, WALK_INS
from scheduler.domain.forecasting.fit.record import Day, Expected

HALF_HOUR = 30
FEW_DAYS = 5.0
"""So many days what is assumed stands for: that a weekday is like the others, and how much days differ."""
WEEKDAYS = 7


class WalkIns(NamedTuple):
    """As `Habits` has them."""

    rates: dict[tuple[str, int], Rate]
    weekdays: tuple[float, ...]
    restless: float


def walk_ins_of(days: Sequence[Day], expected: Expected) -> WalkIns:
    """What is recorded of them. Who came before the doors opened is counted with the first half hour, and who came
    after they closed with the last: whoever is let in stands there then.
    """
    came = [_by_half_hour(day) for day in days]
    weekdays = _weekdays([(day.weekday, float(sum(counts.values()))) for day, counts in zip(days, came, strict=True)])
    restless = _restless(days, came, weekdays)
    busier = exp(restless**2 / 2)  # of days that differ so, the mean is above the middle
    rates = {key: Rate(rate.seen, rate.over * busier) for key, rate in _rates(days, came, weekdays, expected).items()}
    return WalkIns(rates, weekdays, restless)


def half_hours(opens: float, closes: float) -> range:
    """The half hours that begin between two minutes of the local day."""
    return range(ceil(opens / HALF_HOUR), max(ceil(closes / HALF_HOUR), ceil(opens / HALF_HOUR) + 1))


def _by_half_hour(day: Day) -> Counter[tuple[str, int]]:
    open_ = half_hours(day.opens, day.closes)
    return Counter(
        (visit.service, min(max(int(visit.arrived // HALF_HOUR), open_.start), open_.stop - 1))
        for visit in day.visits
        if visit.slot is None and visit.arrived is not None
    )


def _weekdays(totals: Sequence[tuple[int, float]]) -> tuple[float, ...]:
    """How many come on each weekday, to a usual day; near it where there were few such days."""
    usual = sum(total for _, total in totals) / len(totals) if totals else 0.0
    if not usual:
        return (1.0,) * WEEKDAYS
    factors = []
    for weekday in range(WEEKDAYS):
        own = [total / usual for day, total in totals if day == weekday]
        factors.append((sum(own) + FEW_DAYS) / (len(own) + FEW_DAYS))
    return tuple(factors)


def _rates(
    days: Sequence[Day],
    came: Sequence[Counter[tuple[str, int]]],
    weekdays: Sequence[float],
    expected: Expected,
) -> dict[tuple[str, int], Rate]:
    over = defaultdict[int, float](float)
    for day in days:
        for half in half_hours(day.opens, day.closes):
            over[half] += weekdays[day.weekday]
    halves = sorted({*over, *expected.half_hours})
    seen = sum(came, Counter[tuple[str, int]]())
    rates = {}
    for letter in expected.services:
        total = sum(count for (service, _), count in seen.items() if service == letter)
        usual = (total + WALK_INS.seen) / (sum(over.values()) + WALK_INS.over)
        for half in halves:
            rates[letter, half] = Rate(seen[letter, half] + usual, over[half] + 1)  # and a day without peaks
    return rates


def _restless(days: Sequence[Day], came: Sequence[Counter[tuple[str, int]]], weekdays: Sequence[float]) -> float:
    """By how much days differ beyond chance, as the deviation of the logarithm of how many come; with it how far off
    what is usual, of all days and of the weekday, may be by those few days.
    """
    totals = [float(sum(counts.values())) for counts in came]
    if not sum(totals):
        return RESTLESS
    weights = [weekdays[day.weekday] for day in days]
    usual = sum(totals) / sum(weights)
    thought = [usual * weight for weight in weights]
    beyond = sum((total - mean) ** 2 - total for total, mean in zip(totals, thought, strict=True))
    number, same = len(days), Counter(day.weekday for day in days)
    told = 1 + sum(times / (times + FEW_DAYS) for times in same.values())  # what the days were asked for already
    own = log(1 + max(0.0, beyond / sum(mean**2 for mean in thought)))
    variance = (own * number + RESTLESS**2 * (FEW_DAYS + told)) / (number + FEW_DAYS)
    off = 1 / number + 1 / (number / len(same) + FEW_DAYS)
    return float((variance * (1 + off)) ** 0.5)
