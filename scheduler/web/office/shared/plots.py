"""What plots of bars and of lines are made of; `office/shared/_plot.html` draws them, with the same as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
LINES = 4
"""About so many lines across."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that stand together: a name below them, one value each; None where nothing was measured.

    said: each value in words, where the number alone does not say it.
    """

    name: str
    values: Sequence[float | None]
    said: Sequence[str] = ()
    short: str = ""
    """What stands below where there is no room for the name."""

    def text(self, place: int) -> str:
        """A value as the table says it."""
        value = self.values[place]
        if value is None:
            return "–"
        return self.said[place] if self.said else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot. key: its id on the page; first: what groups are; series: the name of each bar of a group.

    unit: of the numbers beside the lines.
    """

    key: str
    title: str
    desc: str
    first: str
    series: Sequence[str]
    groups: Sequence[Group]
    unit: str = ""
    point: str = "."
    """What parts a number from its tenths."""

    @property
    def lines(self) -> list[int]:
        """The values at which a line goes across, from 0 to the first that no bar is above."""
        return _lines(value for group in self.groups for value in group.values)


@dataclass(frozen=True, slots=True)
class Course(Plot):
    """A plot of lines, whose groups are points at equal distances: the first series is an area, the others are dashed.

    limit: a value that is drawn across, with its name; None where there is none.
    """

    limit: float | None = None
    limit_name: str = ""

    @property
    def lines(self) -> list[int]:
        """As of bars; the limit is within them."""
        return _lines([self.limit, *(value for group in self.groups for value in group.values)])

    def runs(self, series: int) -> list[list[tuple[int, float]]]:
        """The points of a series as (place, value), those together between which none is missing."""
        found: list[list[tuple[int, float]]] = [[]]
        for place, group in enumerate(self.groups):
            value = group.values[series]
            if value is None:
                found.append([])
            else:
                found[-1].append((place, value))
        return [run for run in found if run]


def _lines(values: Iterable[float | None]) -> list[int]:
    most = max((value for value in values if value), default=0)
    step = _step(max(most, 1))
    return [step * place for place in range(ceil(max(most, 1) / step) + 1)]


def _step(most: float) -> int:
    """A round distance that makes a handful of lines."""
    rough = most / LINES
    power = 10 ** max(0, floor(log10(rough))) if rough > 0 else 1
    return next(step * power for step in STEPS if step * power >= rough)
