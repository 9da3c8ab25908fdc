"""The fewest hours of counters in which a day keeps what is asked.

How much work there is in each half hour is seen in days with all counters. So many counters are needed for it, and
some more, since people do not come evenly: the least such measure for which days keep what is asked is found by
halving. The shifts are then the cheapest ones that have as many counters as are needed (`covering`), and in the end
each half hour is tried with one counter fewer. What was found so is proved by days of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import NamedTuple

from scheduler.domain.calendar.spans import Span, both, without
from scheduler.domain.forecasting.people import HALF_HOUR
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.covering import covered, taken_up
from scheduler.domain.forecasting.proposing.plays import Search, Task
from scheduler.domain.forecasting.proposing.racing import ROUNDS
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.hall.likely import MINUTE

TRIED_ON = range(20)
PROVED_ON = range(1000, 1060)
JUDGED_ON = range(ROUNDS[-1][0])
MEASURES = [1 + place / 10 for place in range(16)]
"""By how much more counters may be needed than the work alone would ask for."""


class Group(NamedTuple):
    """Counters that take the same at the same times, and the half hours of their work, counted from midnight.

    begins: when they begin, which may be before: people come in then already. least: how many of them are open in each
    half hour: one, where nobody else takes a service of theirs.
    """

    counters: tuple[int, ...]
    halves: tuple[int, ...]
    begins: datetime
    least: int


Needs = list[tuple[int, ...]]
"""How many counters of each group are needed in each of its half hours."""


@dataclass(frozen=True, slots=True)
class CounterHours:
    """When which counters are open on a day. before, after: half hours of counters, as it is set and as proposed.

    counts: how many counters are open in each half hour, counted from midnight. is_kept: whether what is asked is kept;
    where it is not, all counters are open.
    """

    weekday: int
    midnight: datetime
    before: int
    after: int
    counts: Mapping[int, int]
    shifts: Sequence[Shift]
    is_kept: bool


def counter_hours(setting: Setting, asked: Asked) -> Search[CounterHours]:
    """The fewest hours for a day that is set so."""
    return (yield from _Day(setting, asked).run())


def half_hours(setting: Setting) -> int:
    """For how many half hours the counters of a day are open, all together."""
    return sum(len(group.counters) * len(group.halves) for group in groups_of(setting))


def groups_of(setting: Setting) -> list[Group]:
    """The counters of a day, those together that take the same."""
    takes: dict[int, tuple[_Taken, ...]] = {}
    for shift in sorted(setting.shifts, key=lambda shift: (shift.counter, shift.begins)):
        taken = _Taken(shift.services, shift.begins, shift.ends)
        takes[shift.counter] = (*takes.get(shift.counter, ()), taken)
    alike: dict[tuple[_Taken, ...], tuple[int, ...]] = {}
    for counter, all_taken in takes.items():
        alike[all_taken] = (*alike.get(all_taken, ()), counter)
    groups = []
    for own, counters in alike.items():
        others = {service for each in alike if each != own for part in each for service in part.services}
        is_alone = any(part.services - others for part in own)
        groups.append(Group(counters, _halves(setting, own), own[0].begins, int(is_alone)))
    return [group for group in groups if group.halves]


class _Taken(NamedTuple):
    """What a counter takes, and when."""

    services: frozenset[str]
    begins: datetime
    ends: datetime


def _halves(setting: Setting, all_taken: Sequence[_Taken]) -> tuple[int, ...]:
    """The half hours of some work, without the rests."""
    rests = [(rest.start, rest.end) for rest in setting.rests]
    work = without([(taken.begins, taken.ends) for taken in all_taken], rests)
    halves = {
        half
        for begins, ends in work
        for half in range((begins - setting.midnight) // HALF_HOUR, -((setting.midnight - ends) // HALF_HOUR))
    }
    return tuple(sorted(halves))


class _Day:
    """One day, whose counters are to be open for as little as will do."""

    def __init__(self, setting: Setting, asked: Asked) -> None:
        self.setting, self.asked, self.groups = setting, asked, groups_of(setting)
        self.full: Needs = [(len(group.counters),) * len(group.halves) for group in self.groups]
        self.loads: list[list[float]] = []

    def run(self) -> Search[CounterHours]:
        [days] = yield [Task(self.setting.plan(), TRIED_ON, is_busy_told=True)]
        if self.asked.is_surely_broken_on(days):
            return self.told(self.full, is_kept=False)
        if not self.asked.is_kept_on(days):
            return (yield from self.judged())
        self.loads = [_loads(group, days) for group in self.groups]
        least, most = 0, len(MEASURES)
        while least < most:
            middle = (least + most) // 2
            if (yield from self.keep([self.measured(middle)], TRIED_ON))[0]:
                most = middle
            else:
                least = middle + 1
        trimmed = yield from self.trimmed(self.measured(least))
        for needs in (trimmed, *map(self.measured, range(least, len(MEASURES)))):
            if (yield from self.keep([needs], PROVED_ON))[0]:
                return self.told(needs, is_kept=True)
        return (yield from self.judged())

    def judged(self) -> Search[CounterHours]:
        """No counter can be spared; whether all of them keep what is asked is told by as many days as in a race."""
        [is_kept] = yield from self.keep([self.full], JUDGED_ON)
        return self.told(self.full, is_kept=is_kept)

    def measured(self, place: int) -> Needs:
        """So many counters as the work asks for, by one of the measures; behind the last of them all there are."""
        if place == len(MEASURES):
            return self.full
        measure = MEASURES[place]
        return [
            tuple(max(min(ceil(load * measure), len(group.counters)), group.least) for load in loads)
            for group, loads in zip(self.groups, self.loads, strict=True)
        ]

    def trimmed(self, needs: Needs) -> Search[Needs]:
        """With one counter fewer in each half hour in which that is less work and keeps what is asked.

        Each is tried alone, and what did alone is tried again with those before it: together they may be too many.
        """
        counted = [
            (number, place)
            for number, (group, need) in enumerate(zip(self.groups, needs, strict=True))
            for place, count in enumerate(need)
            if count > group.least
        ]
        cheaper = [each for each in counted if _cost(_without(needs, *each)) < _cost(needs)]
        alone = yield from self.keep([_without(needs, *each) for each in cheaper], TRIED_ON)
        for each in (each for each, keeps in zip(cheaper, alone, strict=True) if keeps):
            tried = _without(needs, *each)
            if _cost(tried) < _cost(needs) and (yield from self.keep([tried], TRIED_ON))[0]:
                needs = tried
        return needs

    def keep(self, several: Sequence[Needs], seeds: range) -> Search[list[bool]]:
        """Whether days keep what is asked, for each of several needs."""
        if not several:
            return []
        days = yield [Task(replace(self.setting, shifts=self.shifts(needs)).plan(), seeds) for needs in several]
        return [self.asked.is_kept_on(each) for each in days]

    def shifts(self, needs: Needs) -> list[Shift]:
        """The shifts that have as many counters as are needed; a counter that is open before and after a rest is so in
        between.
        """
        open_at: dict[int, list[Span]] = {}
        for group, need in zip(self.groups, needs, strict=True):
            for counter, runs in taken_up(covered(need), group.counters).items():
                open_at[counter] = [self.span(group, begin, end) for begin, end in runs]
        return [
            shift._replace(begins=begins, ends=ends)
            for shift in self.setting.shifts
            for begins, ends in both([(shift.begins, shift.ends)], open_at.get(shift.counter, ()))
        ]

    def span(self, group: Group, begin: int, end: int) -> Span:
        """The time from one of a group's half hours until before another; the first begins when their work does."""
        midnight, halves = self.setting.midnight, group.halves
        begins = group.begins if begin == 0 else midnight + halves[begin] * HALF_HOUR
        return begins, midnight + (halves[end - 1] + 1) * HALF_HOUR

    def told(self, needs: Needs, *, is_kept: bool) -> CounterHours:
        counts: dict[int, int] = {}
        for group, need in zip(self.groups, needs, strict=True):
            for half, count in zip(group.halves, covered(need), strict=True):
                counts[half] = counts.get(half, 0) + count
        return CounterHours(
            weekday=self.setting.weekday,
            midnight=self.setting.midnight,
            before=half_hours(self.setting),
            after=sum(counts.values()),
            counts=dict(sorted(counts.items())),
            shifts=self.shifts(needs),
            is_kept=is_kept,
        )


def _loads(group: Group, days: Sequence[Outcome]) -> list[float]:
    """How many counters of a group are at work in each half hour, in the mean."""
    minutes = len(days) * (HALF_HOUR / MINUTE)
    return [
        sum(day.busy.get((c, half), 0.0) for day in days for c in group.counters) / minutes for half in group.halves
    ]


def _without(needs: Needs, group: int, place: int) -> Needs:
    need = needs[group]
    fewer = (*need[:place], need[place] - 1, *need[place + 1 :])
    return [*needs[:group], fewer, *needs[group + 1 :]]


def _cost(needs: Needs) -> int:
    """Half hours of counters in which they are open."""
    return sum(sum(covered(need)) for need in needs)
