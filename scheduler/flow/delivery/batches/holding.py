"""A batch is held before anything of it changes: who comes second sees what the first did."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Batch, BatchDocument, Document, Office
from scheduler.domain.delivery.refusals import BatchSigned, BatchUnknown, BatchUnsigned, NotInBatch


def hold(session: Session, office_id: int, batch_id: int) -> Batch:
    """The office's batch, held until the transaction ends. Raises BatchUnknown."""
    query = select(Batch).where(col(Batch.id) == batch_id, col(Batch.office_id) == office_id)
    batch = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if batch is None:
        raise BatchUnknown
    return batch


def hold_open(session: Session, office: Office, batch_id: int) -> Batch:
    """A batch whose list may still change. Raises BatchUnknown, BatchSigned."""
    batch = hold(session, office.id, batch_id)
    if batch.signed_at is not None:
        raise BatchSigned
    return batch


def hold_out(session: Session, office_id: int, batch_id: int) -> Batch:
    """A batch that was taken along. Raises BatchUnknown, BatchUnsigned."""
    batch = hold(session, office_id, batch_id)
    if batch.signed_at is None:
        raise BatchUnsigned
    return batch


def row_of(session: Session, batch: Batch, reference: str) -> tuple[BatchDocument, Document]:
    """A document of a batch by its registration number; a scanner may write small letters. Raises NotInBatch."""
    found = session.execute(
        select(BatchDocument, Document)
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .where(
            col(BatchDocument.batch_id) == batch.id,
            col(Document.reference).in_([reference.strip(), reference.strip().upper()]),
        )
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotInBatch(reference=reference)
    return found[0], found[1]


def close_if_settled(session: Session, batch: Batch, *, now: datetime) -> None:
    """A batch is closed once every document on its list is accounted for."""
    out = select(func.count()).where(col(BatchDocument.batch_id) == batch.id, col(BatchDocument.outcome).is_(None))
    if batch.closed_at is None and not session.scalar(out):
        batch.closed_at = now
        session.add(batch)
        session.flush()
