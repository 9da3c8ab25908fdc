"""How many minutes each kind of document takes at a counter.

A visit of one document is a measurement. One of several says something of all of them together: where a kind was
measured seldom, it is told from such visits too, each document having its part of the whole by what they are thought to
take. What was never recorded is as its office expects it, by the pace at which it serves the others.

All of it goes by medians of logarithms, and what lasted longer than any visit does is left out: a visit that somebody
forgot to end changes nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import exp, log, pi
from statistics import fmean, median

from scheduler.domain.forecasting.chance import Minutes
from scheduler.domain.forecasting.fit.assumed import MINUTES_OFF, REACTS, REACTS_SPREAD, UNKNOWN_MINUTES
from scheduler.domain.forecasting.fit.record import Day, Expected, Served
from scheduler.domain.forecasting.fit.spreads import ENOUGH, spread_of, weighted_median
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.pace import (
    DEVIATION_OF_MEDIAN,
    DRIFT,
    LONGEST,
    NARROWEST,
    SHORTEST,
    USUAL_SPREAD,
    WIDEST,
    pace_of,
)

TOO_FAR = 3.5
"""What lies further from the middle than so many deviations was no visit like the others."""
FEW = 10
"""So many visits the usual spread stands for."""
FEW_DAYS = 5
"""So many days the usual drift stands for."""
ROUNDS = 3
"""So often parts of visits with several documents are told anew by what the round before found."""
MEDIANS = pi / 2
"""The variance of a median, in units of that of a mean."""
LONGEST_REACTION, SHORTEST_REACTION = 5.0, 1 / 60
"""A clerk who calls nobody for longer has a pause that nobody announced; minutes."""


def minutes_of(served: Sequence[Served], expected: Expected) -> dict[str, Minutes]:
    """Minutes by the code of a document, and by the letter of a service those of a visit of which no document is known.

    served: whoever had a turn, with services and types that are expected.
    """
    return _Durations(served, expected).found()


def reacts_of(days: Sequence[Day]) -> Minutes:
    """Minutes from the end of a visit until its clerk has called somebody who was in the hall by then."""
    gaps = [gap for day in days for gap in _gaps(day) if gap <= LONGEST_REACTION]
    logs = [log(max(gap, SHORTEST_REACTION)) for gap in gaps]
    middle, variance = _middle([(each, 1.0) for each in logs], REACTS_SPREAD, log(REACTS))
    if len(gaps) >= ENOUGH:
        return Minutes(spread_of(gaps), variance**0.5, len(gaps))
    return Minutes.lognormal(exp(middle), REACTS_SPREAD, doubt=variance**0.5, seen=len(gaps))


def _gaps(day: Day) -> list[float]:
    turns = defaultdict[int, list[tuple[float, float, float]]](list)
    for visit in day.visits:
        if visit.counter is not None and visit.called is not None and visit.ended is not None:
            inside = visit.called if visit.inside is None else visit.inside
            turns[visit.counter].append((visit.called, visit.ended, inside))
    gaps = []
    for at_counter in turns.values():
        at_counter.sort()
        for (_, ended, _), (called, _, inside) in pairwise(at_counter):
            if inside <= ended <= called:
                gaps.append(called - ended)
    return gaps


class _Durations:
    """What is found of an office's documents, in logarithms of minutes."""

    def __init__(self, served: Sequence[Served], expected: Expected) -> None:
        types = {code: minutes for kinds in expected.services.values() for code, (minutes, _) in kinds.items()}
        self.expected = {code: max(minutes, 1.0) for code, minutes in types.items()}
        for letter, kinds in expected.services.items():
            usual = [minutes for minutes, _ in kinds.values()] or [UNKNOWN_MINUTES]
            self.expected[letter] = max(median(usual), 1.0)
        shortest, longest = SHORTEST / MINUTE, LONGEST / MINUTE
        self.served = [each for each in served if shortest <= each.minutes <= longest]
        self.pace = pace_of([each.minutes / sum(self.expected[name] for name in _names(each)) for each in self.served])
        self.alone = defaultdict[str, list[float]](list)
        self.of_service = defaultdict[str, list[float]](list)
        for each in self.served:
            if len(each.types) == 1:
                self.alone[each.types[0]].append(log(each.minutes))
            self.of_service[each.service].append(log(each.minutes))
        self.middles = {name: log(minutes) + self.pace.middle for name, minutes in self.expected.items()}
        self.variances = dict.fromkeys(self.expected, MINUTES_OFF**2)
        self.spreads = {name: self._spread(self._known(name)) for name in self.expected}

    def found(self) -> dict[str, Minutes]:
        for _ in range(ROUNDS):
            self._tell_middles()
        drift = self._drift()
        return {name: self._minutes(name, drift) for name in self.expected}

    def _known(self, name: str) -> list[float]:
        """What visits took that are of this kind alone; of a letter, whatever its visits are about."""
        return self.of_service[name] if name in self.of_service else self.alone[name]

    def _spread(self, logs: Sequence[float]) -> float:
        usual = self.pace.spread if self.pace.visits else USUAL_SPREAD
        if not logs:
            return usual
        middle = median(logs)
        own = DEVIATION_OF_MEDIAN * median(abs(each - middle) for each in logs)
        return min(max((own * len(logs) + usual * FEW) / (len(logs) + FEW), NARROWEST), WIDEST)

    def _tell_middles(self) -> None:
        """The middle of each kind, by its own visits and, where they are few, by its part of others."""
        parts = self._parts()
        middles = {}
        for name, minutes in self.expected.items():
            own = [(each, 1.0) for each in self._known(name)]
            if len(own) < ENOUGH:
                own += parts[name]
            before = log(minutes) + self.pace.middle
            middles[name], self.variances[name] = _middle(own, self.spreads[name], before)
        self.middles = middles

    def _parts(self) -> dict[str, list[tuple[float, float]]]:
        """By kind, what it took of visits with several documents, each with the weight of its part."""
        parts = defaultdict[str, list[tuple[float, float]]](list)
        for each in self.served:
            if len(each.types) > 1:
                beyond = log(each.minutes) - self._thought(each)
                for name in each.types:
                    parts[name].append((self.middles[name] + beyond, 1 / len(each.types)))
        return parts

    def _thought(self, visit: Served) -> float:
        """The middle of what a visit takes: a sum of several is nearer to its mean than each of them."""
        names = _names(visit)
        if len(names) == 1:
            return self.middles[names[0]]
        means = [exp(self.middles[name] + self.spreads[name] ** 2 / 2) for name in names]
        squares = sum(mean**2 * (exp(self.spreads[name] ** 2) - 1) for name, mean in zip(names, means, strict=True))
        return log(sum(means)) - log(1 + squares / sum(means) ** 2) / 2

    def _drift(self) -> float:
        """The variance from day to day of all that is done at the counters: of the logarithm, and of a day to come."""
        of_day = defaultdict[int, list[float]](list)
        for each in self.served:
            beyond, spread = log(each.minutes) - self._thought(each), self.spreads[_names(each)[0]]
            if abs(beyond) <= TOO_FAR * spread:
                of_day[each.day].append(beyond)
        days = list(of_day.values())
        visits = sum(map(len, days))
        if len(days) < 2:
            return DRIFT**2 * (1 + len(days))
        mean = fmean(beyond for day in days for beyond in day)
        within = sum((beyond - fmean(day)) ** 2 for day in days for beyond in day) / max(visits - len(days), 1)
        between = sum(len(day) * (fmean(day) - mean) ** 2 for day in days)
        apart = visits - sum(len(day) ** 2 for day in days) / visits
        own = max(0.0, between - (len(days) - 1) * within) / apart
        return (own * len(days) + DRIFT**2 * FEW_DAYS) / (len(days) + FEW_DAYS) * (1 + 1 / len(days))

    def _minutes(self, name: str, drift: float) -> Minutes:
        logs, doubt = self._known(name), (self.variances[name] + drift) ** 0.5
        if len(logs) < ENOUGH:
            return Minutes.lognormal(exp(self.middles[name]), self.spreads[name], doubt=doubt, seen=len(logs))
        near = [each for each in logs if abs(each - self.middles[name]) <= TOO_FAR * self.spreads[name]]
        return Minutes(spread_of([exp(each) for each in near]), doubt, len(logs))


def _names(visit: Served) -> tuple[str, ...]:
    return visit.types or (visit.service,)


def _middle(known: Sequence[tuple[float, float]], spread: float, before: float) -> tuple[float, float]:
    """The middle of weighted values and its variance; drawn towards what was thought before while they are few."""
    weight = sum(each for _, each in known)
    if not weight:
        return before, MINUTES_OFF**2
    own, variance = weighted_median(known), MEDIANS * spread**2 / weight
    if weight >= ENOUGH:
        return own, variance
    trust = 1 / variance, 1 / MINUTES_OFF**2
    return (own * trust[0] + before * trust[1]) / sum(trust), 1 / sum(trust)
