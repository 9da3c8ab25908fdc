"""The page of a pass, read from what is known of its booking."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Move, Slot
from scheduler.domain.booking import PassUnknown
from scheduler.domain.stages import BookingStage
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking.visit_removal import WHY as WITHDRAWN
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.bringing import things_for
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.citizen.booking.ticket_page import TicketPage
from scheduler.web.citizen.booking.ticket_state import with_state
from scheduler.web.shared.booking.papers import choice_of, papers_of
from scheduler.web.shared.booking.waiting_and_joining import Beside, beside_visit


def ticket_page(session: Session, code: str, *, now: datetime) -> TicketPage:
    """The page of a pass. Raises PassUnknown."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    office = queries.office_by_id(session, booking.office_id)
    documents = queries.documents_of_booking(session, booking.id)
    papers, types = papers_of(session, office.id, documents, now=now), types_of(session, booking.office_id, documents)
    page = TicketPage(
        office=office,
        booking=booking,
        code=pass_of(booking),
        short=written_short(booking.short),
        state="booked",
        papers=papers,
        slot=session.get(Slot, booking.slot_id) if booking.slot_id else None,
        collector=choice_of(types, booking.collector_kind),
        bring=things_for(documents, types, booking.collector_kind, person=booking.collector_name or ""),
        today=today_of(office, now),
        ended_with_papers=_ended_with_papers(session, booking),
    )
    return with_state(session, page, now)


def page_and_beside(session: Session, code: str, *, now: datetime) -> tuple[TicketPage, Beside]:
    """The page of a pass, and what stands beside its visit. Raises PassUnknown."""
    page = ticket_page(session, code, now=now)
    return page, beside_visit(session, page.office, page.booking, now=now)


def _ended_with_papers(session: Session, booking: Booking) -> bool:
    if booking.stage != BookingStage.CANCELLED:
        return False
    last = select(col(Move.why)).where(col(Move.booking_id) == booking.id).order_by(col(Move.id).desc()).limit(1)
    return session.scalar(last) == WITHDRAWN


def changes_of(session: Session, booking_id: int) -> int:
    """How often a booking was changed since it was made: the count only ever rises."""
    changes = select(func.count()).where(col(Move.booking_id) == booking_id, col(Move.before).is_not(None))
    return session.scalar(changes) or 0


def types_of(session: Session, office_id: int, documents: Sequence[Document]) -> Sequence[DocumentType]:
    """The types of a visit's documents, in their order."""
    kinds = {kind.id: kind for kind in queries.types_of(session, office_id)}
    return [kinds[document.type_id] for document in documents]
