"""The office says by hand that a document is ready, whatever its own system still says."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain import stages
from scheduler.domain.errors import DocumentUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.documents import advance_document, move_on, table_of
from scheduler.flow.waves import hold_line


def mark_ready(
    session: Session, office: Office, reference: str, *, by: str, now: datetime,
    shelf: str | None = None, note: str | None = None,
) -> Document:  # fmt: skip
    """Take a document along its table to ready, each move a row of its own; its people are invited in turn.

    shelf: where it lies; None leaves what was known. Raises DocumentUnknown, IllegalStep.
    """
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        raise DocumentUnknown(reference=reference)
    hold_line(session, office)
    if shelf:
        document.shelf = shelf
        session.execute(
            update(Document)
            .where(col(Document.id) == document.id)
            .values(shelf=shelf)
            .execution_options(synchronize_session=False)
        )
    *way, last = stages.path(table_of(session, document), document.stage, DocumentStage.READY)
    for step in way:
        move_on(session, document, step, by=by, now=now, note=note)
    advance_document(session, office, document, last, by=by, now=now, note=note)
    return document
