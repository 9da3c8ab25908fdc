"""Slots of the days ahead, made from the weekly hours; their capacity, which never falls below what is taken."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Service, Slot
from scheduler.domain import calendar
from scheduler.flow.day import today_of, zone_of_office


def open_slots(session: Session, office: Office, *, now: datetime) -> int:
    """Make the slots of the days ahead that are not there yet; returns how many."""
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    zone, today = zone_of_office(office), today_of(office, now)
    rows = []
    for service in queries.services_of(session, office.id):
        last = today + timedelta(days=office.horizon_days)
        known = _known_days(session, service.id, today, last, zone)
        for day in (today + timedelta(days=n) for n in range(office.horizon_days + 1)):
            if day not in known:
                rows += [
                    {
                        "office_id": office.id,
                        "service_id": service.id,
                        "starts_at": start,
                        "ends_at": end,
                        "capacity": service.slot_capacity,
                        "taken": 0,
                    }
                    for start, end in calendar.slot_times(day, hours, closed, zone=zone, minutes=office.slot_minutes)
                ]
    if rows:
        session.execute(insert(Slot), rows)
    return len(rows)


def _known_days(session: Session, service_id: int, first: date, last: date, zone: ZoneInfo) -> set[date]:
    start, _ = calendar.day_bounds(first, zone)
    _, end = calendar.day_bounds(last, zone)
    moments = session.exec(
        select(Slot.starts_at).where(Slot.service_id == service_id, Slot.starts_at >= start, Slot.starts_at < end)
    ).all()
    return {moment.astimezone(zone).date() for moment in moments}


def drop_free_days(session: Session, office: Office, now: datetime) -> None:
    """Take away the slots of days to come that nobody ever booked, service by service, so that they are cut anew."""
    zone = zone_of_office(office)
    _, midnight = calendar.day_bounds(today_of(office, now), zone)
    coming = session.execute(
        select(Slot.id, Slot.service_id, Slot.starts_at).where(Slot.office_id == office.id, Slot.starts_at >= midnight)
    ).all()
    used = set(session.scalars(select(Booking.slot_id).where(Booking.office_id == office.id).distinct()).all())
    kept = {(service, starts_at.astimezone(zone).date()) for slot, service, starts_at in coming if slot in used}
    free = [slot for slot, service, starts_at in coming if (service, starts_at.astimezone(zone).date()) not in kept]
    session.execute(delete(Slot).where(col(Slot.id).in_(free)).execution_options(synchronize_session=False))


def set_capacity(session: Session, office: Office, capacity: int, now: datetime) -> None:
    """A new capacity for slots to come; where more is taken already, that stays."""
    session.execute(
        update(Service)
        .where(col(Service.office_id) == office.id)
        .values(slot_capacity=capacity)
        .execution_options(synchronize_session=False)
    )
    coming = (col(Slot.office_id) == office.id) & (col(Slot.starts_at) > now)
    session.execute(
        update(Slot)
        .where(coming, col(Slot.taken) <= capacity)
        .values(capacity=capacity)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Slot)
        .where(coming, col(Slot.taken) > capacity)
        .values(capacity=col(Slot.taken))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
