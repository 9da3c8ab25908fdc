"""Where the holder of a document lives, put right by a clerk or said by a machine.

RT and RW are sealed, so no step writes them beside what was, as other changes do; the history says that they changed.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Document, Office
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.text.residence import Residence
from scheduler.flow.core.history import record, shift
from scheduler.flow.documents.documents import known_document
from scheduler.flow.documents.import_protection import RESIDENCE_CORRECTED
from scheduler.flow.offices.kelurahan import spelt

RESIDENCE_SAID = "residence_said"
"""What a machine has said of where a holder lives, as the history calls it; an export may say otherwise."""


def residence_of(document: Document) -> Residence:
    """Where the holder of a document lives, as far as it is known."""
    return Residence(document.kelurahan, document.rt, document.rw)


def correct_residence(
    session: Session, office: Office, reference: str, residence: Residence, *, reason: str, by: str, now: datetime
) -> Document:
    """A clerk puts right where a holder lives, and says why; no export changes it from now on. The same: nothing
    changes.

    Raises DocumentUnknown, ReasonRequired.
    """
    document = known_document(session, office, reference)
    if residence != residence_of(document):
        if not reason.strip():
            raise ReasonRequired
        put_right(session, document, residence, by=by, now=now, note=reason.strip())
    return document


def say_residence(
    session: Session, office: Office, reference: str, residence: Residence, *, by: str, now: datetime
) -> Document:
    """A machine says where a holder lives; the same again changes nothing. Raises DocumentUnknown."""
    document = known_document(session, office, reference)
    wanted = replace(residence, kelurahan=spelt(office, residence.kelurahan))
    if wanted != residence_of(document):
        _write(session, document, wanted, by=by, now=now, why=RESIDENCE_SAID)
    return document


def put_right(
    session: Session, document: Document, residence: Residence, *, by: str, now: datetime, note: str | None = None
) -> None:
    """Write where a holder lives, as a clerk knows it. Raises DocumentUnknown where nothing of them is kept."""
    _write(session, document, residence, by=by, now=now, why=RESIDENCE_CORRECTED, note=note)


def _write(
    session: Session,
    document: Document,
    residence: Residence,
    *,
    by: str,
    now: datetime,
    why: str,
    note: str | None = None,
) -> None:
    if document.erased_at is not None or document.forgotten_at is not None:
        raise DocumentUnknown(reference=document.reference)
    news = {"kelurahan": residence.kelurahan, "rt": residence.rt, "rw": residence.rw}
    shift(session, document, document.stage, news)
    record(session, document, before=document.stage, by=by, now=now, why=why, note=note)
