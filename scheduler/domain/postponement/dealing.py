"""Which visit gets which free time when an office has to move many of them: whoever was first stays first."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

LARGER, NO_ROOM = "too_large", "no_room"
"""Why a visit gets no time: no slot holds so much work, or none is left that does."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """A visit that needs another time. first: the time it was first promised; earliest: no new time lies before it."""

    id: int
    units: int
    first: datetime
    earliest: datetime
    priority: bool = False

    @property
    def place(self) -> tuple[datetime, bool, int]:
        """The visit's place in the order: old time, then priority, then who booked first."""
        return (self.first, not self.priority, self.id)


@dataclass(slots=True)
class Place:
    """A slot that stands: what it holds, and how much of that is free. slot: its id, None if it is yet to be made."""

    starts_at: datetime
    units: int
    free: int
    slot: int | None = None


@dataclass(slots=True)
class Dealer:
    """Deals out free times, to one visit after the other: each gets the earliest that holds it.

    So among visits of the same size nobody gets a later time than somebody behind, unless theirs may not be as early.
    """

    places: Sequence[Place]
    """In order of time."""
    _starts: list[datetime] = field(init=False)
    _open: dict[int, int] = field(init=False, default_factory=dict)
    """Units -> the first place that may still hold so many: seats only ever get fewer here."""

    def __post_init__(self) -> None:
        self._starts = [place.starts_at for place in self.places]

    def give(self, visit: Displaced) -> Place | None:
        """The visit's new time, counted as taken; None where there is none."""
        known = self._open.get(visit.units, 0)
        start = bisect_left(self._starts, visit.earliest)
        for index in range(max(start, known), len(self.places)):
            if self.places[index].free >= visit.units:
                self.places[index].free -= visit.units
                self._note(visit.units, start, known, index)
                return self.places[index]
        self._note(visit.units, start, known, len(self.places))
        return None

    def why_none(self, visit: Displaced) -> str:
        """Why a visit gets no time: LARGER or NO_ROOM."""
        too_small = self.places and all(place.units < visit.units for place in self.places)
        return LARGER if too_small else NO_ROOM

    def _note(self, units: int, start: int, known: int, index: int) -> None:
        if start <= known:
            self._open[units] = index


def in_order(visits: Iterable[Displaced]) -> list[Displaced]:
    """Visits by the time they were first promised, priority first among equals."""
    return sorted(visits, key=lambda visit: visit.place)


def deal(visits: Sequence[Displaced], places: Sequence[Place]) -> Iterator[tuple[Displaced, Place | None]]:
    """Each visit, in the order given, with its new time."""
    dealer = Dealer(places)
    return ((visit, dealer.give(visit)) for visit in visits)
