"""What a plot of one line is made of, with a limit across; `office/shared/_line_plot.html` draws it, and writes the
same down as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDE, HIGH = 440, 110
LEFT, TOP, BELOW = 26, 12, 18
"""Room beside the line: for its scale, above the highest, for the names below."""


class Point(NamedTuple):
    """A point of the line. place: how far along it stands, in any unit; name: what that is called."""

    place: float
    value: float
    name: str


class Tick(NamedTuple):
    """A name below the line, and where it stands."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class LinePlot:
    """A plot. key: its id on the page; first: what the points are along; series: what the line is.

    points: from left to right, at least one. limit: a value that has a line of its own across, named `limit_name`.
    ticks: the places that are named below.
    """

    key: str
    title: str
    desc: str
    first: str
    series: str
    points: Sequence[Point]
    limit: float | None = None
    limit_name: str = ""
    named: Sequence[Point] = ()
    wide: int = WIDE
    high: int = HIGH

    @property
    def most(self) -> float:
        """The value at the top."""
        return max(*(point.value for point in self.points), self.limit or 0, 1)

    @property
    def line(self) -> str:
        """The line, as a path."""
        return "M" + " ".join(f"{self._x(point.place)} {self.y(point.value)}" for point in self.points)

    @property
    def area(self) -> str:
        """What is below the line, as a path."""
        first, last = self._x(self.points[0].place), self._x(self.points[-1].place)
        return f"M{first} {self.floor} L{self.line[1:]} L{last} {self.floor}Z"

    @property
    def floor(self) -> int:
        """Where the value is 0."""
        return self.high - BELOW

    @property
    def left(self) -> int:
        """Where the line begins."""
        return LEFT

    @property
    def ticks(self) -> list[Tick]:
        """The names below."""
        return [Tick(self._x(point.place), point.name) for point in self.named]

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return round(self.floor - (self.floor - TOP) * value / self.most, 1)

    def _x(self, place: float) -> float:
        first, last = self.points[0].place, self.points[-1].place
        share = (place - first) / (last - first) if last > first else 0
        return round(LEFT + (self.wide - LEFT - 6) * share, 1)
