"""What plots of bars and of lines are made of; `office/shared/_plot.html` draws them, with the same as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10
from typing import ClassVar, NamedTuple

STEPS = (1, 2, 5, 10)
LINES = 4
"""About so many lines across."""
LETTER, GAP = 7.6, 5
"""Room for a letter of a name or a figure of a value, and between two of them."""
LEFT, RIGHT = 56, 20
"""Room for the scale, and for half of the last name below a line."""


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
    is_named: bool = True
    """Whether anything stands below."""
    bands: Sequence[tuple[float, float]] = ()
    """Between what each value lies, most likely; nothing where no value has a band."""

    def text(self, place: int) -> str:
        """A value as the table says it, with its band."""
        value = self.values[place]
        if value is None:
            return "–"
        if self.said:
            return self.said[place]
        if not self.bands:
            return f"{value:g}"
        low, high = self.bands[place]
        return f"{value:g} ({low:g}–{high:g})"


class Named(NamedTuple):
    """A name below a plot: of which group, and its lines."""

    place: int
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot. key: its id on the page; first: what groups are; series: the name of each bar of a group.

    unit: of the numbers beside the lines. wide, high: of what is drawn, in units of a pixel where it is shown as wide.
    """

    is_of_lines: ClassVar[bool] = False

    key: str
    title: str
    desc: str
    first: str
    series: Sequence[str]
    groups: Sequence[Group]
    unit: str = ""
    point: str = "."
    """What parts a number from its tenths."""
    wide: int = 980
    high: int = 200
    has_key: bool = True
    """Whether what the series are stands above; not where the title says it."""

    @property
    def room(self) -> float:
        """How far groups are apart."""
        return (self.wide - LEFT - RIGHT) / max(len(self.groups), 1)

    @property
    def bar(self) -> float:
        """How wide a bar is."""
        return min(self.room * 0.8 / len(self.series), 44)

    @property
    def has_values(self) -> bool:
        """Whether the value of each bar has room above it."""
        texts = [self.value(group, place) for group in self.groups for place in range(len(self.series))]
        return max(map(len, texts), default=0) * LETTER <= self.room * 0.85 / len(self.series)

    def value(self, group: Group, place: int) -> str:
        """A value as it stands above its bar; nothing where nothing was measured."""
        if group.values[place] is None:
            return ""
        return group.said[place] if group.said else group.text(place).replace(".", self.point)

    @property
    def names(self) -> list[Named]:
        """The names below: of all groups in one line, else in a line for each word, else of every second or third."""
        named = [(place, group.short or group.name) for place, group in enumerate(self.groups) if group.is_named]
        apart = self.room * min((after - before for (before, _), (after, _) in pairwise(named)), default=1)
        whole = [Named(place, (name,)) for place, name in named]
        if _wide(whole) <= apart:
            return whole
        words = [Named(place, name.split()) for place, name in named]
        return words[:: ceil(_wide(words) / apart)]

    @property
    def lines(self) -> list[int]:
        """The values at which a line goes across, from 0 to the first that no bar is above."""
        return _lines(value for group in self.groups for value in group.values)


@dataclass(frozen=True, slots=True)
class Course(Plot):
    """A plot of lines, whose groups are points at equal distances: the first series is an area, the others are dashed.
    Where values have bands, these are the areas: plain for the first series, hatched for the others.

    limit: a value that is drawn across, with its name; None where there is none. most: a value that the scale reaches,
    whatever is drawn.
    """

    is_of_lines: ClassVar[bool] = True
    limit: float | None = None
    limit_name: str = ""
    most: float = 0

    @property
    def room(self) -> float:
        """How far points are apart."""
        return (self.wide - LEFT - RIGHT) / max(len(self.groups) - 1, 1)

    @property
    def lines(self) -> list[int]:
        """As of bars; the limit is within them, and so are all bands."""
        highs = (high for group in self.groups for _, high in group.bands)
        return _lines([self.limit, self.most, *highs, *(value for group in self.groups for value in group.values)])

    @property
    def has_bands(self) -> bool:
        """Whether values have bands."""
        return any(group.bands for group in self.groups)

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

    def around(self, series: int, run: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """The edge of the bands of a run: along their upper ends, and back along the lower ones."""
        bands = [(place, *self.groups[place].bands[series]) for place, _ in run]
        return [(place, high) for place, _, high in bands] + [(place, low) for place, low, _ in reversed(bands)]


def on_one_scale(courses: Sequence[Course]) -> list[Course]:
    """Plots that stand side by side, so that what is as high in one is as high in the other."""
    most = max((course.lines[-1] for course in courses), default=0)
    return [replace(course, most=most) for course in courses]


class Dot(NamedTuple):
    """A point of a scatter: how far to the right and up, its name, and which of its kinds it is of."""

    across: float
    up: float
    name: str
    kind: int = 0


@dataclass(frozen=True, slots=True)
class Scatter:
    """A plot of points by two values. across, up: what the values are; kinds: of points, each drawn otherwise; the dots
    of the first kind, which rise, are joined.
    """

    key: str
    title: str
    desc: str
    first: str
    across: str
    up: str
    kinds: Sequence[str]
    dots: Sequence[Dot]
    wide: int = 980
    high: int = 260

    @property
    def lines(self) -> list[int]:
        """The values at which a line goes across."""
        return _lines(dot.up for dot in self.dots)

    @property
    def columns(self) -> list[int]:
        """The values at which the scale below has a mark: the dots lie between the first and the last."""
        least, most = (edge(dot.across for dot in self.dots) for edge in (min, max))
        step = _step(max(most - least, 1))
        return [step * place for place in range(floor(least / step), ceil(most / step) + (most == least) + 1)]

    def x(self, across: float) -> float:
        """Where a value stands from the left."""
        least, *_, most = self.columns
        return round(LEFT + (self.wide - LEFT - RIGHT) * (across - least) / (most - least), 1)

    def y(self, up: float, top: float) -> float:
        """Where a value stands from above."""
        return round(top + self.high * (1 - up / self.lines[-1]), 1)


def _wide(names: Iterable[Named]) -> float:
    """Room for the widest line of some names."""
    return max((len(word) for name in names for word in name.words), default=0) * LETTER + GAP


def _lines(values: Iterable[float | None]) -> list[int]:
    most = max((value for value in values if value), default=0)
    step = _step(max(most, 1))
    return [step * place for place in range(ceil(max(most, 1) / step) + 1)]


def _step(most: float) -> int:
    """A round distance that makes a handful of lines."""
    rough = most / LINES
    power = 10 ** max(0, floor(log10(rough))) if rough > 0 else 1
    return next(step * power for step in STEPS if step * power >= rough)
