"""What became of the time of a visit, by the office or by its citizen, as the page of the pass says it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Move, Service, Slot
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.stages import BookingStage

SAID_OF = ("moved", "joined")
SAID_FOR = timedelta(minutes=10)
"""So long the page says that a change worked."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What an office did to a visit's time. old: what does not hold any more. is_deferred: a new one is still to come,
    without an end in sight if `has_no_end`. stays: the visit keeps its time though its service is closed then.
    """

    old: datetime | None
    reason: str
    service: str
    is_again: bool = False
    is_deferred: bool = False
    has_no_end: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class NotServed:
    """Somebody came at `came`, the day ended before their turn, and the office gave them the time `new`."""

    came: datetime
    new: datetime


def not_served_of(session: Session, booking: Booking, slot: Slot | None, now: datetime) -> NotServed | None:
    """What to say sorry for; None where every turn came, or the citizen has chosen another time since."""
    if slot is None or booking.first_starts_at is None or booking.stage != BookingStage.BOOKED:
        return None
    last = _last_move(session, booking, booking.created_at, now)
    if last is None or last.why != "not_served":
        return None
    ticket = queries.ticket_of_booking(session, booking.id)
    return NotServed(ticket.arrived_at if ticket else last.at, slot.starts_at)


def moved_of(session: Session, booking: Booking, slot: Slot | None) -> Moved | None:
    """What to tell of a booked visit; None where the office moved nothing, or its citizen has chosen since."""
    last = queries.postponement_of_booking(session, booking.id) if booking.stage == BookingStage.BOOKED else None
    service = session.get(Service, booking.service_id)
    if last is None or service is None:
        return None
    row, postponement = last
    told = Moved(booking.first_starts_at, postponement.reason, service.name, booking.moved_by_office > 1)
    if slot is None:
        no_end = postponement.kind == "closure" and postponement.not_before is None
        return replace(told, is_deferred=True, has_no_end=no_end)
    if row.stage == "kept" and not slot.planned:
        return replace(told, stays=True)
    if row.stage == "moved" and row.new_slot_id == slot.id:
        return replace(told, old=row.old_starts_at or booking.first_starts_at)
    return None


def just_changed(session: Session, booking: Booking, now: datetime) -> str | None:
    """What was done to a booked visit a moment ago: moved, or joined by more documents; None where nothing was."""
    last = _last_move(session, booking, now - SAID_FOR, now)
    is_news = last is not None and last.why in SAID_OF and last.at > now - SAID_FOR
    return last.why if last is not None and is_news else None


def _last_move(session: Session, booking: Booking, since: datetime, now: datetime) -> Move | None:
    """What was done to a visit last; None where that was before a moment."""
    of_it = (col(Move.booking_id) == booking.id, in_span(col(Move.at), **span(since, now)))
    return session.scalars(select(Move).where(*of_it).order_by(col(Move.id).desc()).limit(1)).first()
