"""Why a scan at the door cannot be a number now: too early, another day, closed."""

from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Service, Slot
from scheduler.domain.calendar import calendar
from scheduler.domain.door import OfficeClosed, ServiceClosed, TooEarly, WrongDay
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.counter.tickets import refuse_ticket
from scheduler.flow.hall.lobby_lock import room_of_queue
from scheduler.flow.seats.visits import nearest_free


def refuse_wrong_time(
    session: Session,
    office: Office,
    booking: Booking,
    slot: Slot | None,
    times: Times,
    *,
    early: bool,
    now: datetime,
    came_at: datetime,
) -> None:
    """Whether a booking may be counted in now. slot, times: its own, and its office's. early: the guard lets in before
    the early window.

    came_at: when people stood at the door, earlier today or now: what was open then lets them in. Who came before the
    early window is too early only while it has not begun.
    Raises Postponed, WrongDay, TooEarly, OfficeClosed, ServiceClosed.
    """
    if slot is None and booking.stage == BookingStage.BOOKED:
        last = queries.postponement_of_booking(session, booking.id)
        raise Postponed(reason=last[1].reason if last else None)
    if (
        slot is None
        or booking.stage != BookingStage.BOOKED
        or today_of(office, slot.starts_at) != today_of(office, now)
    ):
        raise wrong_day(session, office, booking, now)
    come_back_at = slot.starts_at - timedelta(minutes=office.early_minutes)
    if now < come_back_at and not early:
        raise TooEarly(slot_time=slot.starts_at, come_back_at=come_back_at)
    if queries.is_urgent(session, booking.id, today_of(office, now)):
        return  # staff said that this one is served, whatever is closed
    refuse_closed(office, times, came_at)
    refuse_closed_service(session, office, booking.service_id, times, came_at, booked=True)


def refusal_at_door(session: Session, office: Office, booking: Booking, *, now: datetime) -> Refusal | None:
    """What a booked visit would be answered at the door now instead of a number; None: it gets one at once."""
    try:
        slot, times = queries.slot_of_booking(session, booking), times_of(session, office)
        refuse_wrong_time(session, office, booking, slot, times, early=False, now=now, came_at=now)
        day = queries.day_of(session, office.id, today_of(office, now))
        limit = room_of_queue(day) if day is not None else office.lobby_limit
        refuse_ticket(session, booking, booking.party, limit=limit)
    except Refusal as refusal:
        return refusal
    return None


def refuse_closed(office: Office, times: Times, now: datetime) -> None:
    """The door takes people from the early window before opening until closing. Raises OfficeClosed."""
    state = _closed_for_now(office, times, None, now)
    if state is not None:
        reason = {"reason": state.reason} if state.reason else {}
        raise OfficeClosed(opens=state.until, **reason)


def refuse_closed_service(
    session: Session, office: Office, service_id: int, times: Times, now: datetime, *, booked: bool = False
) -> None:
    """Nobody waits for a service that is shut. Who is booked is still served after its hours, not in a closure.

    Raises ServiceClosed.
    """
    state = _closed_for_now(office, times, service_id, now)
    if state is None or (booked and not state.reason):
        return
    service = session.get_one(Service, service_id)
    raise ServiceClosed(service=service.name, reason=state.reason, opens=state.until, booked=booked)


def _closed_for_now(office: Office, times: Times, service_id: int | None, now: datetime) -> calendar.State | None:
    """How the office or a service is shut; None where it is not, now or at the end of the early window."""
    state, soon = times.state_at(now, service=service_id), now + timedelta(minutes=office.early_minutes)
    is_closed = state.state == "closed" and times.state_at(soon, service=service_id).state == "closed"
    return state if is_closed else None


def wrong_day(session: Session, office: Office, booking: Booking, now: datetime) -> WrongDay:
    """The booking is for another time; with free times of today, or else the nearest."""
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    _, midnight = calendar.day_bounds(today_of(office, now), zone_of_office(office))
    free_today = queries.free_slots(session, booking.service_id, now, midnight, booking.units)
    today = [free for free in free_today if free.starts_at > now]
    alternatives = today[:3] or (nearest_free(session, slot, booking.units, now, by_staff=True) if slot else [])
    return WrongDay(slot=slot, past=slot is None or slot.starts_at <= now, alternatives=alternatives)
