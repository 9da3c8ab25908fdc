"""Which counters are at work: so many of them for a stretch of the day, or one of them lost."""

from collections.abc import Iterable, Sequence

from scheduler.domain.calendar.spans import Span, both, without
from scheduler.domain.forecasting.plan import Shift


def manned(shifts: Sequence[Shift], stretch: Span, counters: int) -> list[Shift]:
    """The shifts with so many counters at work in a stretch.

    Those stay that are needed for every service to be taken by one, as far as the number reaches, and then those with
    the lowest numbers. Beyond those there are new ones are added, which take whatever any counter takes.
    """
    there = [shift for shift in shifts if both([(shift.begins, shift.ends)], [stretch])]
    stay = _needed_first(there)[:counters]
    cut = [
        piece for shift in shifts for piece in ([shift] if shift.counter in stay else without_counter([shift], stretch))
    ]
    everything = frozenset[str]().union(*(shift.services for shift in there or shifts))
    highest = max((shift.counter for shift in shifts), default=0)
    added = range(highest + 1, highest + 1 + counters - len(stay))
    return [*cut, *(Shift(number, everything, *stretch) for number in added)]


def without_counter(shifts: Iterable[Shift], stretch: Span, counter: int | None = None) -> list[Shift]:
    """The shifts without a counter, or without all of them, in a stretch."""
    left = []
    for shift in shifts:
        gaps = [stretch] if counter in (None, shift.counter) else []
        left += [shift._replace(begins=begins, ends=ends) for begins, ends in without([shift[2:]], gaps)]
    return left


def _needed_first(shifts: Sequence[Shift]) -> list[int]:
    """The counters of some shifts: first those that take what none before them does, the one with most of it first."""
    takes: dict[int, frozenset[str]] = {}
    for shift in sorted(shifts):
        takes[shift.counter] = takes.get(shift.counter, frozenset()) | shift.services
    order, taken = list[int](), frozenset[str]()
    while left := [number for number in sorted(takes) if number not in order]:
        order.append(max(left, key=lambda number: (len(takes[number] - taken), -number)))
        taken |= takes[order[-1]]
    return order
