"""The office answers who asked for a file once more: it was sent, or why that is not possible."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, FileRequest, Office
from scheduler.domain.delivery.refusals import AnswerUnexplained, RequestAnswered, RequestOver, RequestUnknown
from scheduler.domain.delivery.requests import ASKED, LONGEST_WORDS, REFUSED, SENT
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.outbox import Cause, note_document


def note_sent(session: Session, office: Office, request_id: int, *, by: str, now: datetime) -> FileRequest:
    """Write down that the file was sent once more; its people are told. The same again does nothing.

    Raises RequestUnknown, RequestAnswered; RequestOver of a document that was given up.
    """
    request = file_request_by_id(session, office, request_id)
    if request.state == SENT:
        return request
    if session.get_one(Document, request.document_id).stage == DocumentStage.WITHDRAWN:
        raise RequestOver
    return _answer(session, request, SENT, None, by=by, now=now)


def refuse_file(
    session: Session, office: Office, request_id: int, *, reason: str, by: str, now: datetime
) -> FileRequest:
    """Say that it is not possible, and why: its people are told. The same again does nothing.

    Raises RequestUnknown, RequestAnswered, AnswerUnexplained, HiddenSigns.
    """
    request, said = file_request_by_id(session, office, request_id), " ".join(reason.split())
    refuse_hidden(said)
    if request.state == REFUSED and request.answer == said:
        return request
    if not 0 < len(said) <= LONGEST_WORDS:
        raise AnswerUnexplained
    return _answer(session, request, REFUSED, said, by=by, now=now)


def file_request_by_id(session: Session, office: Office, request_id: int) -> FileRequest:
    """A request of an office. Raises RequestUnknown, also for another office's."""
    request = session.get(FileRequest, request_id)
    if request is None or request.office_id != office.id:
        raise RequestUnknown
    return request


def _answer(
    session: Session, request: FileRequest, state: str, answer: str | None, *, by: str, now: datetime
) -> FileRequest:
    """The guard: one answer is written down, and told. Raises RequestAnswered where somebody else was first."""
    asked = update(FileRequest).where(col(FileRequest.id) == request.id, col(FileRequest.state) == ASKED)
    said = {"state": state, "answer": answer, "answered_at": now, "answered_by": by}
    if not change_rows(session, asked.values(**said), synchronize=True):
        raise RequestAnswered
    document = session.get_one(Document, request.document_id)
    if is_reachable(session, document):
        note_document(session, Cause.FILE, document, once=f"f{request.id}", facts={"request": request.id}, now=now)
    return request
