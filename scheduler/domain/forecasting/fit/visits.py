"""What visits are about, and with how many people: the kinds that were recorded, by how often."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from scheduler.domain.forecasting.chance import Mix
from scheduler.domain.forecasting.fit.assumed import PARTIES
from scheduler.domain.forecasting.fit.record import Expected, Seen
from scheduler.domain.forecasting.habits import Visit

MOST_KINDS = 40
"""So many kinds of visits are told apart; what is rarer is left out."""
LARGEST_PARTY = 12
ASSUMED = 2.0
"""So many visits what is assumed of them stands for."""


def visits_of(seen: Iterable[Seen], expected: Expected) -> dict[str, Mix[Visit]]:
    """What is booked with each service, by its letter: as recorded, and at first each of its documents alike."""
    recorded = _kinds(seen)
    found = {}
    for letter, types in expected.services.items():
        weights = recorded.get(letter, {})
        offered = [(code, units) for code, (_, units) in types.items() if code not in expected.retired]
        usual = [Visit((code,), units) for code, units in offered] or [Visit(())]
        for kind in usual:
            weights[kind] = weights.get(kind, 0) + ASSUMED / len(usual)
        found[letter] = Mix(sorted(weights.items()))
    return found


def recorded_of(seen: Iterable[Seen]) -> dict[str, Mix[Visit]]:
    """The same, of those services alone of which something was recorded."""
    return {letter: Mix(sorted(weights.items())) for letter, weights in sorted(_kinds(seen).items())}


def _kinds(seen: Iterable[Seen]) -> dict[str, dict[Visit, float]]:
    kinds = defaultdict[str, Counter[Visit]](Counter)
    for each in seen:
        kinds[each.service][Visit(each.types, each.units)] += 1
    return {
        letter: {kind: float(times) for kind, times in counts.most_common(MOST_KINDS)}
        for letter, counts in kinds.items()
    }


def parties_of(seen: Iterable[Seen]) -> Mix[int]:
    """How many people come in together."""
    weights = Counter(min(visit.people, LARGEST_PARTY) for visit in seen)
    sizes = sorted({*weights, *PARTIES})
    return Mix([(size, weights.get(size, 0) + PARTIES.get(size, 0.0)) for size in sizes])
