"""Which batch has a document on its list: one that may still change, or one that is out with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Batch, BatchDocument, Document, Place
from scheduler.domain.delivery.refusals import OutWithBatch
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.history import record

WHY_OFF = "off_list"


def list_with(session: Session, document: Document) -> Batch | None:
    """The batch that has a document on its list and has not said what became of it."""
    return session.scalars(
        select(Batch)
        .join(BatchDocument, col(BatchDocument.batch_id) == col(Batch.id))
        .where(col(BatchDocument.document_id) == document.id, col(BatchDocument.outcome).is_(None))
    ).first()


def hold_list(session: Session, document: Document) -> Batch | None:
    """The batch that has a document on a list which is not signed, held until the transaction ends; None without one.

    Of a signature at the same moment one is second, and sees what the first did: the document is read again.
    """
    found = list_with(session, document)
    if found is None:
        return None
    query = select(Batch).where(col(Batch.id) == found.id)
    batch = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    session.refresh(document)
    return batch if batch is not None and batch.signed_at is None else None


def hold_lists(session: Session, documents: Sequence[int]) -> None:
    """Hold all lists that documents stand on, in one order and before anything else that is held of them."""
    of_them = select(col(BatchDocument.batch_id)).where(
        col(BatchDocument.document_id).in_(documents), col(BatchDocument.outcome).is_(None)
    )
    session.execute(select(col(Batch.id)).where(col(Batch.id).in_(of_them)).order_by(col(Batch.id)).with_for_update())


def take_off(session: Session, batch: Batch, document: Document, *, by: str, now: datetime) -> None:
    """A document leaves a list that is held and not signed, and its history says so: its card lies in that pile."""
    listed = (col(BatchDocument.batch_id) == batch.id, col(BatchDocument.document_id) == document.id)
    if change_rows(session, delete(BatchDocument).where(*listed)):
        record(session, document, before=document.stage, by=by, now=now, why=WHY_OFF)


def refuse_while_out(session: Session, document: Document) -> None:
    """What is out with a batch comes back, is lost or is handed over by that batch alone. Raises OutWithBatch."""
    if document.stage != DocumentStage.AT_PARTNER:
        return
    batch = list_with(session, document)
    if batch is not None:
        place = session.get_one(Place, batch.place_id)
        raise OutWithBatch(
            stage=document.stage,
            reference=document.reference,
            place=place.name,
            batch=batch.id,
            signed_at=batch.signed_at,
        )
