"""What is thought of as otherwise about a day, and the setting that comes of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from itertools import pairwise
from typing import NamedTuple

from scheduler.domain.calendar.hours import Hours
from scheduler.domain.calendar.spans import Span, both, joined
from scheduler.domain.forecasting.refusals import (
    ChangeOutOfRange,
    CounterNotAtWork,
    CountersOutOfRange,
    LimitOutOfRange,
    NoWorkThatDay,
    ServiceNotServed,
    ServiceWithoutSlots,
    SlotMinutesOutOfRange,
    StretchBackwards,
    StretchesOverlap,
    UnitsOutOfRange,
    WalkInsOutOfRange,
)
from scheduler.domain.forecasting.setting import Setting, SlotRule
from scheduler.domain.forecasting.whatif.manned import manned, without_counter
from scheduler.domain.forecasting.whatif.season import by_hours, moment_of

UNITS, SLOT_MINUTES, WALK_INS, LIMIT, COUNTERS = (0, 1_000), (5, 480), (0, 900), (1, 10_000), (0, 50)
"""What may be thought of, from least to most."""


class Manned(NamedTuple):
    """So many counters are at work between two local times."""

    begins: time
    ends: time
    counters: int


class Lost(NamedTuple):
    """A counter is lost from a local time on, until another; None: from the morning on, to the end of the day."""

    counter: int
    since: time | None = None
    until: time | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise about a day; what is empty or None stays as it is.

    units, slot_minutes: of the slots of a service, by its letter. walk_ins: numbers a day for who comes to it without a
    booking; None: as many as come. limit: of people inside. manned: how many counters are at work then, while anything
    is served; at other times it is as it is. hours: of the office, as in another season; people come then as they
    usually do, as far as their times lie within.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    slot_minutes: Mapping[str, int] = field(default_factory=dict)
    walk_ins: Mapping[str, int | None] = field(default_factory=dict)
    limit: int | None = None
    manned: Sequence[Manned] = ()
    lost: Sequence[Lost] = ()
    hours: Hours | None = None

    @property
    def is_none(self) -> bool:
        """Whether everything stays as it is."""
        numbers = self.units or self.slot_minutes or self.walk_ins or self.limit is not None
        return not (numbers or self.manned or self.lost or self.hours)

    def as_far_as_in(self, setting: Setting) -> "Change":
        """What of the change is about services and counters that a day has."""
        counters = {shift.counter for shift in setting.shifts}
        return replace(
            self,
            units={letter: units for letter, units in self.units.items() if letter in setting.slots},
            slot_minutes={letter: minutes for letter, minutes in self.slot_minutes.items() if letter in setting.slots},
            walk_ins={letter: numbers for letter, numbers in self.walk_ins.items() if setting.work.get(letter)},
            lost=[gone for gone in self.lost if gone.counter in counters],
        )

    def of(self, setting: Setting) -> Setting:
        """The setting with the change.

        Where the units of a service change, all its slots hold the new number, but for those that hold nothing.
        Raises NoWorkThatDay, ServiceNotServed, ServiceWithoutSlots, CounterNotAtWork, StretchBackwards,
        StretchesOverlap, and a ChangeOutOfRange.
        """
        if not any(setting.work.values()):
            raise NoWorkThatDay
        self._refuse_out_of_range()
        self._refuse_unknown(setting)
        self._refuse_crossed_times()
        if self.hours is not None:
            setting = by_hours(setting, self.hours)
        shifts = list(setting.shifts)
        work = joined(span for spans in setting.work.values() for span in spans)
        for each in self.manned:
            for stretch in both([(moment_of(setting, each.begins), moment_of(setting, each.ends))], work):
                shifts = manned(shifts, stretch, each.counters)
        for gone in self.lost:
            shifts = without_counter(shifts, _span_of(setting, gone), gone.counter)
        return replace(
            setting,
            shifts=shifts,
            slots={service: self._slot_rule(service, rule) for service, rule in setting.slots.items()},
            units_at={at: held for at, held in setting.units_at.items() if not held or at[0] not in self.units},
            limit=setting.limit if self.limit is None else self.limit,
            contingents={**setting.contingents, **self.walk_ins},
        )

    def _slot_rule(self, service: str, rule: SlotRule) -> SlotRule:
        return SlotRule(self.slot_minutes.get(service, rule.minutes), self.units.get(service, rule.units))

    def _refuse_out_of_range(self) -> None:
        for field_name, number, (least, most), refusal in self._numbers():
            if not least <= number <= most:
                raise refusal(field=field_name, least=least, most=most)

    def _numbers(self) -> Iterator[tuple[str, int, tuple[int, int], type[ChangeOutOfRange]]]:
        for service, units in self.units.items():
            yield f"units_{service}", units, UNITS, UnitsOutOfRange
        for service, minutes in self.slot_minutes.items():
            yield f"slot_minutes_{service}", minutes, SLOT_MINUTES, SlotMinutesOutOfRange
        for service, numbers in self.walk_ins.items():
            yield f"walk_ins_{service}", numbers or 0, WALK_INS, WalkInsOutOfRange
        if self.limit is not None:
            yield "limit", self.limit, LIMIT, LimitOutOfRange
        for each in self.manned:
            yield "counters", each.counters, COUNTERS, CountersOutOfRange

    def _refuse_unknown(self, setting: Setting) -> None:
        for service in (*self.units, *self.slot_minutes, *self.walk_ins):
            if not setting.work.get(service):
                raise ServiceNotServed(service=service)
        for service in (*self.units, *self.slot_minutes):
            if service not in setting.slots:
                raise ServiceWithoutSlots(service=service)
        counters = {shift.counter for shift in setting.shifts}
        for gone in self.lost:
            if gone.counter not in counters:
                raise CounterNotAtWork(counter=gone.counter)

    def _refuse_crossed_times(self) -> None:
        stretches = sorted((each.begins, each.ends) for each in self.manned)
        lost = ((each.since or time.min, each.until or time.max) for each in self.lost)
        hours = [(self.hours.opens, self.hours.closes)] if self.hours else []
        if any(begins >= ends for begins, ends in (*stretches, *lost, *hours)):
            raise StretchBackwards
        if any(ends > begins for (_, ends), (begins, _) in pairwise(stretches)):
            raise StretchesOverlap


def _span_of(setting: Setting, gone: Lost) -> Span:
    """When a counter is lost: from midnight on, and until the next, where nothing else is said."""
    tomorrow = setting.midnight + timedelta(days=1)
    return moment_of(setting, gone.since or time.min), moment_of(setting, gone.until) if gone.until else tomorrow
