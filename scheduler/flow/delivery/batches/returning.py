"""What comes back from a place: documents that nobody fetched there, and the old cards that were taken there."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.refusals import ConfirmedAlready, LostThere, NotInBatch
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.delivery.batches.confirming import BROUGHT_BACK, HANDED_OVER, LOST, settle
from scheduler.flow.delivery.batches.holding import close_if_settled, hold_out, row_of
from scheduler.flow.delivery.rerouting import reroute
from scheduler.flow.destinations.destinations import OFFICE
from scheduler.flow.documents.documents import move_on
from scheduler.flow.invitations.waves import hold_line

WHY = "brought_back"
WITHDRAWN = "withdrawn"


def bring_back(
    session: Session,
    office: Office,
    batch_id: int,
    reference: str,
    *,
    shelf: str | None,
    goes_again: bool,
    by: str,
    now: datetime,
) -> Document:
    """A document that nobody fetched at the place lies on a shelf of the office again, in the line where it stood.

    goes_again: the next batch takes it there once more, and nobody is told; else it is fetched at the office from now
    on, and its people are invited in turn. The same again does nothing. Raises BatchUnknown, BatchUnsigned, NotInBatch,
    ConfirmedAlready for one that was handed over, LostThere, HiddenSigns.
    """
    refuse_hidden(shelf)
    hold_line(session, office)
    batch = hold_out(session, office.id, batch_id)
    row, document = row_of(session, batch, reference)
    if row.outcome == HANDED_OVER:
        raise ConfirmedAlready
    if row.outcome == LOST:
        raise LostThere
    if row.outcome == BROUGHT_BACK:
        return document
    settle(session, row, {"outcome": BROUGHT_BACK, "at": now, "by": by})
    if shelf:
        session.execute(update(Document).where(col(Document.id) == document.id).values(shelf=shelf))
        session.refresh(document)
    if document.stage == DocumentStage.AT_PARTNER:
        move_on(session, document, DocumentStage.READY, by=by, now=now, why=WHY)
        if not goes_again:
            reroute(session, office, document, OFFICE, None, by=by, now=now)
    close_if_settled(session, batch, now=now)
    return document


def take_card(session: Session, office: Office, batch_id: int, reference: str, *, now: datetime) -> None:
    """The old card that was taken for a document at the place is in the office now. The same again does nothing.

    Raises BatchUnknown, BatchUnsigned, NotInBatch where no card was taken for it.
    """
    batch = hold_out(session, office.id, batch_id)
    row, _ = row_of(session, batch, reference)
    if row.old_card != WITHDRAWN:
        raise NotInBatch(reference=reference)
    out = update(BatchDocument).where(col(BatchDocument.id) == row.id, col(BatchDocument.old_card_back_at).is_(None))
    change_rows(session, out.values(old_card_back_at=now), synchronize=True)


def cards_out(session: Session, office: Office) -> list[tuple[Document, Place, datetime]]:
    """Old cards taken at places that have not come back, longest first: the document, where, and since when."""
    from_places = (
        select(Document, Place, col(BatchDocument.at))
        .join(BatchDocument, col(BatchDocument.document_id) == col(Document.id))
        .join(Batch, col(Batch.id) == col(BatchDocument.batch_id))
        .join(Place, col(Place.id) == col(Batch.place_id))
        .where(
            col(BatchDocument.office_id) == office.id,
            col(BatchDocument.old_card) == WITHDRAWN,
            col(BatchDocument.old_card_back_at).is_(None),
        )
        .order_by(col(BatchDocument.at))
    )
    return [(document, place, at) for document, place, at in session.execute(from_places)]
