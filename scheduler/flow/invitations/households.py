"""What a household has under way: visits that are booked, invitations that are open, what of theirs counts as work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Booking, Document, Invitation, Office, Slot
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage

SEATED = "office"
"""The channel whose documents need a seat; what prints itself at home has a link and needs none."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit that is booked, with its slot."""

    booking: Booking
    slot: Slot

    def has_room(self, units: int) -> bool:
        """Whether the slot still stands and takes so many units more."""
        return self.slot.planned > 0 and self.slot.is_free_for(units, by_staff=self.booking.by_staff)


def hold_households(session: Session, households: Collection[bytes]) -> None:
    """Hold households until the transaction ends, by name, before a row of theirs; each is a keyed hash."""
    newest = keys.ring().chain.newest
    for household in sorted({newest(each) for each in households}):
        hold_name(session, household)


def visits_ahead(session: Session, office: Office, household: bytes | None, now: datetime) -> Sequence[PlannedVisit]:
    """The booked visits of a household that its citizen may still change, soonest first."""
    if household is None:
        return []
    rows = session.execute(
        select(Booking, Slot)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .join(Invitation, col(Invitation.id) == col(Booking.invitation_id))
        .where(
            col(Invitation.office_id) == office.id,
            col(Invitation.household).in_(keys.ring().chain.forms(household)),
            col(Booking.stage) == BookingStage.BOOKED,
            col(Slot.starts_at) > now + timedelta(minutes=office.change_minutes),
        )
        .order_by(col(Slot.starts_at), col(Booking.id))
        .execution_options(populate_existing=True)
    )
    return [PlannedVisit(booking, slot) for booking, slot in rows]


def live_visit_of(session: Session, office_id: int, household: bytes | None) -> Booking | None:
    """The latest visit of a household that is still to be made, or under way."""
    if household is None:
        return None
    return session.scalars(
        select(Booking)
        .join(Invitation, col(Invitation.id) == col(Booking.invitation_id))
        .where(
            col(Invitation.office_id) == office_id,
            col(Invitation.household).in_(keys.ring().chain.forms(household)),
            col(Booking.stage).in_(LIVE_BOOKING),
        )
        .order_by(col(Booking.id).desc())
        .limit(1)
    ).first()


def is_asked_to_come(session: Session, invitation_id: int) -> bool:
    """Whether an invitation is for something that is fetched here, not only for what prints itself."""
    return (
        session.scalar(
            select(col(Document.id))
            .where(
                col(Document.invitation_id) == invitation_id,
                col(Document.stage) == DocumentStage.READY,
                col(Document.channel) == SEATED,
            )
            .limit(1)
        )
        is not None
    )
