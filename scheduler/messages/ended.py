"""The message that a visit is over without its documents, and how to choose another time."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Message, Move, Slot
from scheduler.domain.stages import BookingStage
from scheduler.flow.outbox import Cause
from scheduler.messages import templates
from scheduler.messages.links import invitation_url
from scheduler.messages.words import Translate, clock_of, day_of


def ended_text(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """A message that a visit was missed, not served before closing time, or cancelled; in one language."""
    booking = session.get_one(Booking, message.booking_id)
    office = queries.office_by_id(session, message.office_id)
    at = _time_of(session, booking)
    facts = {
        "office": office.name,
        "day": day_of(at, office, language),
        "time": clock_of(at, office),
        "url": invitation_url(base_url, session.get_one(Invitation, message.invitation_id)),
    }
    text = templates.NOT_SERVED if was_not_served(session, message) else templates.TEXTS[message.cause]
    return translate(text).format(**facts)


def was_not_served(session: Session, message: Message) -> bool:
    """Whether a missed visit is one whose people came, and the day ended before their turn."""
    if message.cause != Cause.MISSED:
        return False
    why = session.scalars(
        select(col(Move.why))
        .where(col(Move.booking_id) == message.booking_id, col(Move.after) == BookingStage.MISSED)
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    return why == "not_served"


def _time_of(session: Session, booking: Booking) -> datetime:
    """When the visit was to be; of a walk-in when they came."""
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    return slot.starts_at if slot else booking.first_starts_at or booking.created_at
