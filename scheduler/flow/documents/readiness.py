"""The office says by hand that a document is ready, whatever its own system still says: one, or a pile of receipts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentType, Office
from scheduler.domain import stages
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.scanned import Scanned
from scheduler.flow.blanks.allocation import blank_wanted
from scheduler.flow.destinations.batch_lines import refuse_while_out
from scheduler.flow.documents.documents import advance_document, known_document, move_on, table_of
from scheduler.flow.invitations.waves import hold_line

Prospect = Literal["ready", "shelved", "nothing", "refused", "no_blank", "unknown"]
"""Marked ready; ready already and put on another shelf; nothing to do; not from its stage; no blank in the ledger;
no such document."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One receipt: what marking it does. reference: as the office spells it; type and stage of a known document."""

    reference: str
    shelf: str | None
    prospect: Prospect
    type: str = ""
    stage: str = ""


def mark_ready(
    session: Session,
    office: Office,
    reference: str,
    *,
    by: str,
    now: datetime,
    shelf: str | None = None,
    note: str | None = None,
) -> Document:
    """Take a document along its table to ready, each move a row of its own; its people are invited in turn.

    One that is ready already stays so, and may change its shelf. shelf: where it lies; None leaves what was known.
    Raises HiddenSigns, DocumentUnknown; IllegalStep where no way leads there, and for what was handed over: that comes
    back first; OutWithBatch for what a batch took along; NoBlank where the ledger has none for it.
    """
    refuse_hidden(shelf)
    document = known_document(session, office, reference)
    way = way_to_ready(session, document)
    hold_line(session, office)
    if shelf:
        document.shelf = shelf
        change_rows(session, update(Document).where(col(Document.id) == document.id).values(shelf=shelf))
    for step in way[:-1]:
        move_on(session, document, step, by=by, now=now, note=note, passing=True)
    for last in way[-1:]:
        advance_document(session, office, document, last, by=by, now=now, note=note)
    return document


def way_to_ready(session: Session, document: Document) -> list[str]:
    """The stages on a document's way to ready, with ready; none for what is ready. Raises IllegalStep, OutWithBatch."""
    refuse_while_out(session, document)
    if document.stage == DocumentStage.COLLECTED:
        raise IllegalStep(stage=document.stage, to=DocumentStage.READY)
    return stages.path(table_of(session, document), document.stage, DocumentStage.READY)


def look_at(session: Session, office: Office, scans: Sequence[Scanned]) -> list[Looked]:
    """What marking some receipts would do now, in order: what one takes of the blanks is not there for the next."""
    taken: Counter[str] = Counter()
    return [_looked(session, office, scan, taken) for scan in scans]


def mark_scanned(session: Session, office: Office, scan: Scanned, *, by: str, now: datetime) -> Looked:
    """Mark a receipt's document ready, or put it on its shelf; returns what was done, which may be nothing."""
    seen = _looked(session, office, scan, Counter())
    if seen.prospect in ("ready", "shelved"):
        mark_ready(session, office, seen.reference, shelf=seen.shelf, by=by, now=now)
    return seen


def _looked(session: Session, office: Office, scan: Scanned, taken: Counter[str]) -> Looked:
    """What marking a receipt would do. taken: blanks of each material for those before it; its own is added."""
    document = queries.document_scanned(session, office.id, scan.reference)
    if document is None:
        return Looked(scan.reference, scan.shelf, "unknown")
    kind = session.get_one(DocumentType, document.type_id)
    prospect = _prospect(session, document, scan.shelf, taken)
    return Looked(document.reference, scan.shelf or document.shelf, prospect, kind.code, document.stage)


def _prospect(session: Session, document: Document, shelf: str | None, taken: Counter[str]) -> Prospect:
    try:
        way = way_to_ready(session, document)
    except IllegalStep:
        return "refused"
    if way:
        return "ready" if _finds_blank(session, document, taken) else "no_blank"
    return "shelved" if shelf and shelf != document.shelf else "nothing"


def _finds_blank(session: Session, document: Document, taken: Counter[str]) -> bool:
    material = blank_wanted(session, document)
    if material is None:
        return True
    is_there = material.stock - material.reserved > taken[material.name]
    taken[material.name] += is_there
    return is_there
