"""Somebody shows at a place whose document it is: their registration slip together with the holder's NIK.

A document says nothing of where its people live, so a place has no list of its people: whoever stands there and shows
both is one of them. Each look is written down, and for a while opens that one document to whoever looked.
"""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Disclosure, Document, Office
from scheduler.domain.place import SHOWN_FOR, NotShown, ShowAgain, proves

TO_BOOK = "to_book"
"""What is shown of a document at a place: its type and stage, initials, and what else of its household is ready."""
WHERE = "place"
"""The page, as disclosures have it."""


def show(session: Session, office: Office, reference: str, typed: str, *, by: str, now: datetime) -> Document:
    """The document whose registration number and NIK were shown at a place, written down as a disclosure.

    typed: the holder's NIK, or the holder's whole name where no NIK is known. Raises NotShown.
    """
    document = queries.document_scanned(session, office.id, reference)
    if document is None or not proves(typed, nik=document.nik, holder=document.holder):
        raise NotShown
    seen = Disclosure(office_id=office.id, document_id=document.id, fields=TO_BOOK, place=WHERE, at=now, by=by)
    session.add(seen)
    session.flush()
    return document


def refuse_unshown(session: Session, document_id: int, *, by: str, now: datetime) -> None:
    """Refuse a document that nobody showed to whoever asks, or too long ago. Raises ShowAgain."""
    lately = select(col(Disclosure.id)).where(
        col(Disclosure.document_id) == document_id,
        col(Disclosure.by) == by,
        col(Disclosure.fields) == TO_BOOK,
        col(Disclosure.at) > now - SHOWN_FOR,
    )
    if session.scalar(lately.limit(1)) is None:
        raise ShowAgain
