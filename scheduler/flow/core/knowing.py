"""What somebody says they know beside a code, held against what is on record: no page that a code opens says it."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document
from scheduler.domain.proofs import REFERENCE_DIGITS, DigitsTooFew, DigitsWrong
from scheduler.domain.text import nik
from scheduler.domain.text.names import last_digits

MOST_DIGITS = 40
"""Of what was typed; no registration number has more."""


def prove_reference(session: Session, booking: Booking, ref4: str, *, also: Iterable[Document] = ()) -> None:
    """Take the last four digits of a registration number of a visit, or of a document beside it; more of it will do.

    ref4: as it was typed; a number that has fewer digits is given whole. Raises DigitsWrong, and DigitsTooFew for what
    nobody could be right with.
    """
    told = last_digits(ref4, MOST_DIGITS)
    ends = {
        last_digits(document.reference, max(REFERENCE_DIGITS, len(told)))
        for document in (*queries.documents_of_booking(session, booking.id), *also)
    }
    if told and told in ends:
        return
    if len(told) < min((REFERENCE_DIGITS, *map(len, ends))):
        raise DigitsTooFew
    raise DigitsWrong


def knows_phone(document: Document, phone4: str) -> bool:
    """Whether `phone4` is the last four digits of a document's phone on record."""
    return bool(document.phone) and last_digits(document.phone or "", 4) == phone4


def knows_birth(document: Document, born: date) -> bool:
    """Whether the holder was born that day, as far as the NIK on record tells."""
    return bool(document.nik) and nik.is_born_on(document.nik or "", born)
