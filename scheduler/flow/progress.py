"""What people are told while their document is on its way, before it is ready to be fetched here.

Nobody is told of a stage that a document only passes through: whoever moves it along a way tells of its end.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Message
from scheduler.domain.stages import UNTOLD_MESSAGE, DocumentStage
from scheduler.flow.invitations import HERE
from scheduler.flow.outbox import Cause, key_of_document, note_document
from scheduler.flow.reachable import is_reachable

SETTLES = timedelta(minutes=10)
"""An office's own system may report several stages within a minute. The first ones are told of only if they last."""
MAY_PASS = (Cause.RECEIVED, Cause.ACCEPTED)
WAITS = (*UNTOLD_MESSAGE, "sending")


def tell_progress(session: Session, document: Document, before: str | None, *, now: datetime) -> None:
    """Put into the outbox what a document's new stage means to its people; nothing where nobody can be told.

    before: the stage it came from, None if it was just taken in. While an earlier message of the same kind waits to be
    sent, that one is enough. What is missing is not told from here: its message asks for a picture.
    """
    cause = _cause(session, document, before)
    if cause is None or not is_reachable(session, document):
        return
    once = _next(session, document, cause)
    if once is not None:
        due_at = now + SETTLES if cause in MAY_PASS else None
        note_document(session, cause, document, once=once, due_at=due_at, now=now)


def _next(session: Session, document: Document, cause: Cause) -> str | None:
    """Which message of its kind about a document it is ("" the first), by whole keys; None while one waits to go."""
    once, count = "", 0
    while (state := _state(session, document, cause, once)) is not None:
        if state in WAITS:
            return None
        count += 1
        once = str(count)
    return once


def _state(session: Session, document: Document, cause: Cause, once: str) -> str | None:
    key = key_of_document(cause, document, once)
    query = select(col(Message.state)).where(col(Message.office_id) == document.office_id, col(Message.key) == key)
    return session.scalar(query)


def _cause(session: Session, document: Document, before: str | None) -> Cause | None:
    """What there is to tell of the stage a document stands at."""
    stage = document.stage
    if stage == before:
        return None
    if stage == DocumentStage.RECEIVED and before is None:
        return Cause.RECEIVED
    if stage == DocumentStage.IN_PRODUCTION and before in (DocumentStage.RECEIVED, DocumentStage.INCOMPLETE):
        return Cause.ACCEPTED
    if stage == DocumentStage.WAITING_FOR_BLANK and session.get_one(DocumentType, document.type_id).material:
        return Cause.BLANK
    if stage == DocumentStage.READY and document.channel not in HERE and document.place:
        return Cause.ELSEWHERE
    return None
