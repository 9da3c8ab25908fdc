"""A visit that is over, and the one that fetches what it did not."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Slot
from scheduler.flow.invitations.invitations import pass_of


@dataclass(frozen=True, slots=True)
class LaterVisit:
    """pass_code: for whoever knows more than the old pass. starts_at: None without a time, or one that is to come."""

    pass_code: str = field(repr=False)
    starts_at: datetime | None


def later_visit(session: Session, booking: Booking) -> LaterVisit | None:
    """The live visit that has taken over a document of a visit that is over; None where there is none."""
    documents = queries.documents_of_booking(session, booking.id)
    lives = (queries.live_booking_of_document(session, document.id) for document in documents)
    later = next((live for live in lives if live is not None and live.id != booking.id), None)
    if later is None:
        return None
    slot = session.get(Slot, later.slot_id) if later.slot_id else None
    return LaterVisit(pass_of(later), slot.starts_at if slot else None)
