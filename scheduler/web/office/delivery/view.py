"""What the pages of the batches show: which are open, which are out, what waits for a place, which cards are owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.batches import is_late
from scheduler.domain.delivery.refusals import BatchUnknown
from scheduler.flow.delivery.batches.making import waiting_for
from scheduler.flow.delivery.batches.returning import cards_out
from scheduler.flow.destinations.whereabouts import places_of
from scheduler.web.shared.booking.batch_view import IDS, BatchPage, batch_page

CLOSED_FOR = timedelta(days=60)
"""How long a batch stays in the list after it was closed."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A place and how many ready documents wait to go there."""

    place: Place
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A batch in the list: how many documents it has, and how many are not accounted for."""

    batch: Batch
    place: Place
    documents: int
    out: int
    is_late: bool
    days: int


@dataclass(frozen=True, slots=True)
class BatchesPage:
    """All that is under way, and what was closed lately. cards: old cards that did not come back. asked: requests of
    citizens that wait for an answer.
    """

    waits: Sequence[Waits]
    open: Sequence[Summary]
    out: Sequence[Summary]
    closed: Sequence[Summary]
    cards: Sequence[tuple[Document, Place, datetime]]
    asked: int = 0


def batches_page(session: Session, office: Office, *, now: datetime) -> BatchesPage:
    """The office's batches, the longest out first."""
    found = _summaries(session, office, now)
    return BatchesPage(
        [Waits(place, len(waiting_for(session, place))) for place in places_of(session, office.id)],
        [each for each in found if each.batch.signed_at is None],
        [each for each in found if each.batch.signed_at and not each.batch.closed_at],
        [each for each in reversed(found) if each.batch.closed_at],
        cards_out(session, office),
        queries.requests_waiting(session, office.id)[0],
    )


def office_batch(session: Session, office: Office, batch_id: int, *, now: datetime) -> BatchPage:
    """One batch of the office. Raises BatchUnknown."""
    batch = session.get(Batch, batch_id) if batch_id < IDS else None
    if batch is None or batch.office_id != office.id:
        raise BatchUnknown
    return batch_page(session, batch, now=now)


def _summaries(session: Session, office: Office, now: datetime) -> list[Summary]:
    count, out = (
        func.count(col(BatchDocument.id)),
        func.count().filter(col(BatchDocument.id).is_not(None), col(BatchDocument.outcome).is_(None)),
    )
    rows = session.execute(
        select(Batch, Place, count, out)
        .join(Place, col(Place.id) == col(Batch.place_id))
        .outerjoin(BatchDocument, col(BatchDocument.batch_id) == col(Batch.id))
        .where(
            col(Batch.office_id) == office.id,
            or_(col(Batch.closed_at).is_(None), col(Batch.closed_at) > now - CLOSED_FOR),
        )
        .group_by(col(Batch.id), col(Place.id))
        .order_by(func.coalesce(col(Batch.signed_at), col(Batch.made_at)), col(Batch.id))
    )
    return [
        Summary(
            batch,
            place,
            documents,
            left,
            is_late(batch.signed_at, batch.closed_at, now),
            (now - (batch.signed_at or batch.made_at)).days,
        )
        for batch, place, documents, left in rows
    ]
