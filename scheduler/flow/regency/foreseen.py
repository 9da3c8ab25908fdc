"""What follows if a document is to be fetched at another office, before anybody says that it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Slot
from scheduler.domain.refusals import Refusal
from scheduler.flow.blanks.stock import material_of
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.regency.sending import refuse_to_send


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What follows for a document. type: its code; offices: all others; refused: by office, why it cannot go there.

    slot: of its visit, None without one; others: whether that goes on for other documents. frees_blank: whether one
    that is kept for it here is free. can_tell: whether its people can be told.
    """

    document: Document
    type: str
    offices: Sequence[Office]
    refused: Mapping[int, Refusal]
    slot: Slot | None
    others: bool
    frees_blank: bool
    can_tell: bool


def foresee(session: Session, office: Office, reference: str) -> Foreseen | None:
    """What follows for a document by its number; None where the office has none."""
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        return None
    offices = [each for each in queries.offices(session) if each.id != office.id]
    booking = queries.live_booking_of_document(session, document.id)
    kind = session.get_one(DocumentType, document.type_id)
    return Foreseen(
        document=document,
        type=kind.code,
        offices=offices,
        refused={each.id: refusal for each in offices if (refusal := _refusal(session, document, each))},
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        others=booking is not None and len(queries.documents_of_booking(session, booking.id, live=True)) > 1,
        frees_blank=document.has_blank and material_of(session, office.id, kind.material) is not None,
        can_tell=is_reachable(session, document),
    )


def _refusal(session: Session, document: Document, there: Office) -> Refusal | None:
    try:
        refuse_to_send(session, document, there)
    except Refusal as refusal:
        return refusal
    return None
