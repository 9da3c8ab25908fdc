"""Whether a visit is being moved."""

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import (
    PostponedBooking,
    Postponement,
)


def postponement_of_booking(session: Session, booking_id: int) -> tuple[PostponedBooking, Postponement] | None:
    """What an office last did to a visit's time, and why."""
    row = session.execute(
        select(PostponedBooking, Postponement)
        .join(Postponement, col(Postponement.id) == col(PostponedBooking.postponement_id))
        .where(col(PostponedBooking.booking_id) == booking_id)
        .order_by(col(PostponedBooking.id).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None
