"""When a message of the day of a visit still holds: soon in, in now, handed over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, literal, or_
from sqlmodel import col, select

from scheduler.db.models import Booking, Document, Handover, Message, Office, Ticket
from scheduler.db.types import UTCDateTime
from scheduler.domain.offices.revision import RANGES
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.messages.notices.conditions import Condition, is_at, is_outdone, key_of, visit


def is_outside(now: datetime) -> Condition:
    """The number that the message's key names waits outside."""
    del now
    return (
        select(Ticket.id)
        .where(
            col(Ticket.booking_id) == col(Message.booking_id),
            col(Ticket.stage) == TicketStage.WAITING,
            col(Message.key) == key_of(f"{Cause.COME_SOON}:", col(Ticket.booking_id), ":t", col(Ticket.id)),
        )
        .exists()
    )


def is_called_in(now: datetime) -> Condition:
    """The number may come in, has not, its minutes are not over, and it was not called in once more.

    A break that came between makes them longer at the door, not here: after an hour nobody needs the message.
    """
    ticket = select(Ticket.id).where(
        col(Ticket.booking_id) == col(Message.booking_id),
        col(Ticket.stage) == TicketStage.ADMITTED,
        col(Ticket.entered_at).is_(None),
        col(Ticket.admitted_at) > _oldest_admission(now),
    )
    return and_(ticket.exists(), ~is_outdone((Cause.COME_IN,)))


def _oldest_admission(now: datetime) -> ColumnElement[datetime]:
    """Which ticket was called in then or before has let its office's minutes pass."""
    least, most = RANGES["entry_minutes"]
    minutes = select(col(Office.entry_minutes)).where(col(Office.id) == col(Ticket.office_id)).scalar_subquery()
    whens = {each: literal(now - timedelta(minutes=each), UTCDateTime()) for each in range(least, most + 1)}
    return case(whens, value=minutes, else_=literal(now, UTCDateTime()))


def is_handed_over(now: datetime) -> Condition:
    """In a visit, the newest time that this is said of it; or at a place."""
    del now
    return or_(
        and_(_was_handed_over(), ~is_outdone((Cause.HANDED_OVER,))),
        and_(col(Message.booking_id).is_(None), _is_collected()),
    )


def _was_handed_over() -> Condition:
    """The visit is fulfilled, and something that it handed over was not taken back."""
    taken = select(Handover.id).where(col(Handover.booking_id) == col(Message.booking_id), ~is_taken_back(Handover))
    return and_(visit(col(Booking.stage) == BookingStage.FULFILLED), taken.exists())


def _is_collected() -> Condition:
    """Handed over at a place, without a visit, and not given back since."""
    found = select(Document.id).where(col(Document.id) == col(Message.document_id), is_at(DocumentStage.COLLECTED))
    return found.exists()
