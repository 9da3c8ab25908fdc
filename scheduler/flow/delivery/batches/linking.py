"""The link by which a place confirms: found by its code, written out again, closed, and made anew."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Batch, Office
from scheduler.domain.delivery.refusals import BatchUnknown
from scheduler.domain.text import codes
from scheduler.flow.delivery.batches.holding import hold, hold_out
from scheduler.flow.delivery.batches.making import PURPOSE, new_code

KEPT_OPEN = timedelta(days=30)
"""How long a link still shows a batch of which every document is accounted for."""


def batch_by_code(session: Session, code: str, *, now: datetime) -> Batch:
    """The batch of a link that holds: signed for, not closed by the office, not done long ago. Raises BatchUnknown."""
    plain = codes.read(code)
    found = plain and session.scalars(select(Batch).where(col(Batch.code_hash) == codes.hash_of(plain))).first()
    if not found or found.signed_at is None or found.link_closed_at is not None or is_over(found, now):
        raise BatchUnknown
    return found


def is_over(batch: Batch, now: datetime) -> bool:
    """Whether a batch has been done for so long that its link leads nowhere."""
    return batch.closed_at is not None and now - batch.closed_at >= KEPT_OPEN


def code_of(batch: Batch) -> str | None:
    """The code of a batch's link, written out again as it was; None where it is closed."""
    if batch.link_closed_at is not None:
        return None
    return keys.ring().code(PURPOSE, batch.salt, batch.code_hash, "batch.salt")


def close_link(session: Session, office: Office, batch_id: int, *, now: datetime) -> None:
    """A batch's link leads nowhere from now on. Raises BatchUnknown."""
    batch = hold(session, office.id, batch_id)
    if batch.link_closed_at is None:
        batch.link_closed_at = now
        session.add(batch)
        session.flush()


def renew_link(session: Session, office: Office, batch_id: int) -> None:
    """A batch gets a new link, and the old one leads nowhere. Raises BatchUnknown, BatchUnsigned."""
    batch = hold_out(session, office.id, batch_id)
    batch.salt, batch.code_hash = new_code()
    batch.link_closed_at = None
    session.add(batch)
    session.flush()
