"""A place says that a batch has come; whoever hands over what was in it says so by that."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Batch
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from scheduler.flow.delivery.batches.holding import hold_out


def receive(session: Session, office_id: int, batch_id: int, *, by: str, now: datetime) -> Batch:
    """A batch has come to its place. Said already: nothing changes. Raises BatchUnknown, BatchUnsigned."""
    batch = hold_out(session, office_id, batch_id)
    if batch.received_at is None:
        batch.received_at, batch.received_by = now, by
        session.add(batch)
        session.flush()
        note_deed(session, office_id, Deed.BATCH_RECEIVED, by=by, now=now, about=str(batch.id))
    return batch
