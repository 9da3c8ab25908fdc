"""What was handed over: the record of it that was not undone."""

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Handover, Move


def last_handover(session: Session, booking_id: int) -> Handover | None:
    """The latest handover of a visit that stands."""
    undone = select(col(Move.undoes)).where(col(Move.undoes).is_not(None))
    taken_back = select(col(Move.step)).where(col(Move.id).in_(undone))
    return session.scalars(
        select(Handover)
        .where(col(Handover.booking_id) == booking_id, col(Handover.step).not_in(taken_back))
        .order_by(col(Handover.id).desc())
        .limit(1)
    ).first()
