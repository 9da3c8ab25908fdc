"""What somebody says they know beside a code, held against what is on record: no page that a code opens says it."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document
from scheduler.domain.text import nik
from scheduler.domain.text.names import last_digits


def knows_reference(session: Session, booking: Booking, ref3: str, *, also: Iterable[Document] = ()) -> bool:
    """Whether `ref3` is the last three digits of a registration number of a visit, or of a document beside it."""
    documents, told = [*queries.documents_of_booking(session, booking.id), *also], ref3.strip()
    return bool(told) and any(last_digits(document.reference, 3) == told for document in documents)


def knows_phone(document: Document, phone4: str) -> bool:
    """Whether `phone4` is the last four digits of a document's phone on record."""
    return bool(document.phone) and last_digits(document.phone or "", 4) == phone4


def knows_birth(document: Document, born: date) -> bool:
    """Whether the holder was born that day, as far as the NIK on record tells."""
    return bool(document.nik) and nik.is_born_on(document.nik or "", born)
