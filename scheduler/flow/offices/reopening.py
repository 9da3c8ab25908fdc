"""An application whose papers were complete is checked once more where its document goes back to incomplete."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, Document
from scheduler.domain.stages import DocumentStage


def reopen(session: Session, document: Document, to: str | None, *, now: datetime) -> None:
    """Before a document moves to `to`: if that is incomplete, its accepted application waits for a clerk from now.

    A clerk says what is wanted. Files go by rule again after the next answer, those to come too. Called before the
    document is held. One that is still checked stays as it is.
    """
    if to != DocumentStage.INCOMPLETE:
        return
    accepted = update(Application).where(
        col(Application.document_id) == document.id, col(Application.accepted_at).is_not(None)
    )
    change_rows(session, accepted.values(accepted_at=None, waiting_since=now, files_gone_at=None), synchronize=True)
