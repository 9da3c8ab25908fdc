"""Urgent visits beside the seats: kept in their slot or given an earlier one, so many a day and service."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Office, PostponedBooking, Service, Slot, UrgentSeat
from scheduler.domain.booking import PassUnknown, SlotForeign, SlotPast, SlotUnknown, UrgentFull
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import codes
from scheduler.flow.core.history import record, shift, step_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.seats.seats import free, take_beside
from scheduler.flow.seats.visits import hold_visit


def used_on(session: Session, office: Office, service_id: int, day: date) -> int:
    """How much of a day's contingent is given already."""
    return _count(session, _of_day(office, service_id, day))


def booking_of_short(session: Session, office: Office, short: str) -> Booking:
    """The booked visit of a nomor jadwal, as staff type it. Raises PassUnknown."""
    number = codes.read_short(short)
    booking = queries.booking_by_short(session, office.id, number) if number is not None else None
    if booking is None or booking.stage != BookingStage.BOOKED:
        raise PassUnknown
    return booking


def give_urgent(
    session: Session, office: Office, booking_id: int, slot_id: int, *, reason: str, by: str, now: datetime
) -> UrgentSeat:
    """Let an urgent visit have a slot beside the seats: its own, which it keeps, or an earlier one.

    The visit counts for the service and the day of that slot, one at a time, so that the contingent cannot be passed.
    Raises ReasonRequired, PassUnknown, IllegalStep, SlotUnknown, SlotForeign, SlotPast, UrgentFull.
    """
    if not reason.strip():
        raise ReasonRequired
    booking, slot = _visit(session, office, booking_id), session.get(Slot, slot_id)
    if slot is None:
        raise SlotUnknown
    if slot.service_id != booking.service_id:
        raise SlotForeign
    if slot.starts_at <= now:
        raise SlotPast
    count_in_line(session, slot.service_id)
    _hold_booked(session, booking)
    _refuse_later(session, booking, slot)
    refuse_full(session, office, slot, booking)
    seat = _written_down(session, office, booking, slot, reason.strip(), by, now)
    if booking.slot_id != slot.id:
        _seat(session, booking, slot, by=by, now=now)
    _keep_out_of_postponements(session, booking)
    return seat


def count_in_line(session: Session, service_id: int) -> None:
    """Urgent visits of a service are given one after the other (the row lock is PostgreSQL's; SQLite has one writer).

    Taken before the locks of invitation, slots and booking; nothing takes it after them.
    """
    session.execute(select(col(Service.id)).where(col(Service.id) == service_id).with_for_update(key_share=True))


def refuse_full(session: Session, office: Office, slot: Slot, booking: Booking) -> None:
    """Raises UrgentFull where the day's contingent is used up; a visit that has its seat already counts once."""
    day = today_of(office, slot.starts_at)
    others = _of_day(office, slot.service_id, day) & (col(UrgentSeat.booking_id) != booking.id)
    if _count(session, others) >= office.urgent_daily:
        raise UrgentFull(day=day, limit=office.urgent_daily)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(UrgentSeat).where(condition)) or 0


def _of_day(office: Office, service_id: int, day: date) -> ColumnElement[bool]:
    return and_(
        col(UrgentSeat.office_id) == office.id,
        col(UrgentSeat.service_id) == service_id,
        col(UrgentSeat.day) == day,
    )


def _visit(session: Session, office: Office, booking_id: int) -> Booking:
    booking = session.get(Booking, booking_id)
    if booking is None or booking.office_id != office.id:
        raise PassUnknown
    return booking


def _hold_booked(session: Session, booking: Booking) -> None:
    """Hold a visit. Raises IllegalStep where it is not booked any more."""
    hold_visit(session, booking)
    if booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=booking.stage)


def _refuse_later(session: Session, booking: Booking, slot: Slot) -> None:
    """Who can come later needs no seat beside the others. Raises SlotForeign for a slot after the visit's own."""
    own = session.get(Slot, booking.slot_id) if booking.slot_id is not None else None
    if own is not None and slot.starts_at > own.starts_at:
        raise SlotForeign


def _written_down(
    session: Session, office: Office, booking: Booking, slot: Slot, reason: str, by: str, now: datetime
) -> UrgentSeat:
    day = today_of(office, slot.starts_at)
    session.execute(delete(UrgentSeat).where(col(UrgentSeat.booking_id) == booking.id))
    seat = UrgentSeat(
        office_id=office.id, service_id=slot.service_id, day=day, booking_id=booking.id, reason=reason, by=by, at=now
    )
    session.add(seat)
    session.flush()
    return seat


def _seat(session: Session, booking: Booking, slot: Slot, *, by: str, now: datetime) -> None:
    """Move a visit to its urgent slot; both slots are touched in the order of their ids."""
    was, of_staff = {"slot_id": booking.slot_id}, booking.units if booking.by_staff else 0
    for slot_id in sorted({slot.id} | ({booking.slot_id} if booking.slot_id is not None else set())):
        if slot_id == slot.id:
            take_beside(session, slot_id, booking.units, of_staff=of_staff)
        else:
            free(session, slot_id, booking.units, of_staff=of_staff)
    shift(session, booking, BookingStage.BOOKED, {"slot_id": slot.id})  # nobody came meanwhile
    record(session, booking, before=booking.stage, by=by, now=now, why="urgent", was=was)
    note(session, Cause.CHANGED, booking, now=now, once=step_of(session))


def _keep_out_of_postponements(session: Session, booking: Booking) -> None:
    """What is still to be moved is left where it is, and what was moved is not moved back by an undo."""
    of_it = update(PostponedBooking).where(
        col(PostponedBooking.booking_id) == booking.id,
        col(PostponedBooking.stage).in_(("planned", "moved", "deferred", "stuck")),
    )
    change_rows(session, of_it.values(stage="kept"))
