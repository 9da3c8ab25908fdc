"""A place says by its link what it has handed over."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Batch, BatchDocument, Document
from scheduler.domain.delivery.refusals import NotInBatch
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery.batches.confirming import confirm
from scheduler.flow.delivery.batches.linking import batch_by_code
from scheduler.flow.delivery.batches.receiving import receive


def confirm_by_link(session: Session, code: str, position: int, proof: Proof, *, now: datetime) -> Document:
    """The document at a position of the list was handed over. Raises what `batch_by_code` and `confirm` raise."""
    batch = batch_by_code(session, code, now=now)
    reference = reference_at(session, batch, position)
    by = f"place:{batch.place_id}"
    receive(session, batch.office_id, batch.id, by=by, now=now)
    return confirm(session, batch.office_id, batch.id, reference, proof, by=by, now=now)


def reference_at(session: Session, batch: Batch, position: int) -> str:
    """The registration number at a position of a list. Raises NotInBatch."""
    found = session.scalar(
        select(col(Document.reference))
        .join(BatchDocument, col(BatchDocument.document_id) == col(Document.id))
        .where(col(BatchDocument.batch_id) == batch.id, col(BatchDocument.position) == position)
    )
    if found is None:
        raise NotInBatch
    return found
