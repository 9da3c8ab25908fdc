"""How many numbers a day a service gives to people without a booking, apart from its slots."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Booking, Office, OfficeDay, Service, Ticket
from scheduler.domain.door import WalkInsFull
from scheduler.flow.seats.visits import nearest_free, window_of


@dataclass(frozen=True, slots=True)
class _Now:
    """This moment in the place of a slot: the nearest free times are those soonest from now."""

    service_id: int
    starts_at: datetime


def left_today(session: Session, day: OfficeDay | None, service: Service) -> int | None:
    """How many numbers without a booking a service may still give on a day; None where nothing limits them."""
    if service.walk_in_daily is None:
        return None
    given = session.scalar(
        select(func.count(col(Ticket.id)))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .where(
            col(Ticket.office_day_id) == (day.id if day else None),
            col(Booking.slot_id).is_(None),
            col(Booking.service_id) == service.id,
        )
    )
    return max(service.walk_in_daily - (given or 0), 0)


def refuse_full(
    session: Session, office: Office, day: OfficeDay, service: Service, *, units: int, now: datetime
) -> None:
    """Whether the quota of walk-ins of the day, whose lock is held, still has a number.

    Raises WalkInsFull with the three soonest slots that take `units`.
    """
    if left_today(session, day, service) != 0:
        return
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=0, now=now)
    free = nearest_free(session, _Now(service.id, now), units, now, end=window.end, by_staff=True)
    raise WalkInsFull(limit=service.walk_in_daily, alternatives=free)
