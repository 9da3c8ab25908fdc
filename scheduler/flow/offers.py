"""The waiting list of a full day: a seat that is free again is kept for whoever has waited longest, and offered.

An entry waits, is offered a seat, and ends: taken, lapsed or left. Bookings know nothing of it: they claim what is kept
for their invitation, and the next sweep ends the entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.hot import DOCUMENTS_TO_BOOK
from scheduler.db.models import Booking, Invitation, Office, Slot, WaitlistEntry
from scheduler.domain import calendar
from scheduler.flow import seats
from scheduler.flow.day import today_of, zone_of_office
from scheduler.flow.invitations import main_service
from scheduler.flow.outbox import note_offer
from scheduler.flow.stopped import is_silenced

WAITING, OFFERED, TAKEN, LAPSED, LEFT = "waiting", "offered", "taken", "lapsed", "left"
LIVE = (WAITING, OFFERED)
_IS_LIVE: ColumnElement[bool] = literal_column("waitlist_entry.stage IN ('waiting', 'offered')")
"""In the words of the index for it: what is over is kept, and must cost the ticks nothing."""
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
class Offer:
    """A seat for somebody who waits."""

    entry: WaitlistEntry
    work: Work
    place: Place


def work_of(session: Session, invitation_id: int) -> Work | None:
    """The visit of an invitation, booked or as it would be now; None where there is nothing to come for."""
    booking = queries.live_booking_of_invitation(session, invitation_id)
    if booking is not None:
        return Work(booking.service_id, booking.units, booking)
    rows = DOCUMENTS_TO_BOOK.all(session, invitation=invitation_id)
    if not rows:
        return None
    return Work(main_service((row[1], row[2]) for row in rows), sum(row[3] for row in rows))


def places_on(session: Session, office: Office, service_id: int, day: date, *, now: datetime) -> list[Place]:
    """The slots of a local day that can still be booked, full ones too, soonest first."""
    start, end = calendar.day_bounds(day, zone_of_office(office))
    earliest = now + timedelta(minutes=office.notice_minutes)
    rows = queries.places_between(session, service_id, start, end)
    return [Place(*row) for row in rows if row[1] > earliest]


def live_entries(session: Session, office: Office) -> Sequence[WaitlistEntry]:
    """Who waits at an office, longest first."""
    return session.scalars(
        select(WaitlistEntry)
        .where(col(WaitlistEntry.office_id) == office.id, _IS_LIVE)
        .order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))
        .execution_options(populate_existing=True)
    ).all()


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether seats are given free, an entry ends or a seat would be offered now."""
    if seats.is_due(session, office, now):
        return True
    entries = live_entries(session, office)
    return any(True for _ in _endings(session, office, entries, now)) or any(
        True for _ in _offers(session, office, entries, now)
    )


def offer_seats(session: Session, office: Office, *, now: datetime) -> int:
    """Give free what was kept long enough, end what is over, and offer what is free; returns how many were offered.

    Safe to repeat, and by several at once: an entry moves by one guarded update, a seat is taken by another.
    """
    seats.release_due(session, office, now=now)
    entries = live_entries(session, office)
    for entry, to in list(_endings(session, office, entries, now)):
        end(session, entry, to)
    offered = 0
    for offer in _offers(session, office, entries, now):
        offered += _offer(session, office, offer, now)
    return offered


def end(session: Session, entry: WaitlistEntry, to: str) -> bool:
    """End an entry and give back what is kept for it; False where somebody else moved it first."""
    slot_id, invitation_id, until = entry.slot_id, entry.invitation_id, entry.offered_until
    if not _move(session, entry, to):
        return False
    if slot_id is not None and until is not None:
        seats.give_back(session, slot_id, invitation_id, until=until)
    return True


def _offer(session: Session, office: Office, offer: Offer, now: datetime) -> bool:
    """Keep the seat and tell them; nothing of it where the entry or the seat went another way meanwhile."""
    entry, place, booking = offer.entry, offer.place, offer.work.booking
    latest = place.starts_at - timedelta(minutes=office.notice_minutes)
    until = min(now + timedelta(minutes=max(1, office.offer_minutes)), latest)
    units = place.size_of(offer.work.units)
    if not seats.keep(session, office, place.id, units, until=until, invitation_id=entry.invitation_id):
        return False
    if not _move(session, entry, OFFERED, slot_id=place.id, offered_until=until, units=units):
        seats.give_back(session, place.id, entry.invitation_id, until=until)
        return False
    note_offer(session, entry, starts_at=place.starts_at, booking_id=booking.id if booking else None, now=now)
    return True


def _endings(
    session: Session, office: Office, entries: Sequence[WaitlistEntry], now: datetime
) -> Iterator[tuple[WaitlistEntry, str]]:
    """Who waits for a day that is still full is not looked at: there may be thousands, and nothing is kept for them."""
    still_full: dict[tuple[int, date], bool] = {}
    for entry in entries:
        which = entry.service_id, entry.day
        if which not in still_full:
            places = places_on(session, office, *which, now=now)
            still_full[which] = bool(places) and not any(place.takes(1) for place in places)
        if entry.stage == WAITING and still_full[which]:
            continue
        if entry.stage in LIVE and (to := _ending(session, office, entry, now)):
            yield entry, to


def _ending(session: Session, office: Office, entry: WaitlistEntry, now: datetime) -> str | None:
    """How an entry ends, if it does: its half hour or its day is over, there is a visit that day, or none to make."""
    if entry.stage == OFFERED and entry.offered_until is not None and entry.offered_until <= now:
        return LAPSED
    work, invitation = work_of(session, entry.invitation_id), session.get(Invitation, entry.invitation_id)
    if work is None or work.service_id != entry.service_id or invitation is None:
        return LEFT
    if is_silenced(session, office.id, entry.invitation_id):  # nobody would be told
        return LEFT
    if work.booking is not None:
        slot = session.get(Slot, work.booking.slot_id) if work.booking.slot_id else None
        if work.booking.stage != "booked":
            return LEFT
        if slot is not None and today_of(office, slot.starts_at) == entry.day:
            return TAKEN
    elif invitation.expires_at <= now:
        return LEFT
    return None if places_on(session, office, entry.service_id, entry.day, now=now) else LAPSED


def _offers(
    session: Session, office: Office, entries: Sequence[WaitlistEntry], now: datetime
) -> Iterator[Offer]:  # fmt: skip
    """Who is offered which seat: who waits longest comes first, and the earliest slot of the day that fits."""
    if not MORNING <= now.astimezone(zone_of_office(office)).time() < EVENING:
        return
    days: dict[tuple[int, date], list[Place]] = {}
    for entry in entries:
        if entry.stage != WAITING:
            continue
        which = entry.service_id, entry.day
        if which not in days:
            days[which] = places_on(session, office, *which, now=now)
        if not any(place.takes(1) for place in days[which]):
            continue
        work = work_of(session, entry.invitation_id)
        place = next((place for place in days[which] if work and place.takes(work.units)), None)
        if work is not None and place is not None:
            place.taken += place.size_of(work.units)
            yield Offer(entry, work, place)


def _move(session: Session, entry: WaitlistEntry, to: str, **changes: Any) -> bool:
    """The guarded update: only from the stage that was seen."""
    moved = session.execute(
        update(WaitlistEntry)
        .where(col(WaitlistEntry.id) == entry.id, col(WaitlistEntry.stage) == entry.stage)
        .values(stage=to, **changes)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(entry)
    return True
