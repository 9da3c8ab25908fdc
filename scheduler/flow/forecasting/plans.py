"""The plans of coming days: how each is set, with who is booked and what is still free. No personal data is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Office, OfficeDay, Slot
from scheduler.db.queries.booking import COMING
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.calendar.spans import day_bounds
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.setting import Place, Setting
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.forecasting.settings import setting_on, written_of
from scheduler.flow.hall.lobby_lock import room_of_queue

Booked = dict[Place, list[Visit]]
"""Who is booked, by service and start."""


def plan_of(session: Session, office: Office, day: date, now: datetime) -> Plan:
    """The plan of one day; of a day without work it has no slots and nobody who works."""
    return plans_of(session, office, [day], now)[day]


def plans_of(session: Session, office: Office, days: Sequence[date], now: datetime) -> dict[date, Plan]:
    """The plans of some days (in order, one at least), by the day; read together."""
    today, settings = today_of(office, now), settings_of(session, office, days)
    booked = booked_on(session, office, days)
    return {day: settings[day].plan(booked[day], ahead=max((day - today).days, 0)) for day in days}


def settings_of(session: Session, office: Office, days: Sequence[date]) -> dict[date, Setting]:
    """How some days (in order, one at least) are set, by the day. Slots that are laid out hold what they were laid out
    with, and a day that was begun in the hall has a limit of its own.
    """
    written, zone = written_of(session, office, days[0]), zone_of_office(office)
    begun = select(OfficeDay).where(
        col(OfficeDay.office_id) == office.id, col(OfficeDay.day) >= days[0], col(OfficeDay.day) <= days[-1]
    )
    rooms = {row.day: room_of_queue(row) for row in session.scalars(begun)}
    letters = {service.id: letter for letter, service in written.services}
    laid_out: dict[date, dict[Place, int]] = defaultdict(dict)
    for service, starts_at, planned in session.execute(
        select(col(Slot.service_id), col(Slot.starts_at), col(Slot.planned)).where(*_slots_on(office, days))
    ):
        if service in letters:
            laid_out[local_day(starts_at, zone)][letters[service], starts_at] = planned
    return {day: _as_laid_out(setting_on(written, day, limit=rooms.get(day)), laid_out[day]) for day in days}


def _as_laid_out(setting: Setting, planned: Mapping[Place, int]) -> Setting:
    """The setting with the slots that hold another number of units than its rules say."""
    units = setting.units()
    other = {place: planned[place] for place in units if planned.get(place, units[place]) != units[place]}
    return replace(setting, units_at=other) if other else setting


def _slots_on(office: Office, days: Sequence[date]) -> tuple[ColumnElement[bool], ...]:
    zone = zone_of_office(office)
    return (
        col(Slot.office_id) == office.id,
        col(Slot.starts_at) >= day_bounds(days[0], zone)[0],
        col(Slot.starts_at) < day_bounds(days[-1], zone)[1],
    )


def booked_on(session: Session, office: Office, days: Sequence[date]) -> dict[date, Booked]:
    """Who is booked on some days (in order, one at least), by the day. Visits of retired services are left out."""
    zone = zone_of_office(office)
    letters = {service.id: service.letter for service in queries.services_of(session, office.id)}
    is_of_visit = and_(
        col(BookingDocument.booking_id) == col(Booking.id),
        or_(col(BookingDocument.live), col(Booking.stage) == BookingStage.FULFILLED),
    )
    rows = session.execute(
        select(
            col(Booking.id),
            col(Slot.service_id),
            col(Slot.starts_at),
            col(Booking.units),
            col(Booking.party),
            case((col(Booking.wish_priority), 1), else_=0),
            col(DocumentType.code),
        )
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .join(BookingDocument, is_of_visit, isouter=True)
        .join(Document, col(Document.id) == col(BookingDocument.document_id), isouter=True)
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id), isouter=True)
        .where(*_slots_on(office, days), col(Booking.stage).in_(COMING))
        .order_by(col(Slot.starts_at), col(Booking.id), col(DocumentType.code))
    ).all()
    found: dict[date, Booked] = {day: {} for day in days}
    for (_, service, starts_at, units, party, wishes), own in groupby(rows, key=lambda row: tuple(row[:6])):
        day = local_day(starts_at, zone)
        if day in found and service in letters:
            visit = Visit(_types(code for *_, code in own), units, party, True if wishes else None)
            found[day].setdefault((letters[service], starts_at), []).append(visit)
    return found


def _types(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(code for code in codes if code is not None)
