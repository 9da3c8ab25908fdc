"""Where a document lies is written down: one by hand, or a pile as it is put on the shelves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain.documents.refusals import DocumentUnknown, NotOnAShelf
from scheduler.domain.stages import OVER, DocumentStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.scanned import Scanned
from scheduler.flow.core.history import change

LIES_HERE = frozenset({DocumentStage.READY, DocumentStage.RETURNED})
"""Stages at which a document is finished and in the office."""
GONE = frozenset({*OVER, DocumentStage.AT_PARTNER})
"""Stages at which a document is not in the office, or nothing of it is kept."""
LONGEST = 20
"""Signs of a shelf's name."""
Put = Literal["shelved", "nothing", "not_ready", "unknown"]
"""Put there; lies there already; not to be put on a shelf; no such document."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One receipt: what became of it. reference: as the office spells it."""

    reference: str
    shelf: str | None
    put: Put
    stage: str = ""


def put_on_shelf(
    session: Session, office: Office, reference: str, shelf: str | None, *, by: str, now: datetime
) -> Document:
    """Write down where a document lies, None where it lies on no shelf; the same again changes nothing.

    A document that is not finished yet may have a shelf as well: where its papers are.
    Raises HiddenSigns, DocumentUnknown, NotOnAShelf.
    """
    refuse_hidden(shelf)
    document = queries.document_scanned(session, office.id, reference)
    if document is None:
        raise DocumentUnknown(reference=reference)
    name = tidy_shelf(shelf)
    if name and document.stage in GONE:
        raise NotOnAShelf
    if name != document.shelf:
        change(session, document, by=by, now=now, why="shelved" if name else "unshelved", shelf=name)
    return document


def shelve_scanned(session: Session, office: Office, scan: Scanned, *, by: str, now: datetime) -> Shelved:
    """Put the document of a receipt on the shelf scanned before it; changes nothing where nothing can be done."""
    document = queries.document_scanned(session, office.id, scan.reference)
    if document is None:
        return Shelved(scan.reference, scan.shelf, "unknown")
    if document.stage not in LIES_HERE:
        return Shelved(document.reference, document.shelf, "not_ready", document.stage)
    if tidy_shelf(scan.shelf) in (None, document.shelf):
        return Shelved(document.reference, document.shelf, "nothing", document.stage)
    put_on_shelf(session, office, document.reference, scan.shelf, by=by, now=now)
    return Shelved(document.reference, document.shelf, "shelved", document.stage)


def tidy_shelf(shelf: str | None) -> str | None:
    """A shelf's name as it is kept: capitals, single spaces; None where there is none."""
    return " ".join((shelf or "").upper().split())[:LONGEST] or None
