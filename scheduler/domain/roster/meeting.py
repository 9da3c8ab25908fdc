"""From how many counters are wanted in each half hour to which: with the fewest openings and closings.

Counters that take the same services at the same hours are alike: of them the lowest numbers are manned, and what is
left to be decided is how many of each kind. That is found by the cheapest way through the day, half hour by half hour;
a way from one state to another costs a step for each counter that is opened or closed. Of ways that cost the same the
one with the lower numbers holds. An office with very many kinds of counters goes from half hour to half hour, and
changes no more than each asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

Letters = Sequence[frozenset[str]]
"""The services that are meant, by their letters, in each half hour of a day."""
MOST_STATES = 600
"""So many states of the hall are gone through for each half hour; nine counters that all differ have fewer."""
STEP = 1_000_000
"""What an opening or a closing costs; the numbers of all counters through a day are together less than that."""
_State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Counters that are alike, by their numbers from the lowest on, and what they take in each half hour."""

    numbers: tuple[int, ...]
    letters: Letters


def roster_meeting(wanted: Sequence[int], takes: Mapping[int, Letters], needed: Letters) -> dict[int, list[bool]]:
    """Which counters are manned in each half hour of a day, by their numbers.

    wanted: how many counters, in each half hour. takes: the services that each counter takes then; in a half hour in
    which it takes none it is not manned. needed: the services that have work then; each is taken by a manned counter,
    where any takes it at all. Where that asks for more counters than are wanted there are more; where there are fewer
    than are wanted all of them are manned.
    """
    kinds = _kinds(takes)
    if prod(len(kind.numbers) + 1 for kind in kinds) > MOST_STATES:
        return _step_by_step(wanted, takes, needed)
    counts = _cheapest(wanted, kinds, needed)
    return {
        number: [state[place] > rank for state in counts]
        for place, kind in enumerate(kinds)
        for rank, number in enumerate(kind.numbers)
    }


def _kinds(takes: Mapping[int, Letters]) -> list[_Kind]:
    alike: dict[tuple[frozenset[str], ...], list[int]] = {}
    for number in sorted(takes):
        alike.setdefault(tuple(takes[number]), []).append(number)
    return [_Kind(tuple(numbers), letters) for letters, numbers in alike.items()]


def _cheapest(wanted: Sequence[int], kinds: Sequence[_Kind], needed: Letters) -> list[_State]:
    """How many counters of each kind are manned in each half hour."""
    every = list(product(*(range(len(kind.numbers) + 1) for kind in kinds)))
    nobody = every[0]
    costs: dict[_State, int] = {nobody: 0}
    came: list[dict[_State, _State]] = []
    for place, count in enumerate(wanted):
        reached = _moved(costs, every)
        fits = _fitting(every, kinds, place, count, needed[place])
        costs = {state: reached[state][0] + _numbers(state, kinds) for state in fits}
        came.append({state: reached[state][1] for state in fits})
    last = min(costs, key=lambda state: costs[state] + STEP * sum(state))
    way = []
    for before in reversed(came):
        way.append(last)
        last = before[last]
    return way[::-1]


def _moved(costs: Mapping[_State, int], every: Sequence[_State]) -> dict[_State, tuple[int, _State]]:
    """The cheapest way to every state, and from which it comes: each step opens or closes one counter of a kind."""
    reached: dict[_State, tuple[int, _State]] = {state: (cost, state) for state, cost in costs.items()}
    for place in range(len(every[0])):
        for states, step in ((every, -1), (every[::-1], 1)):
            for state in states:
                beside = reached.get((*state[:place], state[place] + step, *state[place + 1 :]))
                if beside is not None and (state not in reached or beside[0] + STEP < reached[state][0]):
                    reached[state] = beside[0] + STEP, beside[1]
    return reached


def _fitting(
    every: Sequence[_State], kinds: Sequence[_Kind], place: int, count: int, needed: frozenset[str]
) -> list[_State]:
    """The states in which a half hour has what it needs, with as few counters as reach the count."""
    offered = [kind.letters[place] for kind in kinds]
    asked = needed & frozenset().union(*offered)
    able = [
        state
        for state in every
        if all(letters or not number for number, letters in zip(state, offered, strict=True))
        and asked <= frozenset().union(*(letters for n, letters in zip(state, offered, strict=True) if n))
    ]
    most = max(map(sum, able))
    fewest = min(sum(state) for state in able if sum(state) >= min(count, most))
    return [state for state in able if sum(state) == fewest]


def _numbers(state: _State, kinds: Sequence[_Kind]) -> int:
    return sum(sum(kind.numbers[:count]) for count, kind in zip(state, kinds, strict=True))


def _step_by_step(wanted: Sequence[int], takes: Mapping[int, Letters], needed: Letters) -> dict[int, list[bool]]:
    manned: set[int] = set()
    rows: dict[int, list[bool]] = {number: [] for number in sorted(takes)}
    for place, count in enumerate(wanted):
        offered = {number: takes[number][place] for number in rows if takes[number][place]}
        manned = _fewer(_more(manned & offered.keys(), offered, count, needed[place]), offered, count, needed[place])
        for number, row in rows.items():
            row.append(number in manned)
    return rows


def _more(manned: set[int], offered: Mapping[int, frozenset[str]], count: int, needed: frozenset[str]) -> set[int]:
    """With the lowest numbers that are missing: first of those that take what nobody takes yet, the most of it."""
    found = set(manned)
    for letters in _missing(found, offered, needed):
        found.add(min(offered.keys() - found, key=lambda number: (-len(offered[number] & letters), number)))
    return found | set(sorted(offered.keys() - found)[: max(count - len(found), 0)])


def _missing(
    found: set[int], offered: Mapping[int, frozenset[str]], needed: frozenset[str]
) -> Iterator[frozenset[str]]:
    """What of the services nobody in `found` takes, as long as somebody could; `found` grows meanwhile."""
    asked = needed & frozenset().union(*offered.values())
    while left := asked - frozenset().union(*(offered[number] for number in found)):
        yield left


def _fewer(manned: set[int], offered: Mapping[int, frozenset[str]], count: int, needed: frozenset[str]) -> set[int]:
    """Without the highest numbers, as far as others take what is needed."""
    found = set(manned)
    asked = needed & frozenset().union(*offered.values())
    for number in sorted(manned, reverse=True):
        others = found - {number}
        if len(found) > count and asked <= frozenset().union(*(offered[each] for each in others)):
            found = others
    return found
