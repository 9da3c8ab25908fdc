"""The message that a visit is over without its documents, and how to choose another time."""

from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Invitation, Message, Move
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.booking.visits import time_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import invitation_path, ticket_path
from scheduler.messages.notices.said import Said, Tongue


def ended(known: Known, message: Message, tongue: Tongue) -> Said:
    """A message that a visit was missed, not served before closing time, or cancelled."""
    booking = known.booking_of(message)
    at = time_of(known.session, booking)
    name = "not_served" if was_not_served(known.session, message) else message.cause
    facts = {"day": tongue.day(at), "time": tongue.clock(at)}
    return Said(name, facts, known.documents_of(message), _path(known.session, message, booking))


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


def _path(session: Session, message: Message, booking: Booking) -> str:
    """Where another time is chosen; a walk-in without an invitation reads what became of its number."""
    if message.invitation_id is None:
        return ticket_path(booking)
    return invitation_path(session.get_one(Invitation, message.invitation_id))
