"""What is known of the days that are over, as plain as a fit needs it: no names, no numbers, no order of rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ON_PAPER = 0.25
"""A day of which such a part of those who came is known from paper alone says nothing of when people come."""

WAITED, LATE = 15.0, 45.0
"""Minutes after its doors open: who came within the first saw nobody called within the second, so it began late."""


class Seen(NamedTuple):
    """A visit of a day. Moments are minutes of the local day.

    service: the letter for which it waited. types: codes of its documents, sorted. units: of work, as slots count it.
    slot: when its time began; None for a walk-in. arrived: when it had a number; None where it did not come, and where
    that is known from paper alone. inside: when it was called into the hall. called, ended: its turn at a counter.
    """

    service: str
    types: tuple[str, ...] = ()
    units: int = 1
    slot: float | None = None
    came: bool = True
    arrived: float | None = None
    inside: float | None = None
    called: float | None = None
    ended: float | None = None
    counter: int | None = None
    people: int = 1
    priority: bool = False


class Fill(NamedTuple):
    """What became of the units that were free so many days before a day: booked by then, or not."""

    booked: float
    free: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is over. weekday: Monday is 0. opens, closes: its hours, in minutes of the local day.

    fills: what was free as the day itself began, a day before, and so on.
    """

    weekday: int
    opens: float
    closes: float
    visits: Sequence[Seen]
    fills: Sequence[Fill] = ()

    @property
    def says_something(self) -> bool:
        """Whether people came, most of them while the program was at work, and were called soon after it opened."""
        came = [visit for visit in self.visits if visit.came]
        on_paper = sum(visit.arrived is None for visit in came)
        return bool(came) and on_paper < ON_PAPER * len(came) and not self.began_late

    @property
    def began_late(self) -> bool:
        """Whether people stood there as the doors opened, and nobody was called for long."""
        first_call = min((visit.called for visit in self.visits if visit.called is not None), default=self.opens)
        first = min((visit.arrived for visit in self.visits if visit.arrived is not None), default=self.closes)
        return first <= self.opens + WAITED and first_call > self.opens + LATE


@dataclass(frozen=True, slots=True)
class Expected:
    """What an office expects before anything is recorded: minutes and units of its document types, by code; those of
    each service, by its letter. half_hours: of the local day, in which the office is usually open. retired: codes of
    types that nobody may apply for any more.
    """

    services: Mapping[str, Mapping[str, tuple[float, int]]]
    half_hours: Sequence[int] = ()
    retired: Collection[str] = ()


class Served(NamedTuple):
    """A visit that had its turn on a day, by its place in the record, and what that took."""

    day: int
    service: str
    types: tuple[str, ...]
    minutes: float


def served_of(days: Iterable[Day]) -> Iterator[Served]:
    """Whoever had a turn of which beginning and end are known."""
    for number, day in enumerate(days):
        for visit in day.visits:
            if visit.called is not None and visit.ended is not None:
                yield Served(number, visit.service, visit.types, visit.ended - visit.called)
