"""Blank forms: what a ledger adds up to, who gets the next blank, and how long the stock lasts.

Who made a wait by the office's own fault goes first. All others stand in one line per group: the reasons that have a
share of their own, and everybody else. The next blank goes to the group that is furthest behind its share of the last
`WINDOW` blanks, the one just given out included; a group with nobody in it is passed over, so that its share flows to
the others. Of groups that are equally far behind, the one with the larger share comes first. Within a group the oldest
comes first. The order does not depend on how many blanks there are: whoever stands third gets the third. Nor does it
depend on who they are whose turn it is, only on how many wait in each group: a place is found without a list of them.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

WINDOW = 20
"""So many blanks back shares are looked at."""
FLOOR = 10
"""Percent that those without a share of their own have at least."""
REST = ""
"""The group of everybody whose reason has no share of its own."""
LOOKS_BACK = 28
"""Days whose use a forecast goes by; today is not one, since it is not over."""
LEAST_DAYS = 5
"""So many open days of use are on record before there is a forecast."""
SIGNS: Mapping[str, int] = {"receipt": 1, "unused": 1, "count": 1, "short": 1, "use": -1, "spoilt": -1}
"""Which way a kind of entry goes; a count has its own sign."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits for a blank. since: when it first did; first: by the office's fault, or urgent."""

    id: int
    since: datetime
    reason: str | None
    first: bool = False

    @property
    def place(self) -> tuple[datetime, int]:
        """The document's place within its group; the smallest is first."""
        return self.since, self.id


def ledger_sum(entries: Iterable[tuple[str, int]]) -> int:
    """What entries (kind, pieces) add up to, in pieces."""
    return sum(SIGNS[kind] * pieces for kind, pieces in entries)


def group_of(reason: str | None, shares: Mapping[str, int]) -> str:
    """The group a reason belongs to."""
    return reason if reason is not None and reason in shares else REST


def shares_of(shares: Mapping[str, int]) -> dict[str, int]:
    """The percent of every group, the rest included. The rest has its floor, whatever the others were given."""
    named = {reason: share for reason, share in shares.items() if share > 0}
    return {**named, REST: max(FLOOR, 100 - sum(named.values()))}


def faults_of_shares(shares: Mapping[str, int], reasons: Iterable[str]) -> list[str]:
    """Which reasons cannot have the share they were given; "sum" where nothing is left for the rest."""
    known = set(reasons)
    wrong = [reason for reason, share in shares.items() if reason not in known or not 0 < share <= 100 - FLOOR]
    return wrong or (["sum"] if sum(shares.values()) > 100 - FLOOR else [])


def in_order(
    waiting: Iterable[Waiting], shares: Mapping[str, int], lately: Sequence[str | None] = (), *, most: int | None = None
) -> list[Waiting]:
    """Who waits, in the order in which blanks go to them; not more than `most`, where that is given.

    shares: percent per reason. lately: the reasons of those who got the last blanks, oldest first. For the first so
    many it is enough to know as many of each group, and of those who go first.
    """
    everybody = sorted(waiting, key=lambda each: each.place)
    ordered = [each for each in everybody if each.first]
    lines: dict[str, deque[Waiting]] = {}
    for each in everybody:
        if not each.first:
            lines.setdefault(group_of(each.reason, shares), deque()).append(each)
    turns = _Turns(shares, [*lately, *(each.reason for each in ordered)])
    while lines and (most is None or len(ordered) < most):
        group = turns.next_of(lines)
        ordered.append(lines[group].popleft())
        if not lines[group]:
            del lines[group]
    return ordered[:most]


def place_by_turns(
    group: str, nth: int, waiting: Mapping[str, int], shares: Mapping[str, int], lately: Sequence[str | None] = ()
) -> int:
    """Which blank the n-th of a group gets, of those that go to groups: 1 the first, as `in_order` has it.

    nth: 1 the oldest. waiting: how many wait in each group, those who go first not counted. lately: as in `in_order`,
    with those who go first at its end. The same groups and the same blanks given out lately have the same turns follow,
    and these come round within a few dozen: whole rounds are counted and not gone through, however long the line is.
    """
    turns, place = _Turns(shares, lately), 0
    left = {name: count for name, count in {**waiting, group: nth}.items() if count}
    seen: dict[tuple[str, ...], tuple[int, Mapping[str, int]]] = {}
    while group in left:
        if turns.given in seen:
            before, then = seen[turns.given]
            a_round = {name: then[name] - count for name, count in left.items() if then[name] > count}
            rounds = min((left[name] - 1) // spent for name, spent in a_round.items())
            left = {name: count - rounds * a_round.get(name, 0) for name, count in left.items()}
            place += rounds * (place - before)
            seen.clear()
        seen[turns.given] = place, dict(left)
        taken, place = turns.next_of(left), place + 1
        left[taken] -= 1
        if not left[taken]:
            del left[taken]
            seen.clear()
    return place


class _Turns:
    """Whose turn it is. given: the groups of the last blanks, oldest first."""

    def __init__(self, shares: Mapping[str, int], lately: Sequence[str | None]) -> None:
        self._parts = shares_of(shares)
        self.given = tuple(group_of(reason, self._parts) for reason in lately[-WINDOW:])

    def next_of(self, groups: Collection[str]) -> str:
        """The group that gets the next blank, of those with somebody in them."""
        seen, had, whole = min(len(self.given), WINDOW - 1) + 1, Counter(self.given), sum(self._parts.values())
        group = max(groups, key=lambda name: (self._parts[name] * seen - had[name] * whole, self._parts[name], name))
        self.given = (*self.given, group)[-WINDOW:]
        return group


def may_begin(*, free: int, waiting: int, per_day: int | None, begun: int) -> int:
    """How many documents may begin now: as many as there are blanks and people waiting, and printing keeps up with.

    per_day: what is printed in a day at most, None without a bound. begun: of today.
    """
    rest = waiting if per_day is None else max(0, per_day - begun)
    return max(0, min(free, waiting, rest))


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long the stock lasts: pieces a day the office is open, and such days left. None: there is no date yet.

    open_days: so many open days are on record.
    """

    a_day: float | None = None
    days_left: int | None = None
    open_days: int = 0

    @property
    def is_early(self) -> bool:
        """Whether the record is too short to tell."""
        return self.open_days < LEAST_DAYS


def forecast(*, stock: int, used: int, open_days: int) -> Forecast:
    """How long the stock lasts, from the use of the last `LOOKS_BACK` days, or since the ledger was opened.

    stock, used: pieces. open_days: so many of those days the office was open.

    Without any use, or with fewer than `LEAST_DAYS` open days, nobody can tell.
    """
    if used <= 0 or open_days < LEAST_DAYS:
        return Forecast(open_days=open_days)
    a_day = used / open_days
    return Forecast(a_day, int(stock / a_day), open_days)
