"""The waiting list as its rules say it, with a look at each entry: what reading it at once is compared with."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import FreedSeat, Invitation, Office, Slot, WaitlistEntry
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.opt_outs import is_silenced
from scheduler.flow.core.outbox import note_offer
from scheduler.flow.invitations.waiters import LAPSED, LEFT, LIVE, OFFERED, TAKEN, WAITING
from scheduler.flow.invitations.waitlist_offers import EVENING, MORNING, Place, Work, end, places_on, work_of
from scheduler.flow.seats import seats

Offer = tuple[WaitlistEntry, Work, Place]


def is_due(session: Session, office: Office, now: datetime) -> bool:
    if seats.is_due(session, office, now):
        return True
    entries = live_entries(session, office)
    return any(endings(session, office, entries, now)) or any(offers(session, office, entries, now))


def offer_seats(session: Session, office: Office, *, now: datetime) -> None:
    seats.release_due(session, office, now=now)
    entries = live_entries(session, office)
    for entry, to in list(endings(session, office, entries, now)):
        end(session, entry, to)
    for entry, work, place in offers(session, office, entries, now):
        latest = place.starts_at - timedelta(minutes=office.notice_minutes)
        until = min(now + timedelta(minutes=office.offer_minutes), latest)
        units = place.size_of(work.units)
        assert seats.keep(session, office, place.id, units, until=until, invitation_id=entry.invitation_id)
        entry.stage, entry.slot_id, entry.offered_until, entry.units = OFFERED, place.id, until, units
        session.add(entry)
        session.flush()
        booking_id = work.booking.id if work.booking else None
        note_offer(session, entry, starts_at=place.starts_at, booking_id=booking_id, now=now)


def live_entries(session: Session, office: Office) -> Sequence[WaitlistEntry]:
    return session.scalars(
        select(WaitlistEntry)
        .where(WaitlistEntry.office_id == office.id, col(WaitlistEntry.stage).in_(LIVE))
        .order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))
        .execution_options(populate_existing=True)
    ).all()


def endings(
    session: Session, office: Office, entries: Sequence[WaitlistEntry], now: datetime
) -> Iterator[tuple[WaitlistEntry, str]]:
    for entry in entries:
        places = places_on(session, office, entry.service_id, entry.day, now=now)
        if entry.stage == WAITING and places and not any(place.takes(1) for place in places):
            continue
        if to := ending(session, office, entry, now):
            yield entry, to


def ending(session: Session, office: Office, entry: WaitlistEntry, now: datetime) -> str | None:
    if entry.stage == OFFERED and entry.offered_until is not None and entry.offered_until <= now:
        return LAPSED
    work, invitation = work_of(session, entry.invitation_id), session.get_one(Invitation, entry.invitation_id)
    if work is None or work.service_id != entry.service_id or is_silenced(session, office.id, entry.invitation_id):
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


def freed(session: Session, entry: WaitlistEntry) -> set[int]:
    """The slots in which the household of an entry, or one with a phone of theirs, gave up seats."""
    phones = {phone for phone in phones_of(session, entry.invitation_id) if phone}
    return {
        row.slot_id
        for row in session.scalars(select(FreedSeat))
        if row.invitation_id == entry.invitation_id or phones & phones_of(session, row.invitation_id)
    }


def phones_of(session: Session, invitation_id: int) -> set[bytes | None]:
    return {document.phone_hash for document in queries.documents_of_invitation(session, invitation_id)}


def offers(session: Session, office: Office, entries: Sequence[WaitlistEntry], now: datetime) -> Iterator[Offer]:
    if not MORNING <= now.astimezone(zone_of_office(office)).time() < EVENING:
        return
    days: dict[tuple[int, date], list[Place]] = {}
    for entry in entries:
        which = entry.service_id, entry.day
        if which not in days:
            days[which] = places_on(session, office, *which, now=now)
        if entry.stage != WAITING or ending(session, office, entry, now):
            continue
        work = work_of(session, entry.invitation_id)
        given_up = freed(session, entry)
        fitting = (place for place in days[which] if work and place.takes(work.units))
        place = next((place for place in fitting if place.id not in given_up), None)
        if work is not None and place is not None:
            place.taken += place.size_of(work.units)
            yield entry, work, place
