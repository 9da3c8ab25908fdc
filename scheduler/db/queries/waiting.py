"""How many conversations, applications and requests of citizens wait for staff."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from scheduler.db.models import Application, Conversation, DeliveryRequest, Document, FileRequest
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.stages import OVER


def conversations_waiting(
    session: Session, office_id: int, before: datetime | None = None
) -> tuple[int, datetime | None]:
    """How many conversations wait for a clerk of an office, and since when the one that has waited longest does.

    before: those alone that have waited since before then.
    """
    waits = col(Conversation.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Conversation.office_id) == office_id, _since(waits, before))
    ).one()
    return found[0], found[1]


def applications_waiting(
    session: Session, office_id: int, before: datetime | None = None
) -> tuple[int, datetime | None]:
    """How many applications wait for a clerk of an office, and since when the one that has waited longest does.

    before: those alone that have waited since before then.
    """
    waits = col(Application.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Application.office_id) == office_id, _since(waits, before))
    ).one()
    return found[0], found[1]


def requests_waiting(session: Session, office_id: int, before: datetime | None = None) -> tuple[int, datetime | None]:
    """How many requests of citizens wait for a clerk of an office, to have documents another way or a file once more,
    and since when the one that has waited longest does. Of what is handed over or given up nobody waits for anything.

    before: those alone that have waited since before then.
    """
    ways = session.execute(
        select(col(DeliveryRequest.asked_at), col(DeliveryRequest.documents)).where(
            col(DeliveryRequest.office_id) == office_id, col(DeliveryRequest.state) == ASKED
        )
    ).all()
    named = {number for _, documents in ways for number in documents}
    there = _not_over(session, named) if named else set()
    files = (
        select(col(FileRequest.asked_at))
        .join(Document, col(Document.id) == col(FileRequest.document_id))
        .where(
            col(FileRequest.office_id) == office_id,
            col(FileRequest.state) == ASKED,
            col(Document.stage).not_in(OVER),
        )
    )
    asked = [at for at, documents in ways if not there.isdisjoint(documents)] + list(session.scalars(files))
    asked = [at for at in asked if before is None or at < before]
    return len(asked), min(asked, default=None)


def _since(waits: Any, before: datetime | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = waits.is_not(None)
    return condition if before is None else and_(condition, waits < before)


def _not_over(session: Session, ids: Collection[int]) -> set[int]:
    return set(
        session.scalars(select(col(Document.id)).where(col(Document.id).in_(ids), col(Document.stage).not_in(OVER)))
    )
