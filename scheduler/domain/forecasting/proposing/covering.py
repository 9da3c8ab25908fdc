"""The fewest half hours of counters by which as many are open as are needed: exact, by dynamic programming.

A counter that opens stays open for two hours at least, and opens twice a day at most. Counters that take the same are
alike, so a state of all of them is how many are in which state of one; a handful of counters has some hundreds of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeVar

T = TypeVar("T")

SHORTEST = 4
"""Half hours for which a counter that opens stays open; the day, where that is shorter."""
OPENINGS = 2
"""So often a counter opens in a day at most."""


class _One(NamedTuple):
    """The state of a counter. age: half hours for which it is open, no more than `SHORTEST`; 0: closed. left: how often
    it may open still.
    """

    age: int
    left: int


_All = tuple[_One, ...]


@lru_cache(maxsize=1024)
def covered(needed: tuple[int, ...]) -> tuple[int, ...]:
    """How many counters are open in each half hour of a day: at least as many as are needed, and the fewest half
    hours of all of them together.
    """
    shortest = min(SHORTEST, len(needed))
    begin: _All = (_One(0, OPENINGS),) * max(needed, default=0)
    costs: dict[_All, int] = {begin: 0}
    ways: list[dict[_All, _All]] = []
    for place, need in enumerate(needed):
        after: dict[_All, int] = {}
        way: dict[_All, _All] = {}
        can_open = place + shortest <= len(needed)
        for state, cost in costs.items():
            for following in _following(state, shortest, can_open=can_open):
                opened = _opened(following)
                if opened >= need and cost + opened < after.get(following, cost + opened + 1):
                    after[following], way[following] = cost + opened, state
        costs = after
        ways.append(way)
    state = min(costs, key=lambda each: costs[each])
    found = []
    for way in reversed(ways):
        found.append(_opened(state))
        state = way[state]
    return tuple(found[::-1])


def taken_up(counts: Sequence[int], counters: Sequence[T]) -> dict[T, list[tuple[int, int]]]:
    """Which counter is open when, for counts that `covered` has found: from one half hour until before another.

    Who opens is the one that may do so most often still, the first of them; who closes has been open for the longest.
    """
    found: dict[T, list[tuple[int, int]]] = {counter: [] for counter in counters}
    since: dict[T, int] = {}
    for place, count in enumerate((*counts, 0)):
        while len(since) > count:
            closes = min(since, key=lambda counter: since[counter])
            found[closes].append((since.pop(closes), place))
        while len(since) < count:
            opens = min((each for each in counters if each not in since), key=lambda each: len(found[each]))
            since[opens] = place
    return found


def _following(state: _All, shortest: int, *, can_open: bool) -> Iterator[_All]:
    """The states in the half hour that follows: some that are closed open, some that may close do."""
    stay = [_One(min(each.age + 1, shortest), each.left) if each.age else each for each in state]
    turns = [
        place for place, each in enumerate(state) if each.age >= shortest or (not each.age and each.left and can_open)
    ]
    seen = set()
    for count in range(len(turns) + 1):
        for turned in combinations(turns, count):
            one_way = Counter(state[place] for place in turned)
            if frozenset(one_way.items()) in seen:
                continue
            seen.add(frozenset(one_way.items()))
            following = list(stay)
            for place in turned:
                each = state[place]
                following[place] = _One(0, each.left) if each.age else _One(1, each.left - 1)
            yield tuple(sorted(following))


def _opened(state: _All) -> int:
    return sum(each.age > 0 for each in state)
