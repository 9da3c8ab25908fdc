"""Somebody of a place takes a batch along: signed for on the screen, or on the printed list."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Batch, BatchDocument, Document, Office
from scheduler.domain.batch_errors import BatchEmpty, BatchSigned, TakerNeeded
from scheduler.domain.errors import NotReady
from scheduler.domain.names import tidy_name
from scheduler.domain.stages import DocumentStage
from scheduler.flow.batches.holding import hold
from scheduler.flow.history import move
from scheduler.flow.progress import tell_progress
from scheduler.flow.rerouting import refuse_booked

WHY = "batch"


def sign_batch(
    session: Session, office: Office, batch_id: int, *, taken_by: str, signature: str | None, by: str, now: datetime
) -> Batch:
    """Every document of the list leaves with whoever signed, all or none; no visit here is possible meanwhile.

    Its people are told that it is fetched there from now on.

    signature: strokes on the screen, as `domain.signatures` reads them; None where the printed list was signed. The
    same again does nothing. Raises BatchUnknown, TakerNeeded, BatchEmpty; NotReady, BookedHere of a document that
    changed since it was listed; BatchSigned where somebody else has signed.
    """
    name = tidy_name(taken_by)
    if not name:
        raise TakerNeeded
    batch = hold(session, office.id, batch_id)
    if batch.signed_at is not None:
        if batch.taken_by != name:
            raise BatchSigned
        return batch
    documents = _listed(session, batch)
    if not documents:
        raise BatchEmpty
    for document in documents:
        refuse_booked(session, document)
    for document in documents:
        if document.stage != DocumentStage.READY:
            raise NotReady(stage=document.stage, type=document.title, reference=document.reference)
        move(session, document, DocumentStage.AT_PARTNER, by=by, now=now, why=WHY)
        tell_progress(session, document, DocumentStage.READY, now=now)
    batch.taken_by, batch.signature, batch.signed_at = name, signature, now
    session.add(batch)
    session.flush()
    return batch


def _listed(session: Session, batch: Batch) -> list[Document]:
    """In the order of locks, not of the list."""
    query = (
        select(Document)
        .join(BatchDocument, col(BatchDocument.document_id) == col(Document.id))
        .where(col(BatchDocument.batch_id) == batch.id)
        .order_by(col(Document.id))
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))
