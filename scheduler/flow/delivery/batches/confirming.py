"""At the place a document changes hands: who took it, how that was checked, and what became of the old card."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Batch, BatchDocument, Document, DocumentType
from scheduler.db.secrets.hash_upgrade import bring_along
from scheduler.domain.custody.collecting import HOLDER, PROXY
from scheduler.domain.custody.refusals import CollectorNotAllowed
from scheduler.domain.delivery.refusals import BroughtBack, CollectorUnnamed, ConfirmedAlready, LetterMissing, LostThere
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import tidy_name
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.history import move
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.custody.collectors import Cap, asks_old_card, collectors_of, refuse_beyond_cap, there_of
from scheduler.flow.custody.handover_proof import Proof, person_collecting, refuse_card_missing
from scheduler.flow.delivery.batches.holding import close_if_settled, hold_out, row_of

HANDED_OVER, BROUGHT_BACK, LOST = "handed_over", "brought_back", "lost"
WHY = "partner"


def confirm(
    session: Session, office_id: int, batch_id: int, reference: str, proof: Proof, *, by: str, now: datetime
) -> Document:
    """A document of a batch was handed over at its place; its people are told. The same again does nothing.

    by: the place that says so, or staff with the list that came back. Raises BatchUnknown, BatchUnsigned, NotInBatch,
    ConfirmedAlready, BroughtBack, LostThere, CollectorNotAllowed, CollectorUnnamed, LetterMissing, OldCardMissing,
    PoliceLetterMissing,
    ProxyLimit, HiddenSigns.
    """
    refuse_hidden(proof.collector_name, proof.collector_letter, proof.old_card_letter)
    batch = hold_out(session, office_id, batch_id)
    row, document = row_of(session, batch, reference)
    kind = session.get_one(DocumentType, document.type_id)
    told = _told(kind, document, proof)
    if row.outcome == HANDED_OVER and _same(row, told):
        return document
    refuse_settled(row, document)
    _refuse_unproven(session, kind, document, proof)
    person = _person_within_cap(session, batch, document, proof, now)
    settle(session, row, {**told, "collector_hash": person, "outcome": HANDED_OVER, "at": now, "by": by})
    passed, said = proof.exception
    move(session, document, DocumentStage.COLLECTED, by=by, now=now, why=passed or WHY, note=said)
    note_document(session, Cause.HANDED_OVER, document, once=f"b{row.id}", now=now)
    close_if_settled(session, batch, now=now)
    return document


def settle(session: Session, row: BatchDocument, values: dict[str, object]) -> None:
    """The guard: what became of a document of a batch is written down once. Raises ConfirmedAlready."""
    unsaid = update(BatchDocument).where(col(BatchDocument.id) == row.id, col(BatchDocument.outcome).is_(None))
    if not change_rows(session, unsaid.values(**values), synchronize=True):
        raise ConfirmedAlready


def refuse_settled(row: BatchDocument, document: Document) -> None:
    """Refuse a document of a batch that is accounted for already. Raises ConfirmedAlready, BroughtBack, LostThere."""
    if row.outcome == LOST:
        raise LostThere
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
    if proof.collector_kind == PROXY and not (proof.collector_letter or "").strip():
        raise LetterMissing
    refuse_card_missing(session, document, proof)


def _person_within_cap(session: Session, batch: Batch, document: Document, proof: Proof, now: datetime) -> bytes | None:
    """Who collects for somebody else, as a keyed hash. Raises ProxyLimit, unless a supervisor lets it pass."""
    person = person_collecting(None, proof)
    if person is None:
        return None
    if not proof.beyond_cap:
        office = queries.office_by_id(session, batch.office_id)
        cap = Cap(office.id, office.timezone, office.proxy_cap)
        refuse_beyond_cap(session, cap, person, now, but_there=there_of(batch.id, document))
    return bring_along(session, batch.office_id, "proxy", person)


def _told(kind: DocumentType, document: Document, proof: Proof) -> dict[str, str | None]:
    """What is written down of a handover; an old card only where one is asked for."""
    asked = asks_old_card(kind, document.reason)
    return {
        "collector": proof.collector_kind,
        "collector_name": None if proof.collector_kind == HOLDER else tidy_name(proof.collector_name or "") or None,
        "collector_letter": proof.collector_letter if proof.collector_kind == PROXY else None,
        "identity": proof.identity,
        "old_card": proof.old_card if asked else None,
        "old_card_letter": proof.old_card_letter if asked and proof.old_card == "lost" else None,
    }


def _same(row: BatchDocument, told: dict[str, str | None]) -> bool:
    return all(getattr(row, name) == value for name, value in told.items())
