"""What became of one document, its visits and their numbers, row by row in words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from scheduler.db.models import BookingDocument, Document, Handover, Move, Ticket
from scheduler.web.office.shared.names import names_of

MOST = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the history. kind: document, booking or ticket; who: a name, or a word of `move_words.ACTORS`.

    why: a word of `move_words.WHY`; note: what somebody wrote to it. recorded_at: when it was written down, if that was
    afterwards.
    """

    at: datetime
    kind: str
    after: str
    number: str | None
    who: str
    why: str | None
    note: str | None
    recorded_at: datetime | None = None


def history_of(session: Session, document: Document) -> list[Event]:
    """Everything that moved a document or a visit it was part of, oldest first."""
    visits = session.exec(select(BookingDocument.booking_id).where(BookingDocument.document_id == document.id)).all()
    numbers = dict(session.exec(select(Ticket.id, Ticket.number).where(col(Ticket.booking_id).in_(visits))).all())
    # By lists of ids: PostgreSQL goes through all that ever moved rather than along three indexes to what queries find.
    rows = session.exec(
        select(Move)
        .where(
            Move.office_id == document.office_id,
            or_(
                col(Move.document_id) == document.id,
                col(Move.booking_id).in_(visits),
                col(Move.ticket_id).in_(numbers),
            ),
        )
        .order_by(col(Move.id).desc())
        .limit(MOST)
    ).all()
    names = names_of(session, document.office_id)
    told = _told_times(session, document)
    return [_event(row, numbers, names, told.get(row.step)) for row in reversed(rows)]


def _event(row: Move, numbers: dict[int, str], names: dict[str, str], told: datetime | None) -> Event:
    """told: when the handover was, if it was written down afterwards."""
    kind = "document" if row.document_id else "booking" if row.booking_id else "ticket"
    number = numbers.get(row.ticket_id) if row.ticket_id else None
    who = names.get(row.by, row.by)
    return Event(told or row.at, kind, row.after, number, who, row.why, row.note, row.at if told else None)


def _told_times(session: Session, document: Document) -> dict[str, datetime]:
    """Step -> the time that staff told, of handovers that were written down afterwards."""
    rows = session.exec(
        select(Handover.step, Handover.at).where(
            Handover.document_id == document.id, col(Handover.recorded_at).is_not(None)
        )
    )
    return dict(rows.all())
