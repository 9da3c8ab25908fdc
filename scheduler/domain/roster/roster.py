"""An office's rosters: for each counter a week of stretches, always or between two dates; what they say of a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.hours import covers, precedence_of
from scheduler.domain.calendar.spans import Span, both
from scheduler.domain.hall.takes import WEEKDAYS, Stretch, faults_of

Week = Mapping[int, tuple[Stretch, ...]]
"""When one counter is manned on weekdays (Monday is 0); on one that is not named, whenever the office works."""
HALF_PAST = (0, 30)
"""Minutes of the hour at which a stretch begins and ends."""


@dataclass(frozen=True, slots=True)
class Dates:
    """From which day until which a roster holds, both included; the usual one has neither."""

    first: date | None = None
    last: date | None = None

    @property
    def is_usual(self) -> bool:
        """Whether the roster holds wherever no season does."""
        return self.first is None and self.last is None

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return covers(self.first, self.last, day)

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong with a season's dates, by their fields: missing, before_start, or past for one that is over."""
        if self.first is None or self.last is None:
            return {name: "missing" for name, day in (("first", self.first), ("last", self.last)) if day is None}
        if self.last < self.first:
            return {"last": "before_start"}
        return {"last": "past"} if self.last < today else {}


USUAL = Dates()


@dataclass(frozen=True, slots=True)
class Roster:
    """The weeks of an office's counters, by their ids, as they hold between two dates.

    A counter that is not named is manned whenever the office works, as all are where there is no roster.
    """

    weeks: Mapping[int, Week]
    dates: Dates = USUAL

    def spans_on(self, counter: int, work: Sequence[Span], day: date, zone: ZoneInfo) -> list[Span]:
        """When a counter is manned on a day, of the office's work (spans in UTC)."""
        own = self.weeks.get(counter, {}).get(day.weekday())
        return list(work) if own is None else both(work, [stretch.span_on(day, zone) for stretch in own])


def holding(rosters: Iterable[Roster], day: date) -> Roster | None:
    """The roster that holds on a day: of those that cover it the one that began last, and of those that began together
    the one that ends first. None: every counter is manned whenever the office works.
    """
    found = [each for each in rosters if each.dates.covers(day)]
    return max(found, key=lambda each: precedence_of(each.dates.first, each.dates.last), default=None)


def manned_on(
    rosters: Iterable[Roster], work: Sequence[Span], day: date, zone: ZoneInfo, *, counters: Iterable[int]
) -> dict[int, list[Span]]:
    """When each counter (by its id) is planned to be open on a day: spans (UTC) cut to the day's work, in order.

    work: when the office works on the day, as spans in UTC. A counter that is not manned at all has no span.
    """
    held = holding(rosters, day) or Roster({})
    return {counter: held.spans_on(counter, work, day, zone) for counter in counters}


def names_counter(rosters: Iterable[Roster], counter: int, day: date) -> bool:
    """Whether a roster that holds on a day says when a counter is manned, beside "whenever the office works"."""
    held = holding(rosters, day)
    return held is not None and day.weekday() in held.weeks.get(counter, {})


def stored(week: Week) -> dict[str, list[list[str]]]:
    """A counter's week as it is written down, and compared: {"0": [["08:00", "11:30"]], "4": []}."""
    return {
        str(weekday): [[f"{each.begins:%H:%M}", f"{each.ends:%H:%M}"] for each in sorted(week[weekday])]
        for weekday in sorted(week)
    }


def week_of(row: Mapping[str, Any]) -> Week:
    """Read what `stored` wrote."""
    return {
        int(weekday): tuple(
            Stretch(time.fromisoformat(begins), time.fromisoformat(ends), int(weekday)) for begins, ends in stretches
        )
        for weekday, stretches in row.items()
    }


def faults_of_week(week: Week) -> dict[str, str]:
    """What is wrong with a counter's week, by the weekday: before_start, twice, unknown, or half_hour for a stretch
    that begins or ends at another minute.
    """
    found: dict[str, str] = {}
    for weekday, stretches in week.items():
        faults = faults_of(stretches)
        if weekday not in WEEKDAYS or any(each.weekday != weekday for each in stretches):
            found[str(weekday)] = "unknown"
        elif faults:
            found[str(weekday)] = next(iter(faults.values()))
        elif not all(_is_on_half_hour(edge) for each in stretches for edge in (each.begins, each.ends)):
            found[str(weekday)] = "half_hour"
    return found


def with_days(week: Week, weekdays: Collection[int], manned: tuple[Stretch, ...] | None) -> Week:
    """A week in which some weekdays are as one of them is meant; None: whenever the office works."""
    others = {weekday: stretches for weekday, stretches in week.items() if weekday not in weekdays}
    if manned is None:
        return others
    return others | {
        weekday: tuple(Stretch(each.begins, each.ends, weekday) for each in manned) for weekday in weekdays
    }


def _is_on_half_hour(edge: time) -> bool:
    return edge.minute in HALF_PAST and not (edge.second or edge.microsecond)
