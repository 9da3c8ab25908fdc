"""What a counter takes, and when: a service always, or in some stretches of the week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.spans import Span, both, day_bounds, joined, longest, without

MOST_STRETCHES = 14
"""So many stretches a counter may have for one service: two for each day of the week."""
WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of local time on one weekday (Monday is 0), or, where that is None, on the days without their own."""

    begins: time
    ends: time
    weekday: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Stretch":
        """Read a stored row: {"from": "08:00", "to": "11:00", "weekday": 4 or null}."""
        return cls(time.fromisoformat(row["from"]), time.fromisoformat(row["to"]), row["weekday"])

    def stored(self) -> dict[str, Any]:
        """The row that `of` reads."""
        return {"from": f"{self.begins:%H:%M}", "to": f"{self.ends:%H:%M}", "weekday": self.weekday}

    def span_on(self, day: date, zone: ZoneInfo) -> Span:
        """Its time (UTC) on a date."""
        return longest(day, self.begins, self.ends, zone)


Taken = tuple[Stretch, ...]
"""When a counter takes a service; none: always."""


class Takes(NamedTuple):
    """A service, by its letter, that a counter takes, and when."""

    counter: int
    letter: str
    taken: Taken

    def spans_on(self, day: date, zone: ZoneInfo) -> list[Span]:
        """When it does on a date, joined."""
        if not self.taken:
            return [day_bounds(day, zone)]
        own = [stretch for stretch in self.taken if stretch.weekday == day.weekday()]
        usual = [stretch for stretch in self.taken if stretch.weekday is None]
        return joined(stretch.span_on(day, zone) for stretch in own or usual)

    def is_at(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether it does at a moment."""
        if not self.taken:
            return True
        return any(begins <= moment < ends for begins, ends in self.spans_on(moment.astimezone(zone).date(), zone))


def letters_at(takes: Iterable[Takes], moment: datetime, zone: ZoneInfo) -> dict[int, frozenset[str]]:
    """The letters that each counter takes at a moment, by its id; one that takes nothing then is absent."""
    found: dict[int, set[str]] = {}
    for each in takes:
        if each.is_at(moment, zone):
            found.setdefault(each.counter, set()).add(each.letter)
    return {counter: frozenset(letters) for counter, letters in found.items()}


def planned_on(
    takes: Iterable[Takes], manned: Mapping[int, Sequence[Span]], day: date, zone: ZoneInfo
) -> dict[int, frozenset[str]]:
    """The letters that each counter takes at some time of a day in which it is manned (spans in UTC), by its id."""
    found: dict[int, set[str]] = {}
    for each in takes:
        if both(manned.get(each.counter, ()), each.spans_on(day, zone)):
            found.setdefault(each.counter, set()).add(each.letter)
    return {counter: frozenset(letters) for counter, letters in found.items()}


def turns_on(takes: Iterable[Takes], day: date, zone: ZoneInfo) -> set[datetime]:
    """The moments of a local day at which what counters take may change by itself."""
    return {edge for each in takes if each.taken for span in each.spans_on(day, zone) for edge in span}


def taken_until(takes: Iterable[Takes], letter: str, day: date, zone: ZoneInfo, *, end: datetime) -> datetime:
    """The last moment of a day at which any counter takes a service, at most its `end`; that where none ever does."""
    own = [each for each in takes if each.letter == letter]
    edges = [span[1] for each in own for span in each.spans_on(day, zone)]
    return min(max(edges, default=day_bounds(day, zone)[0]), end) if own else end


def untaken(
    takes: Iterable[Takes],
    letter: str,
    work: Sequence[Span],
    day: date,
    zone: ZoneInfo,
    *,
    manned: Mapping[int, Sequence[Span]] | None = None,
) -> list[Span]:
    """The part of a day's work (spans in UTC) in which no counter takes a service.

    manned: when each counter is there, by its id; None: always.
    """
    own = [each for each in takes if each.letter == letter]
    if manned is None:
        return without(work, [span for each in own for span in each.spans_on(day, zone)])
    return without(work, [span for each in own for span in both(manned[each.counter], each.spans_on(day, zone))])


def faults_of(taken: Taken) -> dict[int, str]:
    """What is wrong with stretches, by their place: before_start, twice for one that runs into another, or unknown."""
    found: dict[int, str] = {}
    for place, each in enumerate(taken):
        if each.weekday is not None and each.weekday not in WEEKDAYS:
            found[place] = "unknown"
        elif each.ends <= each.begins:
            found[place] = "before_start"
        elif any(_meet(each, other) for other in taken[:place]):
            found[place] = "twice"
    return found


def _meet(one: Stretch, other: Stretch) -> bool:
    return one.weekday == other.weekday and one.begins < other.ends and other.begins < one.ends
