"""What the calendar asks of a service's slots, and what has to change about those that are there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.calendar import Closed, Hours, slot_times


@dataclass(frozen=True, slots=True)
class Share:
    """Between two dates, ends inclusive, slots hold `percent` of their usual units; of the office or one service."""

    starts_on: date
    ends_on: date | None
    percent: int
    service: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The calendar of an office as data."""

    zone: ZoneInfo
    hours: Sequence[Hours]
    closed: Sequence[Closed]
    shares: Sequence[Share] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """A service as the calendar sees it: the length of its slots, and the units each usually holds.

    reserved: those of them that are kept for who books with staff, until so many hours before the slot.
    """

    id: int
    minutes: int
    units: int
    reserved: int = 0
    release_hours: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A slot as the calendar wants it. reserved: units that are kept for who books with staff, until a moment."""

    starts_at: datetime
    ends_at: datetime
    units: int
    reserved: int = 0
    reserved_until: datetime | None = None

    def as_of(self, now: datetime) -> "Planned":
        """The same as it is wanted now: what was kept until a moment that has come is anybody's."""
        if self.reserved_until is None or now < self.reserved_until:
            return self
        return replace(self, reserved=0, reserved_until=None)


@dataclass(frozen=True, slots=True)
class Known:
    """A slot that is there; `planned` 0 is one that the calendar gave up. by_staff: of what is taken, by visits whose
    time staff chose.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    planned: int
    taken: int
    reserved: int = 0
    reserved_until: datetime | None = None
    by_staff: int = 0

    def is_as(self, plan: Planned) -> bool:
        """Whether the slot is what the calendar wants."""
        reserved = (self.reserved, self.reserved_until if self.reserved else None)
        return (self.planned, self.ends_at, *reserved) == (plan.units, plan.ends_at, plan.reserved, plan.reserved_until)


@dataclass(frozen=True, slots=True)
class Changes:
    """What turns the slots that are there into those the calendar wants.

    removed: slots that are given up; what is taken in them no longer fits and is moved, never dropped.
    """

    added: tuple[Planned, ...]
    changed: tuple[tuple[Known, Planned], ...]
    removed: tuple[Known, ...]

    @property
    def stranded(self) -> tuple[Known, ...]:
        """Slots given up in which something is taken."""
        return tuple(slot for slot in self.removed if slot.taken)


def planned_slots(day: date, rules: Rules, service: Served) -> list[Planned]:
    """The slots of a service on a local day, in order."""
    times = slot_times(day, rules.hours, rules.closed, zone=rules.zone, minutes=service.minutes, service=service.id)
    units = units_on(day, rules.shares, service)
    reserved, before = reserved_of(units, service), timedelta(hours=service.release_hours)
    return [Planned(start, end, units, reserved, start - before if reserved else None) for start, end in times]


def units_on(day: date, shares: Sequence[Share], service: Served) -> int:
    """Units a slot holds on a local day: the usual ones, or the least share that covers the day, rounded down.

    A share above nothing leaves at least one unit, so that half of one is not none.
    """
    percents = [
        share.percent
        for share in shares
        if share.service in (None, service.id)
        and share.starts_on <= day
        and (share.ends_on is None or day <= share.ends_on)
    ]
    if not percents or not service.units:
        return service.units
    percent = min(percents)
    return max(1, service.units * percent // 100) if percent else 0


def reserved_of(units: int, service: Served) -> int:
    """How many of a slot's units are kept for who books with staff: the same part as of the usual ones, rounded up. One
    is always left for everybody.
    """
    if not service.reserved or not service.units:
        return 0
    return max(0, min(-(-service.reserved * units // service.units), units - 1))


def changes_of(planned: Iterable[Planned], known: Iterable[Known]) -> Changes:
    """Compare the slots that the calendar wants with those that are there, by their start."""
    there = {slot.starts_at: slot for slot in known}
    added, changed = [], []
    for plan in planned:
        slot = there.pop(plan.starts_at, None)
        if slot is None:
            added.append(plan)
        elif not slot.is_as(plan):
            changed.append((slot, plan))
    removed = sorted((slot for slot in there.values() if slot.planned), key=lambda slot: slot.starts_at)
    return Changes(tuple(added), tuple(changed), tuple(removed))
