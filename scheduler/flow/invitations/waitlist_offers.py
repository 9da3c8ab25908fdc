"""The waiting list of a full day: a seat that is free again is kept for whoever has waited longest, and offered.

An entry waits, is offered a seat, and ends: taken, lapsed or left. Bookings know nothing of it: they claim what is kept
for their invitation, and the next sweep ends the entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Office, WaitlistEntry
from scheduler.db.queries.hot import DOCUMENTS_TO_BOOK
from scheduler.domain.calendar import calendar
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.outbox import note_offer
from scheduler.flow.invitations.invitations import is_fetched_unasked, main_service
from scheduler.flow.invitations.waiters import (
    LAPSED,
    LEFT,
    OFFERED,
    TAKEN,
    WAITING,
    Waiter,
    days_of,
    freed_by_waiters,
    listed_offices,
    waiters_of,
)
from scheduler.flow.seats import seats

MORNING, EVENING = time(6), time(21)
"""Offers go out between these, by the office's clock: half an hour at night would pass asleep."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a visit needs now: its service and its units. booking: the visit, where one is booked."""

    service_id: int
    units: int
    booking: Booking | None = None


@dataclass(slots=True)
class Place:
    """A slot that can be booked, as far as it is known."""

    id: int
    starts_at: datetime
    capacity: int
    taken: int

    def takes(self, units: int) -> bool:
        """Whether a visit fits; one larger than the slot takes all of it."""
        return self.taken + self.size_of(units) <= self.capacity

    def size_of(self, units: int) -> int:
        return max(1, min(units, self.capacity))


@dataclass(frozen=True, slots=True)
class _List:
    """Who is looked at of those who wait for a day of a service, longest first, and its places, soonest first.

    freed: invitation and slot where a phone of the waiting gave up seats, which are for others.
    """

    service_id: int
    day: date
    places: Sequence[Place]
    waiters: Sequence[Waiter]
    freed: frozenset[tuple[int, int]]


def work_of(session: Session, invitation_id: int) -> Work | None:
    """The visit of an invitation, booked or as it would be now; None where there is nothing to come for."""
    booking = queries.live_booking_of_invitation(session, invitation_id)
    if booking is not None:
        return Work(booking.service_id, booking.units, booking)
    rows = [row for row in DOCUMENTS_TO_BOOK.all(session, invitation=invitation_id) if is_fetched_unasked(*row[6:])]
    if not rows:
        return None
    return Work(main_service((row[1], row[2]) for row in rows), sum(row[3] for row in rows))


def places_on(session: Session, office: Office, service_id: int, day: date, *, now: datetime) -> list[Place]:
    """The slots of a local day that can still be booked, full ones too, soonest first."""
    start, end = calendar.day_bounds(day, zone_of_office(office))
    earliest = now + timedelta(minutes=office.notice_minutes)
    rows = queries.places_between(session, service_id, start, end)
    return [Place(*row) for row in rows if row[1] > earliest]


def with_list(session: Session, now: datetime) -> set[int]:
    """The offices for which somebody waits, or at which something is kept longer than it should be."""
    return seats.with_due(session, now) | listed_offices(session)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether seats are given free, an entry ends or a seat would be offered now."""
    return seats.is_due(session, office, now) or any(
        any(True for _ in _endings(office, each, now)) or any(True for _ in _offers(office, each, now))
        for each in _lists(session, office, now)
    )


def offer_seats(session: Session, office: Office, *, now: datetime) -> int:
    """Give free what was kept long enough, end what is over, and offer what is free; returns how many were offered.

    Safe to repeat, and by several at once: an entry moves by one guarded update, a seat is taken by another. The slots
    are held first; nobody is waited for then, and an entry that somebody else is at is left to the next time.
    """
    _hold_slots(session, office, now)
    seats.release_due(session, office, now=now)
    for each in _lists(session, office, now):
        for waiter, to in _endings(office, each, now):
            entry = _entry(session, waiter)
            if entry is not None:
                end(session, entry, to)
    offered = 0
    for each in _lists(session, office, now):  # again: what ended has given seats back
        for waiter, place in _offers(office, each, now):
            offered += _offer(session, office, waiter, place, now)
    return offered


def _hold_slots(session: Session, office: Office, now: datetime) -> None:
    """Every slot in which seats may be counted: of days that are waited for, with an offer, with something due."""
    days = [(service_id, day) for service_id, day, _ in days_of(session, office.id)]
    places = {place.id for each in days for place in places_on(session, office, *each, now=now)}
    offered = select(col(WaitlistEntry.slot_id)).where(
        col(WaitlistEntry.office_id) == office.id, col(WaitlistEntry.stage) == OFFERED
    )
    seats.hold(session, {*places, *filter(None, session.scalars(offered)), *seats.due_in(session, office, now)})


def end(session: Session, entry: WaitlistEntry, to: str) -> bool:
    """End an entry and give back what is kept for it; False where somebody else moved it first."""
    slot_id, invitation_id, until = entry.slot_id, entry.invitation_id, entry.offered_until
    if not _move(session, entry, to):
        return False
    if slot_id is not None and until is not None:
        seats.give_back(session, slot_id, invitation_id, until=until)
    return True


def _lists(session: Session, office: Office, now: datetime) -> Iterator[_List]:
    """An office's lists, one read a day and service. Who waits for a day that is still full is not looked at: there may
    be thousands, and nothing is kept for them.
    """
    for service_id, day, is_any_offered in days_of(session, office.id):
        places = places_on(session, office, service_id, day, now=now)
        is_full = bool(places) and not any(place.takes(1) for place in places)
        if is_any_offered or not is_full:
            waiters = waiters_of(session, office.id, service_id, day, offered_alone=is_full)
            bounds = calendar.day_bounds(day, zone_of_office(office))
            freed = frozenset() if is_full else freed_by_waiters(session, office.id, service_id, day, bounds)
            yield _List(service_id, day, places, waiters, freed)


def _endings(office: Office, each: _List, now: datetime) -> Iterator[tuple[Waiter, str]]:
    for waiter in each.waiters:
        if to := _ending(office, each, waiter, now):
            yield waiter, to


def _ending(office: Office, each: _List, waiter: Waiter, now: datetime) -> str | None:
    """How an entry ends, if it does: its half hour or its day is over, there is a visit that day, or none to make."""
    if waiter.stage == OFFERED and waiter.offered_until is not None and waiter.offered_until <= now:
        return LAPSED
    if waiter.service_id != each.service_id or waiter.is_silenced:  # of the latter nobody would be told
        return LEFT
    if waiter.booked is not None:
        if waiter.booked.stage != "booked":
            return LEFT
        starts_at = waiter.booked.starts_at
        if starts_at is not None and today_of(office, starts_at) == each.day:
            return TAKEN
    elif waiter.expires_at <= now:
        return LEFT
    return None if each.places else LAPSED


def _offers(office: Office, each: _List, now: datetime) -> Iterator[tuple[Waiter, Place]]:
    """Who is offered which seat: who waits longest comes first, and the earliest slot of the day that fits.

    None of a slot in which the same phone gave up seats: whoever sells places would hand them on so.
    """
    if not MORNING <= now.astimezone(zone_of_office(office)).time() < EVENING:
        return
    too_many = None
    for waiter in each.waiters:
        if waiter.stage != WAITING or (too_many is not None and waiter.units >= too_many):
            continue
        if _ending(office, each, waiter, now):
            continue
        fitting = [place for place in each.places if place.takes(waiter.units)]
        if not fitting:
            too_many = waiter.units  # of which nothing that follows makes room
        place = next((place for place in fitting if (waiter.invitation_id, place.id) not in each.freed), None)
        if place is None:
            continue
        place.taken += place.size_of(waiter.units)
        yield waiter, place


def _offer(session: Session, office: Office, waiter: Waiter, place: Place, now: datetime) -> bool:
    """Keep a seat for who waits, and tell them; False where the entry or the seat went another way meanwhile."""
    entry, booked = _entry(session, waiter), waiter.booked
    if entry is None:
        return False
    latest = place.starts_at - timedelta(minutes=office.notice_minutes)
    until = min(now + timedelta(minutes=max(1, office.offer_minutes)), latest)
    units = place.size_of(waiter.units)
    if not seats.keep(session, office, place.id, units, until=until, invitation_id=entry.invitation_id):
        return False
    if not _move(session, entry, OFFERED, slot_id=place.id, offered_until=until, units=units):
        seats.give_back(session, place.id, entry.invitation_id, until=until)
        return False
    note_offer(session, entry, starts_at=place.starts_at, booking_id=booked.id if booked else None, now=now)
    return True


def _entry(session: Session, waiter: Waiter) -> WaitlistEntry | None:
    """An entry as it is now, held; None where somebody else moved it since it was read, or is at it."""
    entry = session.scalar(
        select(WaitlistEntry)
        .where(col(WaitlistEntry.id) == waiter.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return entry if entry is not None and entry.stage == waiter.stage else None


def _move(session: Session, entry: WaitlistEntry, to: str, **changes: Any) -> bool:
    """The guarded update: only from the stage that was seen."""
    as_seen = update(WaitlistEntry).where(col(WaitlistEntry.id) == entry.id, col(WaitlistEntry.stage) == entry.stage)
    if not change_rows(session, as_seen.values(stage=to, **changes)):
        return False
    session.refresh(entry)
    return True
