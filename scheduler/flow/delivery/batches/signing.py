"""Somebody of a place takes a batch along: signed for on the screen, or on the printed list."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.batches import list_mark
from scheduler.domain.delivery.refusals import BatchEmpty, BatchSigned, ListChanged, NotForPlace, TakerNeeded
from scheduler.domain.door import NotReady
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import tidy_name
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.history import move
from scheduler.flow.delivery.batches.holding import hold
from scheduler.flow.delivery.rerouting import refuse_booked
from scheduler.flow.destinations.destinations import method_to
from scheduler.flow.destinations.progress import tell_progress

WHY = "batch"


def sign_batch(
    session: Session,
    office: Office,
    batch_id: int,
    *,
    taken_by: str,
    signature: str | None,
    by: str,
    now: datetime,
    seen: str | None = None,
) -> Batch:
    """Every document of the list leaves with who signed, all or none; no visit here is possible meanwhile.

    Their people are told that they are fetched at the batch's place from now on.

    signature: strokes on the screen, as `domain.text.signatures` reads them; None where the printed list was signed.
    seen: the mark of the list that was signed, as `domain.delivery.batches.list_mark` makes it; None where nobody
    knows. The same again does nothing. Raises HiddenSigns, BatchUnknown, TakerNeeded, BatchEmpty, ListChanged;
    NotReady, BookedHere, NotForPlace of a document that changed since it was listed; BatchSigned where somebody else
    has signed.
    """
    refuse_hidden(taken_by)
    name = tidy_name(taken_by)
    if not name:
        raise TakerNeeded
    batch = hold(session, office.id, batch_id)
    if batch.signed_at is not None:
        if batch.taken_by != name:
            raise BatchSigned
        return batch
    rows = _listed(session, batch)
    if not rows:
        raise BatchEmpty
    if seen is not None and seen != list_mark(rows):
        raise ListChanged
    for document in _documents(session, rows):
        refuse_booked(session, document)
    place = session.get_one(Place, batch.place_id)
    for document in _documents(session, rows, hold=True):
        _refuse_staying(document, place)
        move(session, document, DocumentStage.AT_PARTNER, by=by, now=now, why=WHY)
        tell_progress(session, document, DocumentStage.READY, now=now)
    batch.taken_by, batch.signature, batch.signed_at = name, signature, now
    session.add(batch)
    session.flush()
    return batch


def _listed(session: Session, batch: Batch) -> dict[int, int]:
    """Row of the list -> document, in the order of the list."""
    query = select(col(BatchDocument.id), col(BatchDocument.document_id)).where(col(BatchDocument.batch_id) == batch.id)
    rows = session.execute(query.order_by(col(BatchDocument.position)))
    return {row_id: document_id for row_id, document_id in rows}  # noqa: C416 - rows are no pairs to a type checker


def _documents(session: Session, rows: Mapping[int, int], *, hold: bool = False) -> list[Document]:
    """Listed documents as they stand now, in the order of locks. hold: nobody reroutes or moves one until it left."""
    query = select(Document).where(col(Document.id).in_(rows.values())).order_by(col(Document.id))
    held = query.with_for_update() if hold else query
    return list(session.scalars(held.execution_options(populate_existing=True)))


def _refuse_staying(document: Document, place: Place) -> None:
    if document.stage != DocumentStage.READY:
        raise NotReady(stage=document.stage, type=document.title, reference=document.reference)
    if (document.channel, document.place) != (method_to(place), place.name):
        raise NotForPlace(reference=document.reference, place=place.name)
