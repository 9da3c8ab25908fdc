"""Invitations in waves: who is invited next, while there are seats to be booked.

Ready documents of a household wait together, where the first of them stands. The order is the office's own day on
which a document became ready; on one day those with priority first; then the moment; then the number of the row.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

Place = tuple[date, bool, datetime, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The documents of one household that wait for an invitation. `units` and `service`: of the visit it would make."""

    place: Place
    service: int
    units: int
    documents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """What a service has: units nobody has taken in the slots that can be booked, and units of open invitations.

    percent: so much of what is free may be asked for by open invitations.
    """

    free: int
    asked: int
    percent: int

    def takes(self, units: int) -> bool:
        """Whether an invitation of so many units may go out.

        Where none is open, one may go out whatever its size: a large household does not stand in the way for ever.
        """
        if self.free < 1 or self.percent < 1:
            return False
        return self.asked == 0 or (self.asked + units) * 100 <= self.percent * self.free

    def with_asked(self, units: int) -> "Room":
        """The room after an invitation of so many units has gone out."""
        return replace(self, asked=self.asked + units)


NO_ROOM = Room(0, 0, 0)


def place_of(*, day: date, priority: bool, ready_at: datetime, number: int) -> Place:
    """Where a document stands; the smallest is first."""
    return day, not priority, ready_at, number


def in_line(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Everybody who waits, in order."""
    return sorted(waiting, key=lambda each: each.place)


def next_wave(waiting: Iterable[Waiting], rooms: Mapping[int, Room]) -> list[Waiting]:
    """Who is invited now, in order. Nobody goes past another of the same service."""
    rooms, invited, halted = dict(rooms), list[Waiting](), set[int]()
    for each in in_line(waiting):
        room = rooms.get(each.service, NO_ROOM)
        if each.service in halted:
            continue
        if not room.takes(each.units):
            halted.add(each.service)
            continue
        rooms[each.service] = room.with_asked(each.units)
        invited.append(each)
    return invited


def days_until(units: int, *, room: Room, units_a_day: float) -> int | None:
    """In about how many days the turn comes of somebody whose visit and all before it are `units` of work.

    In the long run invitations go out as fast as new days open to be booked. None where no days open.
    """
    if units_a_day <= 0:
        return None
    left = units - max(0, room.percent * room.free // 100 - room.asked)
    return max(1, math.ceil(left / units_a_day))
