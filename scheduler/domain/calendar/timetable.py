"""What the calendar asks of a service's slots, and what has to change about those that are there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    """A service as the calendar sees it: the length of its slots, and the units each usually holds."""

    id: int
    minutes: int
    units: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A slot as the calendar wants it."""

    starts_at: datetime
    ends_at: datetime
    units: int


@dataclass(frozen=True, slots=True)
class Known:
    """A slot that is there; `planned` 0 is one that the calendar gave up."""

    id: int
    starts_at: datetime
    ends_at: datetime
    planned: int
    taken: int


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
    return [Planned(start, end, units) for start, end in times]


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


def changes_of(planned: Iterable[Planned], known: Iterable[Known]) -> Changes:
    """Compare the slots that the calendar wants with those that are there, by their start."""
    there = {slot.starts_at: slot for slot in known}
    added, changed = [], []
    for plan in planned:
        slot = there.pop(plan.starts_at, None)
        if slot is None:
            added.append(plan)
        elif slot.planned != plan.units or slot.ends_at != plan.ends_at:
            changed.append((slot, plan))
    removed = sorted((slot for slot in there.values() if slot.planned), key=lambda slot: slot.starts_at)
    return Changes(tuple(added), tuple(changed), tuple(removed))
