"""What an office lets a citizen do with an invitation: how often to change, until when, how often not to come.

Staff are not bound by it, and what they do is not counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Invitation, Office, Slot
from scheduler.domain.booking import ChangeLimit, ChangeTooLate, CoolingOff, MissedLimit
from scheduler.domain.calendar import calendar
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.local_time import today_of, zone_of_office

CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an invitation has used up of what its office allows. `ask`: the office's phone, or its name."""

    changes: int
    max_changes: int
    missed: int
    max_missed: int
    bookable_from: datetime | None
    ask: str


def allowance_of(invitation: Invitation, office: Office) -> Allowance:
    """The allowance of an invitation as it stands."""
    return Allowance(
        invitation.changes,
        office.max_changes,
        invitation.missed,
        office.max_missed,
        invitation.bookable_from,
        office.phone or office.name,
    )


def refuse_new_visit(allowance: Allowance, timezone: str, now: datetime) -> None:
    """A citizen books: not too often missed or changed, not too soon. Raises MissedLimit, CoolingOff, ChangeLimit."""
    held = held_up(allowance, timezone, now)
    if held is not None:
        raise held


def held_up(allowance: Allowance, timezone: str, now: datetime) -> Refusal | None:
    """What keeps a citizen from booking now, for a page to say before anything is chosen."""
    if allowance.missed > allowance.max_missed:
        return MissedLimit(count=allowance.missed, phone=allowance.ask)
    if allowance.bookable_from is not None and now < allowance.bookable_from:
        return CoolingOff(from_day=calendar.local_day(allowance.bookable_from, calendar.zone_of(timezone)))
    if allowance.changes > allowance.max_changes:
        return ChangeLimit(count=allowance.max_changes, phone=allowance.ask)
    return None


def refuse_move(session: Session, office: Office, booking: Booking, *, now: datetime) -> None:
    """What keeps a citizen from moving a visit now. Raises ChangeTooLate, ChangeLimit, Postponed."""
    refuse_late_change(session, office, booking, now)
    refuse_another_change(session, office, booking)


def refuse_late_change(session: Session, office: Office, booking: Booking, now: datetime) -> None:
    """A citizen moves or cancels: until the office's time before the slot. Raises ChangeTooLate.

    An office without such a time lets them until the visit counts as missed.
    """
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    if slot is None or not office.change_minutes:
        return
    until = slot.starts_at - timedelta(minutes=office.change_minutes)
    if now > until:
        raise ChangeTooLate(until=until, phone=office.phone or office.name)


def refuse_another_change(session: Session, office: Office, booking: Booking) -> None:
    """A citizen moves a visit: not more often than the office allows. Raises ChangeLimit; Postponed without a slot.

    What the office moved may be moved on once without counting. A visit that waits for a new date gets it in its turn.
    """
    if booking.slot_id is None:
        last = queries.postponement_of_booking(session, booking.id)
        raise Postponed(reason=last[1].reason if last else None)
    invitation = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    if invitation is None or is_answer(booking):
        return
    if invitation.changes >= office.max_changes:
        raise ChangeLimit(count=office.max_changes, phone=office.phone or office.name)


def count_change(session: Session, booking: Booking) -> None:
    """Write down that a citizen moved or cancelled; the invitation is held, so that two at once are both counted."""
    if booking.invitation_id is None or is_answer(booking):
        return
    one_more = update(Invitation).values(changes=col(Invitation.changes) + 1)
    change_rows(session, one_more.where(col(Invitation.id) == booking.invitation_id), synchronize=True)


def is_answer(booking: Booking) -> bool:
    """Whether the visit stands where the office moved it, and its citizen has not chosen since."""
    return booking.first_starts_at is not None


def open_again(session: Session, office: Office, booking: Booking, *, counted: bool, now: datetime) -> None:
    """A visit ended without its documents: its invitation is good for the usual time again.

    counted: its people did not come, which is counted, and they wait the office's days before they may book again.
    To be called before the booking moves: the invitation comes first in the order of locks.
    """
    if booking.invitation_id is None:
        return
    zone, today = zone_of_office(office), today_of(office, now)
    again = calendar.day_bounds(today + timedelta(days=office.cooling_days), zone)[0] if office.cooling_days else None
    new = now + timedelta(days=office.invitation_days)
    facts = {"missed": col(Invitation.missed) + 1, "bookable_from": again} if counted else {}
    of_it = update(Invitation).where(col(Invitation.id) == booking.invitation_id)
    change_rows(session, of_it.values(expires_at=new, **facts), synchronize=True)
