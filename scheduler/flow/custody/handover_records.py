"""What was handed over: the record of it that was not undone, and how it is told to whoever comes for it again."""

from sqlalchemy import ColumnElement, Select, exists, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Handover, Move, StockEntry, Undone
from scheduler.domain.door import HandedOver
from scheduler.domain.text.names import initials


def steps_taken_back() -> Select[str]:
    """The steps that were ever undone, for a query of all that an office has: what they wrote down does not count."""
    undone = select(col(Move.undoes)).where(col(Move.undoes).is_not(None))
    return select(col(Move.step)).where(col(Move.id).in_(undone))


def is_taken_back(written: type[Handover] | type[StockEntry]) -> ColumnElement[bool]:
    """Of a row that a step wrote down: whether that step was undone.

    For a query that finds some rows, of a visit or a month: it looks for each of them, where one with
    `steps_taken_back` reads all that was ever undone.
    """
    return exists().where(
        col(Move.step) == col(written.step),
        col(Move.at) >= col(written.at),  # what is told afterwards is told of what has been
        col(Undone.move_id) == col(Move.id),
    )


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
