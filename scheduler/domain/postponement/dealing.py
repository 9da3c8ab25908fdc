"""Which visit gets which free time when an office has to move many of them.

Whoever was first gets no later day than somebody behind, and on that day the time nearest to the hour they had: people
chose their hours, and a whole day's visits would stand at the door at eight otherwise.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import takewhile

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
    """Deals out free times, to one visit after the other: each gets, on the first day with a place that holds it, the
    one nearest to the hour it had; of two as near the earlier.

    So among visits of the same size nobody gets a later day than somebody behind, unless theirs may not be as early.
    """

    places: Sequence[Place]
    """In order of time, each day whole."""
    zone: tzinfo
    """The office's, by which a day ends."""
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
                self._note(visit.units, start, known, index)
                chosen = min(self._that_day(index, visit.units), key=lambda place: self._distance(place, visit))
                chosen.free -= visit.units
                return chosen
        self._note(visit.units, start, known, len(self.places))
        return None

    def why_none(self, visit: Displaced) -> str:
        """Why a visit gets no time: LARGER or NO_ROOM."""
        too_small = self.places and all(place.units < visit.units for place in self.places)
        return LARGER if too_small else NO_ROOM

    def _that_day(self, index: int, units: int) -> Iterator[Place]:
        """From a place on to the end of its day, those that hold so much."""
        day = self._day(self.places[index])
        rest = (self.places[n] for n in range(index, len(self.places)))
        return (place for place in takewhile(lambda place: self._day(place) == day, rest) if place.free >= units)

    def _day(self, place: Place) -> date:
        return place.starts_at.astimezone(self.zone).date()

    def _distance(self, place: Place, visit: Displaced) -> tuple[int, datetime]:
        """Minutes between the hours of two days."""
        here, had = (_minute(moment.astimezone(self.zone)) for moment in (place.starts_at, visit.first))
        return abs(here - had), place.starts_at

    def _note(self, units: int, start: int, known: int, index: int) -> None:
        if start <= known:
            self._open[units] = index


def in_order(visits: Iterable[Displaced]) -> list[Displaced]:
    """Visits by the time they were first promised, priority first among equals."""
    return sorted(visits, key=lambda visit: visit.place)


def _minute(moment: datetime) -> int:
    """The minute of the day."""
    return moment.hour * 60 + moment.minute
