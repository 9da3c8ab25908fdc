"""What was handed over: the record of it that was not undone, and how it is told to whoever comes for it again."""

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Handover, StockEntry, Undone
from scheduler.domain.door import HandedOver
from scheduler.domain.text.names import initials


def is_taken_back(written: type[Handover] | type[StockEntry]) -> ColumnElement[bool]:
    """Of a row that a step wrote down: whether that step was undone, so that it does not count."""
    return exists().where(col(Undone.step) == col(written.step))


def last_handover(session: Session, booking_id: int, document_id: int | None = None) -> Handover | None:
    """The latest handover of a visit that stands, of any document or of one."""
    standing = select(Handover).where(col(Handover.booking_id) == booking_id, ~is_taken_back(Handover))
    if document_id is not None:
        standing = standing.where(col(Handover.document_id) == document_id)
    return session.scalars(standing.order_by(col(Handover.id).desc()).limit(1)).first()


def handed_over(session: Session, booking: Booking, document_id: int | None = None) -> HandedOver:
    """When, where and to whom a visit's documents (or one of them) went."""
    handover = last_handover(session, booking.id, document_id)
    if handover is not None:
        return HandedOver(at=handover.at, counter=handover.counter_number, to=taker(handover))
    ticket = queries.ticket_of_booking(session, booking.id)
    return HandedOver(at=(ticket and ticket.ended_at) or booking.created_at, counter=None)


def taker(handover: Handover) -> dict[str, str]:
    """Who took a document, masked: the kind of collector, and the initials of a name if one was written down."""
    return {"kind": handover.collector_kind, "initials": initials(handover.collector_name or "")}
