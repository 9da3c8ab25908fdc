"""What a batch holds while it moves visits: their invitations, then slots by rising id, then the bookings.

A visit without an invitation is held in the place of one, as it is by whoever changes it (`visits.hold_visit`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Booking, Invitation, PostponedBooking, Slot
from scheduler.db.queries.hot import TAKEN_ONLINE


@dataclass(slots=True)
class HeldSlot:
    """A slot as it is under its lock; `taken` is counted on by the batch as it deals out seats.

    What is kept for who books with staff counts as taken: whoever is moved has chosen nothing.
    """

    id: int
    planned: int
    taken: int

    def fits(self, units: int) -> bool:
        """Whether the calendar leaves so many units free in the slot."""
        return self.taken + units <= self.planned


def hold_invitations(session: Session, rows: Sequence[PostponedBooking]) -> None:
    """Hold the invitations of visits: changes by citizens and staff wait; what they did before is read after this."""
    ids = [row.booking_id for row in rows]
    session.execute(
        select(col(Invitation.id))
        .join(Booking, col(Booking.invitation_id) == col(Invitation.id))
        .where(col(Booking.id).in_(ids))
        .order_by(col(Invitation.id))
        .with_for_update(of=Invitation, key_share=True)
    ).all()
    hold_without_invitation(session, ids)
    again = select(PostponedBooking).where(col(PostponedBooking.id).in_([row.id for row in rows]))
    session.scalars(again.execution_options(populate_existing=True)).all()


def hold_without_invitation(session: Session, ids: Sequence[int]) -> None:
    """Hold those of some visits that have no invitation themselves."""
    without = select(col(Booking.id)).where(col(Booking.id).in_(ids), col(Booking.invitation_id).is_(None))
    session.execute(without.order_by(col(Booking.id)).with_for_update(key_share=True)).all()


def hold_slots(session: Session, ids: Iterable[int | None]) -> dict[int, HeldSlot]:
    """Slots as they are now, and nobody else counts seats in them until the commit."""
    query = select(col(Slot.id), col(Slot.planned), TAKEN_ONLINE.label("taken"))
    rows = session.execute(
        query.where(col(Slot.id).in_({each for each in ids if each is not None}))
        .order_by(col(Slot.id))
        .with_for_update()
    )
    return {row.id: HeldSlot(*row) for row in rows}


def hold_bookings(session: Session, ids: Sequence[int]) -> dict[int, Booking]:
    """Bookings as they are now; whoever arrives at the door meanwhile is counted in after the commit."""
    query = select(Booking).where(col(Booking.id).in_(ids)).order_by(col(Booking.id)).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}
