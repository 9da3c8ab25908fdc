"""The list of a batch: made for a place, filled with what waits for it, changed until it is signed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.refusals import BatchTaken, PlaceClosed
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import NotReady
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text import codes
from scheduler.flow.delivery.batches.holding import hold_open
from scheduler.flow.delivery.rerouting import refuse_booked, reroute
from scheduler.flow.destinations.batch_lines import list_with
from scheduler.flow.destinations.destinations import method_to
from scheduler.flow.destinations.whereabouts import place_by_id
from scheduler.flow.invitations.waves import hold_line

PURPOSE = "batch"


def make_batch(session: Session, office: Office, place_id: int, *, by: str, now: datetime) -> Batch:
    """The list that is open for a place; a new one, with all that waits to go there, where none is.

    Raises PlaceUnknown, PlaceClosed.
    """
    hold_line(session, office)
    place = place_by_id(session, office.id, place_id)
    session.execute(select(col(Place.id)).where(col(Place.id) == place.id).with_for_update())
    known = session.scalars(
        select(Batch).where(col(Batch.place_id) == place.id, col(Batch.signed_at).is_(None)).order_by(col(Batch.id))
    ).first()
    if known is not None:
        return known
    if place.closed:
        raise PlaceClosed(place=place.name)
    salt, code_hash = new_code()
    batch = Batch(office_id=office.id, place_id=place.id, salt=salt, code_hash=code_hash, made_at=now, made_by=by)
    session.add(batch)
    session.flush()
    for position, document in enumerate(waiting_for(session, place), start=1):
        _put(session, batch, document, position)
    return batch


def waiting_for(session: Session, place: Place) -> Sequence[Document]:
    """Ready documents that are handed over at a place and stand on no batch's list, by registration number."""
    listed = select(col(BatchDocument.document_id)).where(col(BatchDocument.outcome).is_(None))
    waiting = select(Document).where(
        col(Document.office_id) == place.office_id,
        col(Document.stage) == DocumentStage.READY,
        col(Document.channel) == method_to(place),
        col(Document.place) == place.name,
        col(Document.id).not_in(listed),
    )
    # Put in order here: a database that is asked to do so goes through all documents in their order.
    return sorted(session.scalars(waiting), key=lambda each: each.reference)


def add_document(
    session: Session, office: Office, batch_id: int, reference: str, *, by: str, now: datetime
) -> Document:
    """Put a ready document on a list; one that was to be fetched elsewhere goes to the batch's place from now on.

    What is listed already stays. Of two lists at once the partial unique index lets one have it. Raises BatchUnknown,
    BatchSigned, DocumentUnknown, NotReady, BookedHere, BatchTaken, and what `reroute` raises.
    """
    hold_line(session, office)
    batch = hold_open(session, office, batch_id)
    document = queries.document_scanned(session, office.id, reference)
    if document is None:
        raise DocumentUnknown(reference=reference)
    holder = list_with(session, document)
    if holder is not None and holder.id == batch.id:
        return document
    if holder is not None:
        raise BatchTaken(reference=document.reference, place=session.get_one(Place, holder.place_id).name)
    if document.stage != DocumentStage.READY:
        raise NotReady(stage=document.stage, type=document.title, reference=document.reference)
    refuse_booked(session, document)
    place = place_by_id(session, office.id, batch.place_id)
    last = select(func.coalesce(func.max(col(BatchDocument.position)), 0)).where(
        col(BatchDocument.batch_id) == batch.id
    )
    _put(session, batch, document, (session.scalar(last) or 0) + 1)
    reroute(session, office, document, method_to(place), place, by=by, now=now)
    return document


def remove_document(session: Session, office: Office, batch_id: int, reference: str) -> None:
    """Take a document off a list that is not signed; it stays ready for the same place. The same again does nothing.

    Raises BatchUnknown, BatchSigned.
    """
    batch = hold_open(session, office, batch_id)
    meant = select(col(Document.id)).where(
        col(Document.office_id) == office.id, col(Document.reference) == reference.strip()
    )
    listed = (col(BatchDocument.batch_id) == batch.id, col(BatchDocument.document_id).in_(meant))
    change_rows(session, delete(BatchDocument).where(*listed))


def new_code() -> tuple[bytes, bytes]:
    """Salt and hash of a new link."""
    salt = codes.new_salt()
    return salt, codes.hash_of(codes.derive(keys.ring().codes[0], PURPOSE, salt))


def _put(session: Session, batch: Batch, document: Document, position: int) -> None:
    session.execute(
        insert(BatchDocument).values(
            office_id=batch.office_id, batch_id=batch.id, document_id=document.id, position=position
        )
    )
