"""A weekday as a grid: its half hours of work as cells, and which of them a counter is manned in."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.spans import Span
from scheduler.domain.hall.takes import Stretch

HALF_HOUR = timedelta(minutes=30)
LAST = time(23, 30)
"""No cell begins here or later: a stretch cannot end at midnight. Whoever has all others has this half hour too."""


def cells_of(work: Iterable[Span], day: date, zone: ZoneInfo) -> list[time]:
    """The half hours (by their local beginnings) of a day in which the office works at all, in order."""
    spans = [tuple(edge.astimezone(zone).replace(tzinfo=None) for edge in span) for span in work]
    midnight = datetime.combine(day, time.min)
    every = (midnight + n * HALF_HOUR for n in range(48))
    return [
        cell.time()
        for cell in every
        if cell.time() < LAST and any(begins < cell + HALF_HOUR and cell < ends for begins, ends in spans)
    ]


def marked_in(cells: Sequence[time], stretches: Iterable[Stretch] | None) -> list[bool]:
    """Whether a counter is manned in each cell; stretches: None where that is whenever the office works."""
    if stretches is None:
        return [True] * len(cells)
    own = list(stretches)
    return [any(each.begins <= cell < each.ends for each in own) for cell in cells]


def stretches_of(cells: Sequence[time], marked: Collection[time], weekday: int) -> tuple[Stretch, ...] | None:
    """The stretches of the cells that are marked; None where all are, which is whenever the office works.

    What lies between two cells that follow each other, as a break does, belongs to a stretch that has both.
    """
    if all(cell in marked for cell in cells):
        return None
    found: list[Stretch] = []
    goes_on = False
    for cell in cells:
        if cell in marked:
            begins = found.pop().begins if goes_on else cell
            found.append(Stretch(begins, after(cell), weekday))
        goes_on = cell in marked
    return tuple(found)


def totals_of(rows: Iterable[Sequence[bool]], cells: Sequence[time]) -> list[int]:
    """How many counters are manned in each cell, of the rows of all of them."""
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * len(cells)


def after(cell: time) -> time:
    """When a half hour is over."""
    return (datetime.combine(date.min, cell) + HALF_HOUR).time()
