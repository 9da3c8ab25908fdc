"""Whose file of a document that is printed at home was asked for once more, and what became of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import FileRequest
from scheduler.domain.delivery.requests import ASKED, TAKEN_BACK


def last_file_requests(session: Session, document_ids: Iterable[int]) -> Mapping[int, FileRequest]:
    """What was asked for last of each document, by its id; what was taken back is left out."""
    query = select(FileRequest).where(
        col(FileRequest.document_id).in_(document_ids), col(FileRequest.state) != TAKEN_BACK
    )
    return {each.document_id: each for each in session.scalars(query.order_by(col(FileRequest.id)))}


def open_file_request(session: Session, document_id: int) -> FileRequest | None:
    """What waits to be answered of a document."""
    query = select(FileRequest).where(col(FileRequest.document_id) == document_id, col(FileRequest.state) == ASKED)
    return session.scalars(query).first()
