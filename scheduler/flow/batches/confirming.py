"""At the place a document changes hands: who took it, how that was checked, and what became of the old card."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import BatchDocument, Document, DocumentType
from scheduler.domain.batch_errors import BroughtBack, CollectorUnnamed, ConfirmedAlready
from scheduler.domain.collecting import HOLDER
from scheduler.domain.errors import CollectorNotAllowed
from scheduler.domain.names import tidy_name
from scheduler.domain.stages import DocumentStage
from scheduler.flow.batches.holding import close_if_settled, hold_out, row_of
from scheduler.flow.collecting import collectors_of, takes_back
from scheduler.flow.history import move
from scheduler.flow.outbox import Cause, note_document
from scheduler.flow.proofs import Proof, refuse_card_missing

HANDED_OVER, BROUGHT_BACK = "handed_over", "brought_back"
WHY = "partner"


def confirm(
    session: Session, office_id: int, batch_id: int, reference: str, proof: Proof, *, by: str, now: datetime
) -> Document:
    """A document of a batch was handed over at its place; its people are told. The same again does nothing.

    by: the place that says so, or staff with the list that came back. Raises BatchUnknown, BatchUnsigned, NotInBatch,
    ConfirmedAlready, BroughtBack, CollectorNotAllowed, CollectorUnnamed, OldCardMissing.
    """
    batch = hold_out(session, office_id, batch_id)
    row, document = row_of(session, batch, reference)
    kind = session.get_one(DocumentType, document.type_id)
    told = _told(kind, document, proof)
    if row.outcome == HANDED_OVER and _same(row, told):
        return document
    _refuse_settled(row, document)
    _refuse_unproven(session, kind, document, proof)
    settle(session, row, {**told, "outcome": HANDED_OVER, "at": now, "by": by})
    move(session, document, DocumentStage.COLLECTED, by=by, now=now, why=WHY)
    note_document(session, Cause.HANDED_OVER, document, once=f"b{row.id}", now=now)
    close_if_settled(session, batch, now=now)
    return document


def settle(session: Session, row: BatchDocument, values: dict[str, object]) -> None:
    """What became of a document of a batch is said once: the guard. Raises ConfirmedAlready."""
    settled = session.execute(
        update(BatchDocument)
        .where(col(BatchDocument.id) == row.id, col(BatchDocument.outcome).is_(None))
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    if settled.rowcount != 1:  # type: ignore[attr-defined]
        raise ConfirmedAlready


def _refuse_settled(row: BatchDocument, document: Document) -> None:
    if row.outcome == HANDED_OVER:
        raise ConfirmedAlready
    if row.outcome == BROUGHT_BACK or document.stage != DocumentStage.AT_PARTNER:
        raise BroughtBack


def _refuse_unproven(session: Session, kind: DocumentType, document: Document, proof: Proof) -> None:
    allowed = collectors_of([kind])
    if proof.collector_kind not in allowed:
        raise CollectorNotAllowed(collectors=list(allowed))
    if proof.collector_kind != HOLDER and not tidy_name(proof.collector_name or ""):
        raise CollectorUnnamed
    refuse_card_missing(session, document, proof)


def _told(kind: DocumentType, document: Document, proof: Proof) -> dict[str, str | None]:
    """What is written down of a handover; an old card only where one is asked for."""
    asked = takes_back(kind, document.reason)
    return {
        "collector": proof.collector_kind,
        "collector_name": None if proof.collector_kind == HOLDER else tidy_name(proof.collector_name or "") or None,
        "identity": proof.identity,
        "old_card": proof.old_card if asked else None,
        "old_card_letter": proof.old_card_letter if asked and proof.old_card == "lost" else None,
    }


def _same(row: BatchDocument, told: dict[str, str | None]) -> bool:
    return all(getattr(row, name) == value for name, value in told.items())
