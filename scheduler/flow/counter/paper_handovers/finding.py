"""Which visit a handover on paper was, by what was noted: registration numbers, or the nomor jadwal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Office, Slot
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.documents.documents import known_document


@dataclass(frozen=True, slots=True)
class Late:
    """A handover as it was noted on paper: when, at which counter, by which proof, under which paper number if any.

    references: registration numbers of one visit; or `short`, a nomor jadwal: all that it was to fetch.
    """

    at: datetime
    counter: int
    proof: Proof
    references: Sequence[str] = ()
    short: int | None = None
    paper: int | None = None


def visit_of(session: Session, office: Office, late: Late) -> tuple[list[Document], Booking | None]:
    """The documents, and the visit they belong to: a live one, or one that was missed on that very day.

    Raises PassUnknown, DocumentUnknown, HandedOver, Invalid (`text`: missing or two_visits).
    """
    shown = _shown(session, office, late)
    documents = _of_booking(session, shown) if shown else _named(session, office, late.references)
    invitations = {document.invitation_id for document in documents if document.invitation_id is not None}
    session.execute(
        select(col(Invitation.id))
        .where(col(Invitation.id).in_(invitations | {shown.invitation_id if shown else None}))
        .order_by(col(Invitation.id))
        .with_for_update(key_share=True)
    )
    found = [queries.live_booking_of_document(session, document.id) for document in documents]
    if shown and shown.stage in LIVE_BOOKING:
        found.append(shown)
    if len({booking.id if booking else 0 for booking in found}) > 1:
        raise Invalid(errors={"text": "two_visits"})
    booking = next((each for each in found if each is not None), None) or _missed(session, office, documents, late.at)
    if booking is not None:
        session.refresh(booking)
    elif not documents:
        raise PassUnknown
    return documents, booking


def _shown(session: Session, office: Office, late: Late) -> Booking | None:
    if late.short is None:
        return None
    booking = queries.booking_by_short(session, office.id, late.short)
    if booking is None or booking.stage == BookingStage.CANCELLED:
        raise PassUnknown
    return booking


def _of_booking(session: Session, booking: Booking) -> list[Document]:
    """What a visit is to fetch; of one that is over, what nobody has fetched since. Raises HandedOver."""
    if booking.stage in LIVE_BOOKING:
        return list(queries.documents_of_booking(session, booking.id, live=True))
    documents = queries.documents_of_booking(session, booking.id)
    left = [document for document in documents if document.stage != DocumentStage.COLLECTED]
    if not left:
        raise handed_over(session, booking)
    return left


def _named(session: Session, office: Office, references: Sequence[str]) -> list[Document]:
    """Documents by their registration numbers. Raises DocumentUnknown, HandedOver; Invalid where none is named."""
    documents = []
    for reference in dict.fromkeys(references):
        document = known_document(session, office, reference)
        booking = queries.latest_booking_of_document(session, document.id)
        if document.stage == DocumentStage.COLLECTED and booking is not None:
            raise handed_over(session, booking, document.id)
        documents.append(document)
    if not documents:
        raise Invalid(errors={"text": "missing"})
    return sorted(documents, key=lambda document: document.id)


def _missed(session: Session, office: Office, documents: Sequence[Document], at: datetime) -> Booking | None:
    """The visit that was missed on that day because nobody could scan it."""
    last = queries.latest_booking_of_document(session, documents[0].id) if documents else None
    if last is None or last.stage != BookingStage.MISSED:
        return None
    fetched = {document.id for document in queries.documents_of_booking(session, last.id)}
    slot, ticket = slot_of(session, last), queries.ticket_of_booking(session, last.id)
    meant = ticket.arrived_at if ticket else slot.starts_at if slot else last.created_at
    same_day = today_of(office, meant) == today_of(office, at)
    return last if same_day and all(document.id in fetched for document in documents) else None


def slot_of(session: Session, booking: Booking) -> Slot | None:
    """The time a visit is booked for, if it has one."""
    return session.get(Slot, booking.slot_id) if booking.slot_id else None
