"""Seats that can be booked, and the seats that open invitations ask for, of each service of an office."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, literal, select, union_all
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, Document, DocumentType, Invitation, Office, Service, Slot
from scheduler.db.queries.hot import TAKEN_ONLINE
from scheduler.domain import stages
from scheduler.domain.calendar import calendar
from scheduler.domain.invitations.waves import Room
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.invitations.households import SEATED


def rooms_of(session: Session, office: Office, *, now: datetime) -> dict[int, Room]:
    """What each service has free in the horizon, and what open invitations ask for: one statement, one moment."""
    free, asked = dict[int, int](), dict[int, int]()
    earliest, end = _horizon(office, now)
    facts = {"office": office.id, "now": now, "earliest": earliest, "end": end}
    for service_id, is_free, units in session.execute(_ROOMS, facts):
        (free if is_free else asked)[service_id] = int(units)
    return {
        service.id: Room(free.get(service.id, 0), asked.get(service.id, 0), office.wave_percent)
        for service in queries.services_of(session, office.id)
    }


def units_a_day(session: Session, office: Office, service_id: int, *, now: datetime) -> float:
    """Units that the slots of an average day of the horizon hold, days on which the service is shut counted in."""
    earliest, end = _horizon(office, now)
    planned = session.scalar(
        select(func.sum(col(Slot.planned))).where(
            col(Slot.service_id) == service_id, col(Slot.starts_at) > earliest, col(Slot.starts_at) < end
        )
    )
    return int(planned or 0) / max(1, office.horizon_days)


def largest_visits(session: Session, office: Office) -> Mapping[int, int]:
    """Service -> the units that a visit takes at most: one slot, but for what is kept for who books with staff."""
    return {
        service.id: max(1, service.slot_capacity - service.reserved)
        for service in queries.services_of(session, office.id)
    }


def least_visits(session: Session, office: Office) -> Mapping[int, int]:
    """Service -> the units that a visit takes at least, of those at which any document is handed over."""
    largest = largest_visits(session, office)
    return {service: min(units, largest[service]) for service, units in _LEAST.all(session, office=office.id)}


def _horizon(office: Office, now: datetime) -> tuple[datetime, datetime]:
    """From when and until when a slot can be booked."""
    last = today_of(office, now) + timedelta(days=office.horizon_days)
    return now + timedelta(minutes=office.notice_minutes), calendar.day_bounds(last, zone_of_office(office))[1]


def _free() -> Any:
    """The units that can be booked online: whom an invitation reaches, books there."""
    return (
        select(col(Slot.service_id), literal(1), func.sum(col(Slot.planned) - TAKEN_ONLINE))
        .where(
            col(Slot.office_id) == bindparam("office"),
            col(Slot.starts_at) > bindparam("earliest"),
            col(Slot.starts_at) < bindparam("end"),
            col(Slot.planned) > TAKEN_ONLINE,
        )
        .group_by(col(Slot.service_id))
    )


def _asked() -> Any:
    """The units of open invitations that nobody has booked, each counted for the service its visit would be."""
    used = select(col(Booking.id)).where(
        col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    minutes, work = func.sum(col(DocumentType.minutes)), func.sum(col(DocumentType.units))
    per_service = (
        select(
            col(DocumentType.service_id).label("service_id"),
            func.sum(work).over(partition_by=col(Invitation.id)).label("units"),
            func.row_number()
            .over(partition_by=col(Invitation.id), order_by=(minutes.desc(), col(DocumentType.service_id)))
            .label("rank"),
        )
        .select_from(Document)
        .join(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(
            col(Document.office_id) == bindparam("office"),
            col(Document.stage) == DocumentStage.READY,
            col(Document.channel) == SEATED,
            col(Invitation.expires_at) > bindparam("now"),
            ~used.exists(),
        )
        .group_by(col(Invitation.id), col(DocumentType.service_id))
        .subquery()
    )
    most, units = col(Service.slot_capacity) - col(Service.reserved), per_service.c.units
    return (
        select(per_service.c.service_id, literal(0), func.sum(case(((most >= 1) & (units > most), most), else_=units)))
        .join(Service, col(Service.id) == per_service.c.service_id)
        .where(per_service.c.rank == 1)
        .group_by(per_service.c.service_id)
    )


_ROOMS = union_all(_free(), _asked())
"""Built once: an export asks for it with each of its documents."""
_LEAST = Prepared(
    select(col(DocumentType.service_id), func.min(col(DocumentType.units)))
    .where(col(DocumentType.office_id) == bindparam("office"), col(DocumentType.retired_at).is_(None))
    .group_by(col(DocumentType.service_id))
)
