"""What booking a visit and coming without one have in common: its documents, its row with the pass, free times."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Invitation, Office, Slot, Visit
from scheduler.domain import codes
from scheduler.domain.errors import NothingReady, PartyTooLarge
from scheduler.domain.stages import BookingStage
from scheduler.flow.invitations import fetchable

ALTERNATIVES = 3


def office_of(session: Session, office_id: int) -> Office:
    """The office of a row."""
    office = session.get(Office, office_id)
    assert office is not None
    return office


def documents_to_fetch(session: Session, invitation: Invitation) -> list[Document]:
    """What the invitation's visit would fetch now. Raises NothingReady."""
    documents = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
    if not documents:
        raise NothingReady
    return documents


def types_of_documents(session: Session, documents: list[Document]) -> list[DocumentType]:
    """The type of each document, in their order."""
    by_id = {kind.id: kind for kind in queries.types_of(session, documents[0].office_id)}
    return [by_id[document.type_id] for document in documents]


def refuse_large_party(party: int, office: Office) -> None:
    """Raises PartyTooLarge."""
    if party > office.lobby_limit:
        raise PartyTooLarge(limit=office.lobby_limit)


def add_booking(
    session: Session, office: Office, service_id: int, documents: list[Document], **facts: Any
) -> Booking:
    """Make the row of a visit with its pass and nomor jadwal, and tie its documents to it."""
    salt = codes.new_salt()
    booking = Booking(
        office_id=office.id,
        service_id=service_id,
        short=codes.new_short(),
        salt=salt,
        code_hash=codes.hash_of(codes.derive(keys.ring().codes[0], "pass", salt)),
        **{"stage": BookingStage.BOOKED, **facts},
    )
    session.add(booking)
    session.flush()
    if documents:
        session.execute(
            insert(Visit),
            [{"booking_id": booking.id, "document_id": d.id, "office_id": office.id, "live": True} for d in documents],
        )
    return booking


def let_go(session: Session, booking: Booking) -> None:
    """Free the documents of a visit for a new booking."""
    session.execute(
        update(Visit)
        .where(col(Visit.booking_id) == booking.id)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )


def nearest_free(session: Session, slot: Slot, units: int, now: datetime) -> list[Slot]:
    """The free slots of the same service nearest in time that still take `units`, in order of time."""
    free = session.scalars(
        select(Slot)
        .where(
            col(Slot.service_id) == slot.service_id,
            col(Slot.starts_at) > now,
            col(Slot.starts_at).between(slot.starts_at - timedelta(days=3), slot.starts_at + timedelta(days=14)),
            col(Slot.taken) + units <= col(Slot.capacity),
        )
        .order_by(col(Slot.starts_at))
    ).all()
    nearest = sorted(free, key=lambda other: abs(other.starts_at - slot.starts_at))[:ALTERNATIVES]
    return sorted(nearest, key=lambda other: other.starts_at)
