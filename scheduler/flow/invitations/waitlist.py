"""A citizen asks to be told when a full day has room again, and takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Invitation, Office, Slot, WaitlistEntry
from scheduler.domain.booking import AlreadyBooked
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import DayClosed, DayHasRoom, DayNotOffered, InvitationUnknown, NothingReady
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.limits import allowance_of, refuse_another_change, refuse_new_visit
from scheduler.flow.core.local_time import today_of
from scheduler.flow.invitations.invitations import refuse_expired
from scheduler.flow.invitations.waiters import LEFT, LIVE
from scheduler.flow.invitations.waitlist_offers import Work, end, places_on, work_of


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The visit that would come on another day."""

    invitation: Invitation
    office: Office
    work: Work


def wait_for(session: Session, code: str, day: date, *, now: datetime) -> WaitlistEntry:
    """Put a visit on the waiting list of a full day; once more changes nothing.

    code: of an invitation, or of a pass whose visit may move. Raises InvitationUnknown, InvitationExpired,
    NothingReady, IllegalStep, AlreadyBooked (for that day), DayNotOffered, DayClosed, DayHasRoom, and what booking or
    moving would refuse: MissedLimit, CoolingOff, ChangeLimit, Postponed.
    """
    wanted = _wanted(session, code, now)
    waiting = _live(session, wanted.invitation, day)
    if waiting is not None:
        return waiting
    _refuse_booked_that_day(session, wanted, day)
    _refuse_beyond_limits(session, wanted, now)
    _refuse_day(session, wanted, day, now)
    entry = WaitlistEntry(
        office_id=wanted.office.id,
        invitation_id=wanted.invitation.id,
        service_id=wanted.work.service_id,
        day=day,
        units=wanted.work.units,
        created_at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def stop_waiting(session: Session, code: str, day: date, *, now: datetime) -> None:  # noqa: ARG001 - as every step
    """Leave the waiting list of a day, and give back a seat that is kept; nothing to leave is no fault.

    Raises InvitationUnknown.
    """
    waiting = _live(session, _invitation(session, code), day)
    if waiting is not None:
        end(session, waiting, LEFT)


def entries_of(session: Session, code: str) -> Sequence[WaitlistEntry]:
    """What a visit waits for or is offered, by day. Raises InvitationUnknown."""
    return session.scalars(
        select(WaitlistEntry)
        .where(col(WaitlistEntry.invitation_id) == _invitation(session, code).id, col(WaitlistEntry.stage).in_(LIVE))
        .order_by(col(WaitlistEntry.day))
    ).all()


def _wanted(session: Session, code: str, now: datetime) -> _Wanted:
    invitation = _invitation(session, code)
    work = work_of(session, invitation.id)
    if work is None or work.booking is None:
        refuse_expired(invitation, now)
    if work is None:
        raise NothingReady
    if work.booking is not None and work.booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=work.booking.stage)
    return _Wanted(invitation, queries.office_by_id(session, invitation.office_id), work)


def _invitation(session: Session, code: str) -> Invitation:
    """The invitation of a code, or that of the visit whose pass it is."""
    invitation = queries.invitation_by_code(session, code)
    if invitation is None:
        booking = queries.booking_by_code(session, code)
        invitation = session.get(Invitation, booking.invitation_id) if booking and booking.invitation_id else None
    if invitation is None:
        raise InvitationUnknown
    return invitation


def _live(session: Session, invitation: Invitation, day: date) -> WaitlistEntry | None:
    return session.scalar(
        select(WaitlistEntry).where(
            col(WaitlistEntry.invitation_id) == invitation.id,
            col(WaitlistEntry.day) == day,
            col(WaitlistEntry.stage).in_(LIVE),
        )
    )


def _refuse_booked_that_day(session: Session, wanted: _Wanted, day: date) -> None:
    booking = wanted.work.booking
    slot = session.get(Slot, booking.slot_id) if booking and booking.slot_id else None
    if slot is not None and today_of(wanted.office, slot.starts_at) == day:
        raise AlreadyBooked(slot=slot)


def _refuse_beyond_limits(session: Session, wanted: _Wanted, now: datetime) -> None:
    """No seat is offered to somebody who could not take it."""
    if wanted.work.booking is not None:
        refuse_another_change(session, wanted.office, wanted.work.booking)
    else:
        refuse_new_visit(allowance_of(wanted.invitation, wanted.office), wanted.office.timezone, now)


def _refuse_day(session: Session, wanted: _Wanted, day: date, now: datetime) -> None:
    office, today = wanted.office, today_of(wanted.office, now)
    if not today <= day <= today + timedelta(days=office.horizon_days):
        raise DayNotOffered
    places = places_on(session, office, wanted.work.service_id, day, now=now)
    if not places:
        raise DayClosed
    if any(place.takes(wanted.work.units) for place in places):
        raise DayHasRoom
