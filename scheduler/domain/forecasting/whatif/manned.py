"""Which counters are at work: so many of them for a stretch of the day, or one of them lost."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from scheduler.domain.calendar.spans import Span, both, without
from scheduler.domain.forecasting.plan import Shift


def manned(shifts: Sequence[Shift], stretch: Span, counters: int) -> list[Shift]:
    """The shifts with so many counters at work all through a stretch.

    Those stay that are needed for every service to be taken by one, as far as the number reaches, and then those with
    the lowest numbers. Where more are to be at work, those of the day are that are not, each with what it takes that
    day; and then new ones, which take whatever any counter takes.
    """
    edges = {moment for shift in shifts for moment in (shift.begins, shift.ends) if stretch[0] < moment < stretch[1]}
    known = _takes(shifts)
    for piece in pairwise(sorted({*stretch, *edges})):
        shifts = _manned(shifts, piece, counters, known)
    return list(shifts)


def without_counter(shifts: Iterable[Shift], stretch: Span, counter: int | None = None) -> list[Shift]:
    """The shifts without a counter, or without all of them, in a stretch."""
    left = []
    for shift in shifts:
        gaps = [stretch] if counter in (None, shift.counter) else []
        left += [shift._replace(begins=begins, ends=ends) for begins, ends in without([shift[2:]], gaps)]
    return left


def _manned(shifts: Sequence[Shift], piece: Span, counters: int, known: Mapping[int, frozenset[str]]) -> list[Shift]:
    """The same for a stretch in which no shift begins or ends. known: what each counter of the day takes."""
    there = _needed_first(_takes(shift for shift in shifts if both([shift[2:]], [piece])))
    stay, missing = there[:counters], max(counters - len(there), 0)
    left = [part for each in shifts for part in ([each] if each.counter in stay else without_counter([each], piece))]
    others = [number for number in sorted(known) if number not in there]
    new = range(max(known, default=0) + 1, max(known, default=0) + 1 + missing)
    everything = frozenset[str]().union(*known.values())
    added = [*others, *new][:missing]
    return [*left, *(Shift(number, known.get(number, everything), *piece) for number in added)]


def _takes(shifts: Iterable[Shift]) -> dict[int, frozenset[str]]:
    """What each counter of some shifts takes, by its number."""
    takes: dict[int, frozenset[str]] = {}
    for shift in shifts:
        takes[shift.counter] = takes.get(shift.counter, frozenset()) | shift.services
    return takes


def _needed_first(takes: Mapping[int, frozenset[str]]) -> list[int]:
    """Counters by what they take: first those that take what none before them does, the one with most of it first."""
    order, taken = list[int](), frozenset[str]()
    while left := [number for number in sorted(takes) if number not in order]:
        order.append(max(left, key=lambda number: (len(takes[number] - taken), -number)))
        taken |= takes[order[-1]]
    return order
