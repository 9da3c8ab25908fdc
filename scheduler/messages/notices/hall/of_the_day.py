"""Messages on the day itself: soon in, in now, handed over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from scheduler.board.written_waits import in_digits
from scheduler.db import queries
from scheduler.db.models import BatchDocument, Handover, Message, OfficeDay, Ticket
from scheduler.domain.refusals import N_
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.flow.hall.publishing import known_board
from scheduler.messages.notices.booking.visits import brought_to
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import UNKNOWN, Said, Tongue

COLLECTORS: Mapping[str, str] = {
    "holder": N_("pemilik"),
    "family": N_("keluarga"),
    "parent": N_("keluarga"),
    "guardian": N_("keluarga"),
    "proxy": N_("wakil"),
}
"""How the one who took a document is named to its applicant."""


def come_soon(known: Known, message: Message, tongue: Tongue) -> Said:
    """The number, and in how many minutes; where no guard calls people in, they watch the screen at the door."""
    booking, documents = known.booking_of(message), known.documents_of(message)
    facts = {
        "ticket": _number(known.session, message),
        "minutes": _minutes(message.facts),
        "bring": brought_to(documents, known.types_of(documents), booking.collector_kind, tongue),
    }
    return Said("come_soon" if tongue.office.guarded else "come_soon_screen", facts, documents)


def come_in(known: Known, message: Message, tongue: Tongue) -> Said:
    """The number, and until when the door waits for it, as the board says."""
    ticket = queries.ticket_of_booking(known.session, message.booking_id or 0)
    until = _deadline(known.session, ticket, tongue) if ticket else None
    facts = {"ticket": ticket.number if ticket else UNKNOWN, "time": tongue.clock(until) if until else UNKNOWN}
    return Said("come_in", facts, known.documents_of(message))


def handed_over(known: Known, message: Message, tongue: Tongue) -> Said:
    """What was handed over in a visit (or at a place, without one), when, and to whom in a word."""
    if message.booking_id is None:
        return _at_place(known, message, tongue)
    taken = _taken(known.session, message.booking_id or 0)
    by_id = {document.id: document for document in known.documents_of(message)}
    documents = [by_id[each.document_id] for each in taken if each.document_id in by_id]
    last = taken[-1] if taken else None
    at = last.at if last else message.created_at
    facts = {
        "documents": tongue.types(known.types_of(documents)),
        "day": tongue.day(at),
        "time": tongue.clock(at),
        "collector": tongue.translate(COLLECTORS.get(last.collector_kind, UNKNOWN)) if last else UNKNOWN,
    }
    return Said("handed_over", facts, documents)


def _at_place(known: Known, message: Message, tongue: Tongue) -> Said:
    documents = known.documents_of(message)
    row = known.session.scalars(
        select(BatchDocument)
        .where(col(BatchDocument.document_id) == message.document_id, col(BatchDocument.outcome) == "handed_over")
        .order_by(col(BatchDocument.id).desc())
    ).first()
    at = row.at if row and row.at else message.created_at
    facts = {
        "documents": tongue.types(known.types_of(documents)),
        "day": tongue.day(at),
        "time": tongue.clock(at),
        "collector": tongue.translate(COLLECTORS.get(row.collector or "", UNKNOWN)) if row else UNKNOWN,
    }
    return Said("handed_over", facts, documents)


def _number(session: Session, message: Message) -> str:
    ticket = queries.ticket_of_booking(session, message.booking_id or 0)
    return ticket.number if ticket else UNKNOWN


def _minutes(facts: dict[str, Any]) -> str:
    """6-9. The facts have a range, or its two ends."""
    first, last = facts.get("minutes") or (facts.get("least"), facts.get("most"))
    if first is None or last is None:
        return UNKNOWN
    return in_digits((first, last))


def _deadline(session: Session, ticket: Ticket, tongue: Tongue) -> datetime | None:
    """Until when a number may come in: breaks stop that clock, so it is read from the board."""
    board = known_board(session, tongue.office, session.get_one(OfficeDay, ticket.office_day_id))
    shown = next((row.until for row in board.entering if row.ticket == ticket.number), None) if board else None
    usual = ticket.admitted_at + timedelta(minutes=tongue.office.entry_minutes) if ticket.admitted_at else None
    return shown or usual


def _taken(session: Session, booking_id: int) -> list[Handover]:
    """What was handed over in a visit and not taken back, in its order."""
    return list(
        session.scalars(
            select(Handover)
            .where(col(Handover.booking_id) == booking_id, ~is_taken_back(Handover))
            .order_by(col(Handover.id))
        )
    )
