"""An office as anybody may see it now: counters, waits, the hall, seats of the days to come. Nobody is named, and no
number is followed through the queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Minutes = tuple[int, int]
OpenState = Literal["open", "break", "closed", "halted"]
"""halted: the hall was emptied, and nobody comes in until it is opened again."""
WaitUntil = Literal["admitted", "called"]


FEW_AT_MOST = 5


class Seats(StrEnum):
    """How many seats a day has left, in words that do not move with each booking."""

    NONE = "none"
    FEW = "few"
    SOME = "some"
    MANY = "many"

    @classmethod
    def of(cls, left: int, planned: int) -> "Seats":
        """left: what can still be booked; planned: all that could be.

        Few is one in ten at the most or up to five: whoever wants one of those had better look at once. Many is half.
        """
        if left <= 0:
            return cls.NONE
        if left <= FEW_AT_MOST or left * 10 <= planned:
            return cls.FEW
        return cls.MANY if left * 2 >= planned else cls.SOME


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Whether the office is open, why not, and until when that is so, as far as it is known."""

    state: OpenState
    reason: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LiveCounter:
    """A counter that is open or on a break, and the number that is there."""

    number: int
    state: Literal["open", "break"]
    ticket: str | None


@dataclass(frozen=True, slots=True)
class LiveWait:
    """What the last in a line was told: from and to, until it is let in or, inside, called."""

    minutes: Minutes
    until: WaitUntil


@dataclass(frozen=True, slots=True)
class LiveService:
    """A service, how many of its numbers wait, were served today, and what the last in its line was told.

    wait: None where nobody waits, or where nothing can be said. closed: what shuts it alone now.
    """

    letter: str
    name: str
    name_en: str
    waiting: int
    served: int
    wait: LiveWait | None
    closed: str | None


@dataclass(frozen=True, slots=True)
class SeatsOfDay:
    """What is left of a day, by the letters of the services that have seats on it."""

    day: date
    services: dict[str, Seats]


@dataclass(frozen=True, slots=True)
class Live:
    """An office at a moment."""

    code: str
    name: str
    timezone: str
    at: datetime
    training: bool
    open: OpenNow
    people: int
    entering: int
    limit: int
    counters: tuple[LiveCounter, ...]
    services: tuple[LiveService, ...]
    seats: tuple[SeatsOfDay, ...]

    @property
    def waiting(self) -> int:
        """Numbers that wait, of all services."""
        return sum(service.waiting for service in self.services)

    @property
    def served(self) -> int:
        """Numbers that were served today, of all services."""
        return sum(service.served for service in self.services)

    @property
    def wait(self) -> Minutes | None:
        """The range that holds what is told in every line; None where nothing is told in any."""
        return around(service.wait.minutes for service in self.services if service.wait)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the list of offices says of one."""

    open: OpenNow
    people: int
    limit: int
    waiting: int = 0
    wait: Minutes | None = None


def around(ranges: Iterable[Minutes]) -> Minutes | None:
    """The range that holds all of some; None for none."""
    known = list(ranges)
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None
