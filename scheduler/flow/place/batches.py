"""Batches that were sent to a place, as somebody of the place sees and confirms them when signed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.refusals import BatchUnknown
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery.batches.confirming import confirm
from scheduler.flow.delivery.batches.from_there import reference_at
from scheduler.flow.delivery.batches.linking import KEPT_OPEN, is_over
from scheduler.flow.delivery.batches.losing import report_lost
from scheduler.flow.delivery.batches.receiving import receive


def batches_of(session: Session, place: Place, *, now: datetime) -> Sequence[Batch]:
    """What was taken along to a place and is not done, or was done lately: the newest first."""
    kept = or_(col(Batch.closed_at).is_(None), col(Batch.closed_at) > now - KEPT_OPEN)
    sent = select(Batch).where(col(Batch.place_id) == place.id, col(Batch.signed_at).is_not(None), kept)
    return session.scalars(sent.order_by(col(Batch.signed_at).desc(), col(Batch.id).desc())).all()


def lines_of(session: Session, batches: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """By batch: how many documents are on its list, and how many of them are still out; none of an empty list."""
    row = BatchDocument
    counted = select(col(row.batch_id), func.count(), func.count().filter(col(row.outcome).is_(None)))
    found = session.execute(counted.where(col(row.batch_id).in_(batches)).group_by(col(row.batch_id)))
    return {batch: (lines, out) for batch, lines, out in found}


def batch_at(session: Session, place: Place, batch_id: int, *, now: datetime) -> Batch:
    """A batch that was sent to a place. Raises BatchUnknown, also for one of another place, or not signed for."""
    batch = session.get(Batch, batch_id)
    if batch is None or batch.place_id != place.id or batch.signed_at is None or is_over(batch, now):
        raise BatchUnknown
    return batch


def receive_at(session: Session, place: Place, batch_id: int, *, by: str, now: datetime) -> None:
    """The place says that a batch has come. Said already: nothing changes. Raises BatchUnknown."""
    batch = batch_at(session, place, batch_id, now=now)
    receive(session, place.office_id, batch.id, by=by, now=now)


def confirm_at(
    session: Session, place: Place, batch_id: int, position: int, proof: Proof, *, by: str, now: datetime
) -> Document:
    """The document at a position of the list was handed over. Raises BatchUnknown, NotInBatch, what `confirm` does."""
    batch = batch_at(session, place, batch_id, now=now)
    reference = reference_at(session, batch, position)
    receive(session, place.office_id, batch.id, by=by, now=now)
    return confirm(session, place.office_id, batch.id, reference, proof, by=by, now=now)


def report_missing(
    session: Session,
    office: Office,
    place: Place,
    batch_id: int,
    position: int,
    *,
    told_by: str,
    reason: str,
    by: str,
    now: datetime,
) -> Document:
    """The document at a position of the list did not come, or is not found: the office looks for it.

    told_by: whoever says so. Raises BatchUnknown, NotInBatch and what `report_lost` does.
    """
    batch = batch_at(session, place, batch_id, now=now)
    reference = reference_at(session, batch, position)
    return report_lost(session, office, batch.id, reference, told_by=told_by, reason=reason, by=by, now=now)
