"""An office that postpones, for tests: its wishes, the work done to the end, and what came of it."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, PostponedBooking, Postponement, SeatHold, Slot
from scheduler.domain.stages import LIVE_BOOKING
from scheduler.flow.postponement import Wish, batches, closing, orders
from tests.scenes.factories import EARLY, MONDAY, WIB, World

WEDNESDAY, FRIDAY = date(2026, 12, 2), date(2026, 12, 4)
REASON = "perbaikan alat rekam"


def service_id(office: World, letter: str = "C") -> int:
    """The id of a service, by its letter."""
    return office.read(
        lambda session: next(s.id for s in queries.services_of(session, office.office.id) if s.letter == letter)
    )


def closed(office: World, until: date | None = FRIDAY, *, start: date = WEDNESDAY, service: str | None = "C") -> Wish:
    """A wish to close service C from Wednesday to Friday, unless told otherwise."""
    return closing(start, until, REASON, service_id=service_id(office, service) if service else None)


def postpone(office: World, wish: Wish, *, now: datetime = EARLY, **facts: Any) -> Postponement:
    """Order a postponement and work it off."""
    postponement = office.do(orders.start, wish, now=now, **facts)
    return work_off(office, postponement, now=now)


def work_off(office: World, postponement: Postponement, *, most: int = 2, now: datetime = EARLY) -> Postponement:
    """Work a postponement off, batch by batch to the end; returns it as it is then."""
    while office.database.run(batches.advance, postponement.id, now=now, most=most):
        pass
    return office.rows(Postponement, col(Postponement.id) == postponement.id)[0]


def take_back(office: World, postponement: Postponement, *, now: datetime = EARLY) -> Postponement:
    """Undo a postponement and work that off."""
    office.do(orders.undo, postponement.id, now=now)
    return work_off(office, postponement, now=now)


def time_of(office: World, pass_code: str) -> str | None:
    """When a visit is, as "day hour.minute" with the days counted from Monday 30 November; None without a date."""

    def slot(session: Session) -> Slot | None:
        booking = queries.booking_by_code(session, pass_code)
        assert booking is not None
        return session.get(Slot, booking.slot_id) if booking.slot_id else None

    found = office.read(slot)
    if found is None:
        return None
    local = found.starts_at.astimezone(WIB)
    return f"{(local.date() - MONDAY).days} {local:%H.%M}"


def times(office: World, *passes: str) -> list[str | None]:
    """When each of several visits is, as `time_of` says it."""
    return [time_of(office, each) for each in passes]


def rows_of(office: World, postponement: Postponement) -> list[tuple[str, str | None]]:
    """What became of each visit, in their order: stage and why."""
    rows = office.rows(PostponedBooking, col(PostponedBooking.postponement_id) == postponement.id)
    return [(row.stage, row.why) for row in sorted(rows, key=lambda row: row.rank)]


def seats_are_right(office: World) -> None:
    """No slot holds more than its capacity, and what is taken is the units of live bookings and of holds."""
    units, by_staff = Counter[int | None](), Counter[int | None]()
    for booking in office.rows(Booking, col(Booking.stage).in_(LIVE_BOOKING), col(Booking.slot_id).is_not(None)):
        units[booking.slot_id] += booking.units
        by_staff[booking.slot_id] += booking.units if booking.by_staff else 0
    for hold in office.rows(SeatHold):
        units[hold.slot_id] += hold.units
    for slot in office.rows(Slot):
        assert (slot.taken, slot.by_staff) == (units[slot.id], by_staff[slot.id])
        assert slot.taken <= slot.capacity
        assert slot.capacity == max(slot.planned, slot.taken)
