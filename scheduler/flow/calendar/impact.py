"""What another calendar would do, seen before it is written: slots added and given up, bookings that no longer fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Slot
from scheduler.domain.calendar.timetable import Changes, Rules, Served
from scheduler.domain.stages import BookingStage
from scheduler.flow.seats.slots import outlook, rules_of, served

AT_ONCE = 500
"""Ids in one question: what every database takes."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A booking whose slot the calendar gives up: the nomor jadwal, no name."""

    letter: str
    starts_at: datetime
    short: int
    units: int


@dataclass(frozen=True, slots=True)
class Reserving:
    """What changes about the units of a service that are kept for who books with staff.

    slots: those of which something is kept then. before, after: units that are kept in the slots that change or are
    new. short: slots in which so much is booked online already that fewer are left.
    """

    letter: str
    slots: int
    before: int
    after: int
    short: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a calendar changes, by the letter of the service, and the bookings it leaves without a slot, soonest first.

    unfit: those that lose theirs by it. crowded: slots that stay, with more taken in them than is planned now.
    """

    by_letter: dict[str, Changes]
    unfit: tuple[Unfit, ...]

    @property
    def added(self) -> int:
        return sum(len(changes.added) for changes in self.by_letter.values())

    @property
    def removed(self) -> int:
        return sum(len(changes.removed) for changes in self.by_letter.values())

    @property
    def changed(self) -> int:
        return sum(len(changes.changed) for changes in self.by_letter.values())

    @property
    def crowded(self) -> int:
        pairs = (pair for changes in self.by_letter.values() for pair in changes.changed)
        return sum(slot.taken > plan.units for slot, plan in pairs)

    @property
    def reserving(self) -> tuple[Reserving, ...]:
        """What the calendar changes about the units that are kept for who books with staff, by service."""
        each = (_reserving(letter, changes) for letter, changes in self.by_letter.items())
        return tuple(found for found in each if found is not None)

    @property
    def changes_nothing(self) -> bool:
        """Whether no slot differs."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides about an office's slots: as it is written down, or as somebody thinks of it."""

    rules: Rules
    services: Sequence[tuple[str, Served]]
    through: date | None = None


def _reserving(letter: str, changes: Changes) -> Reserving | None:
    """None where nothing changes about what is kept."""
    pairs = [pair for pair in changes.changed if pair[0].reserved != pair[1].reserved]
    plans = [plan for plan in (*changes.added, *(plan for _, plan in pairs)) if plan.reserved]
    before = sum(slot.reserved for slot in (*(slot for slot, _ in pairs), *changes.removed))
    if not plans and not before:
        return None
    short = sum(slot.taken - slot.by_staff + plan.reserved > plan.units for slot, plan in pairs if plan.reserved)
    return Reserving(letter, len(plans), before, sum(plan.reserved for plan in plans), short)


def calendar_of(session: Session, office: Office) -> Calendar:
    """The calendar as it is written down."""
    services = [(each.letter, served(office, each)) for each in queries.services_of(session, office.id)]
    return Calendar(rules_of(session, office), services)


def impact_of(session: Session, office: Office, thought: Calendar, *, now: datetime) -> Impact:
    """What a calendar would change about the slots that have not begun. Writes nothing."""
    found = outlook(session, office, thought.rules, thought.services, now=now, through=thought.through)
    letters = {slot.id: letter for letter, changes in found.by_letter.items() for slot in changes.stranded}
    return Impact(found.by_letter, tuple(_bookings_in(session, letters)))


def stranded_bookings(session: Session, office: Office, *, now: datetime) -> list[Unfit]:
    """Bookings in slots ahead that the calendar has given up already, soonest first: they are still to be moved."""
    letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
    rows = session.execute(
        select(col(Slot.service_id), col(Slot.starts_at), col(Booking.short), col(Booking.units))
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            queries.booked_at(office.id),
            col(Slot.planned) == 0,
            col(Slot.starts_at) > now,
        )
        .order_by(col(Slot.starts_at), col(Booking.id))
    )
    return [Unfit(letters[row.service_id], row.starts_at, row.short, row.units) for row in rows]


def _bookings_in(session: Session, letters: dict[int, str]) -> list[Unfit]:
    ids, found = sorted(letters), []
    for start in range(0, len(ids), AT_ONCE):
        rows = session.execute(
            select(col(Slot.id), col(Slot.starts_at), col(Booking.short), col(Booking.units))
            .join(Slot, col(Slot.id) == col(Booking.slot_id))
            .where(col(Slot.id).in_(ids[start : start + AT_ONCE]), col(Booking.stage) == BookingStage.BOOKED)
            .order_by(col(Booking.id))
        )
        found += [Unfit(letters[row.id], row.starts_at, row.short, row.units) for row in rows]
    return sorted(found, key=lambda each: each.starts_at)
