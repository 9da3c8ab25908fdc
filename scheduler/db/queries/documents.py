"""Documents, by number, invitation and visit."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.read_once import read_once
from scheduler.db.models import (
    BookingDocument,
    Document,
)

_OF_BOOKING = (
    col(BookingDocument.document_id) == col(Document.id),
    col(BookingDocument.booking_id) == bindparam("booking"),
)
OF_BOOKING = Loaded(Document, *_OF_BOOKING, order=col(Document.id))
LIVE_OF_BOOKING = Loaded(Document, *_OF_BOOKING, col(BookingDocument.live).is_(True), order=col(Document.id))


def document_by_reference(session: Session, office_id: int, reference: str) -> Document | None:
    """One document of an office by its registration number."""
    return session.scalar(
        select(Document).where(col(Document.office_id) == office_id, col(Document.reference) == reference.strip())
    )


def document_scanned(session: Session, office_id: int, text: str) -> Document | None:
    """One document of an office by its registration number, as a scanner writes it: perhaps in small letters."""
    found = (document_by_reference(session, office_id, spelling) for spelling in (text, text.upper()))
    return next((document for document in found if document is not None), None)


@read_once
def documents_of_invitation(session: Session, invitation_id: int) -> Sequence[Document]:
    """The documents an invitation is for, oldest first."""
    return session.scalars(
        select(Document).where(col(Document.invitation_id) == invitation_id).order_by(col(Document.id))
    ).all()


def documents_of_booking(session: Session, booking_id: int, *, live: bool = False) -> Sequence[Document]:
    """The documents of a visit, all or those it may still fetch."""
    return (LIVE_OF_BOOKING if live else OF_BOOKING).all(session, booking=booking_id)
