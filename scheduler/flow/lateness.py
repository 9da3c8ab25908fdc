"""Why a scan at the door cannot be a number now: too early, another day, closed, or handed over already."""

from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Slot
from scheduler.domain import calendar
from scheduler.domain.errors import HandedOver, OfficeClosed, TooEarly, WrongDay
from scheduler.domain.stages import BookingStage
from scheduler.flow.day import today_of, zone_of_office
from scheduler.flow.handed import last_handover
from scheduler.flow.visits import nearest_free


def refuse_wrong_time(session: Session, office: Office, booking: Booking, *, early: bool, now: datetime) -> None:
    """Whether a booking may be counted in now. early: the guard lets in before the early window.

    Raises WrongDay, TooEarly, OfficeClosed.
    """
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    if (
        slot is None
        or booking.stage != BookingStage.BOOKED
        or today_of(office, slot.starts_at) != today_of(office, now)
    ):
        raise wrong_day(session, office, booking, now)
    come_back_at = slot.starts_at - timedelta(minutes=office.early_minutes)
    if now < come_back_at and not early:
        raise TooEarly(slot_time=slot.starts_at, come_back_at=come_back_at)
    refuse_closed(session, office, now)


def refuse_closed(session: Session, office: Office, now: datetime) -> None:
    """The door takes people from the early window before opening until closing. Raises OfficeClosed."""
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    zone = zone_of_office(office)
    for moment in (now, now + timedelta(minutes=office.early_minutes)):
        if calendar.state_at(moment, hours, closed, zone).state != "closed":
            return
    raise OfficeClosed(opens=calendar.next_opening(now, hours, closed, zone))


def handed_over(session: Session, booking: Booking) -> HandedOver:
    handover = last_handover(session, booking.id)
    ticket = queries.ticket_of_booking(session, booking.id)
    at = handover.at if handover else (ticket.ended_at if ticket and ticket.ended_at else booking.created_at)
    return HandedOver(at=at, counter=handover.counter_number if handover else None)


def wrong_day(session: Session, office: Office, booking: Booking, now: datetime) -> WrongDay:
    """The booking is for another time; with free times of today, or else the nearest."""
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    _, midnight = calendar.day_bounds(today_of(office, now), zone_of_office(office))
    today = [free for free in queries.free_slots(session, booking.service_id, now, midnight) if free.starts_at > now]
    alternatives = today[:3] or (nearest_free(session, slot, booking.units, now) if slot else [])
    return WrongDay(slot=slot, past=slot is None or slot.starts_at <= now, alternatives=alternatives)
