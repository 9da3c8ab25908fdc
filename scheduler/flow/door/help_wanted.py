"""Somebody at a kiosk calls staff, with a number or without one; it is told at the door and in the hall until taken.

Where no guard is at work the counters are told too: who serves has the most to do, and comes when nobody else would.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Office, OfficeDay, Staff, StaffSession
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter.corrections import BEFORE_THE_CALL, correct_arrival
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold, set_day
from scheduler.flow.staff import has_role

GUARD_AWAY = timedelta(minutes=15)
"""Who has not touched the door's page for so long is not counted upon there."""


def call_staff(session: Session, office: Office, *, now: datetime) -> OfficeDay:
    """Somebody stands at a kiosk and waits for staff. Who called first is waited for longest: later calls join it."""
    day = hold(session, office, now)
    if day.help_wanted_at is None:
        set_day(session, day, help_wanted_at=now)
    admit_and_publish(session, office, day, now)
    return day


def take_call(session: Session, office: Office, since: datetime, *, now: datetime) -> OfficeDay:
    """Somebody of the staff goes there. since: the call that they saw; one that came after it still waits."""
    day = hold(session, office, now)
    if day.help_wanted_at == since:
        set_day(session, day, help_wanted_at=None)
    admit_and_publish(session, office, day, now)
    return day


def wanted_at_counters(session: Session, office: Office, day: OfficeDay | None, now: datetime) -> datetime | None:
    """Since when a kiosk has called whom a counter is to hear of; None where nobody calls or a guard is at work."""
    since = day.help_wanted_at if day else None
    return since if since and not _is_guarded(session, office, now) else None


def call_guard(session: Session, office: Office, number: str, *, priority: bool, by: str, now: datetime) -> Booking:
    """Somebody is to be fetched at once (escort), or asks to go first, which the guard alone grants; returns the visit.

    Staff are called to the kiosk as well. Raises TicketUnknown, IllegalStep once the number was called.
    """
    if not priority:
        correct_arrival(session, office, number, escort=True, by=by, now=now)
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number) if day else None
    if ticket is None:
        raise TicketUnknown(ticket=number)
    if ticket.stage not in BEFORE_THE_CALL:
        raise IllegalStep(stage=ticket.stage)
    booking = session.get_one(Booking, ticket.booking_id)
    booking.wish_priority = booking.wish_priority or priority
    booking.wish_escort = booking.wish_escort or not priority
    session.flush()
    call_staff(session, office, now=now)
    return booking


def _is_guarded(session: Session, office: Office, now: datetime) -> bool:
    """Whether a guard works at the door now; one at a counter, or whose screen became a kiosk, does not."""
    at_work = exists().where(
        col(StaffSession.office_id) == office.id,
        col(StaffSession.staff_id) == col(Staff.id),
        has_role("guard"),
        col(StaffSession.place).is_(None),
        col(StaffSession.counter_id).is_(None),
        col(StaffSession.revoked_at).is_(None),
        col(StaffSession.expires_at) > now,
        col(StaffSession.seen_at) > now - GUARD_AWAY,
    )
    return bool(session.scalar(select(at_work)))
