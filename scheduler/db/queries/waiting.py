"""How many conversations, applications and requests of citizens wait for staff, and what no channel took."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlmodel import Session, col

from scheduler.db.models import Application, Attempt, Conversation, DeliveryRequest, Document, FileRequest
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


def refused_since(session: Session, office_id: int, since: datetime) -> int:
    """How many letters of an office a channel has refused for good since a moment; another may have taken them."""
    found = select(func.count()).where(
        col(Attempt.office_id) == office_id,
        col(Attempt.state) == literal_column("'refused'"),  # as its index says it
        col(Attempt.started_at) >= since,
    )
    return session.scalar(found) or 0


def _since(waits: Any, before: datetime | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = waits.is_not(None)
    return condition if before is None else and_(condition, waits < before)


def waiting_by_office(session: Session, offices: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Office id -> how much of all three waits for a clerk there, and since when the longest does; only where any does.

    As the three above say it of one office.
    """
    found: dict[int, list[datetime]] = {}
    for kind in (Conversation, Application):
        since = col(kind.waiting_since)
        waits = select(col(kind.office_id), since).where(col(kind.office_id).in_(offices), since.is_not(None))
        for office_id, at in session.execute(waits):
            found.setdefault(office_id, []).append(at)
    ways = session.execute(
        select(col(DeliveryRequest.office_id), col(DeliveryRequest.asked_at), col(DeliveryRequest.documents)).where(
            col(DeliveryRequest.office_id).in_(offices), col(DeliveryRequest.state) == ASKED
        )
    ).all()
    named = {number for _, _, documents in ways for number in documents}
    there = _not_over(session, named) if named else set()
    files = (
        select(col(FileRequest.office_id), col(FileRequest.asked_at))
        .join(Document, col(Document.id) == col(FileRequest.document_id))
        .where(
            col(FileRequest.office_id).in_(offices),
            col(FileRequest.state) == ASKED,
            col(Document.stage).not_in(OVER),
        )
    )
    asked = [(office_id, at) for office_id, at, documents in ways if not there.isdisjoint(documents)]
    for office_id, at in [*asked, *((row[0], row[1]) for row in session.execute(files))]:
        found.setdefault(office_id, []).append(at)
    return {office_id: (len(moments), min(moments)) for office_id, moments in found.items()}


def _not_over(session: Session, ids: Collection[int]) -> set[int]:
    return set(
        session.scalars(select(col(Document.id)).where(col(Document.id).in_(ids), col(Document.stage).not_in(OVER)))
    )
