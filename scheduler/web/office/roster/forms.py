"""The grid of a weekday as it is sent: a cell for each counter and half hour that is marked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints

from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.grid import stretches_of
from scheduler.domain.roster.roster import Dates, Week, with_days
from scheduler.domain.text.dates import read_hour
from scheduler.web.shared.forms import Form

Cell = Annotated[str, StringConstraints(max_length=10)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Marked = Mapping[int, frozenset[time]]
"""The half hours in which counters, by their numbers, are planned open."""


class DatesForm(Form):
    """Of which roster: first and last day of its season; neither for the usual one."""

    first: date | None = None
    last: date | None = None

    @property
    def dates(self) -> Dates:
        """As the rules know them."""
        return Dates(self.first, self.last)


class SeasonForm(DatesForm):
    """Of a roster that is to begin; without a last day it is of one day."""

    @property
    def dates(self) -> Dates:
        return Dates(self.first, self.last or self.first)


class GridForm(DatesForm):
    """cell: "3-0830" for each that is marked. also: weekdays that are to be like this one. was: the stamp of the roster
    as it was shown. sure: what it means was seen.
    """

    weekday: Weekday
    cell: list[Cell] = Field(default=[], max_length=5_000)
    also: list[Weekday] = Field(default=[], max_length=7)
    was: Annotated[str, StringConstraints(max_length=20)] = ""
    sure: bool = False

    @property
    def weekdays(self) -> list[int]:
        """All days that it is for."""
        return sorted({self.weekday, *self.also})


@dataclass(frozen=True, slots=True)
class Grid:
    """What a weekday's grid is made of: its cells, and the counters' ids by their numbers."""

    weekday: int
    cells: Sequence[time]
    counters: Mapping[int, int]


def name_of(number: int, cell: time) -> str:
    """A cell as a form has it."""
    return f"{number}-{cell:%H%M}"


def marked_of(cells: Iterable[str]) -> Marked:
    """The cells that are marked, by the number of their counter; what is no cell is left out."""
    found: dict[int, set[time]] = {}
    for each in cells:
        number, _, written = each.partition("-")
        at = read_hour(written)
        if at is not None and number.isascii() and number.isdigit():
            found.setdefault(int(number), set()).add(at)
    return {number: frozenset(hours) for number, hours in found.items()}


def weeks_of(grid: Grid, marked: Marked, weekdays: Collection[int], before: Mapping[int, Week]) -> dict[int, Week]:
    """The weeks of all counters, by their ids, where some weekdays are as the grid is marked and others as before."""
    return {
        counter: with_days(before.get(counter, {}), weekdays, _stretches(grid, marked.get(number, frozenset())))
        for number, counter in grid.counters.items()
    }


def _stretches(grid: Grid, own: Collection[time]) -> tuple[Stretch, ...] | None:
    return stretches_of(grid.cells, own, grid.weekday)
