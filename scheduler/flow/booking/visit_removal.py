"""A document leaves its visit, which ends where it was the only one, and comes back into it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Move, Office, Slot
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.history import change, go_back, move
from scheduler.flow.seats.seats import hold_back, take_kept_or_free
from scheduler.flow.seats.visits import fetch_again, let_go, types_of_documents

WHY = "withdrawn"
"""Why a visit is cancelled, or fetches less: what it was for was given up."""
TO_OFFICE = "to_office"
"""The same: it is fetched at another office of the installation."""


def held_visit(session: Session, document: Document) -> Booking | None:
    """The visit that is to fetch a document; held from here on."""
    hold_invitations(session, document.invitation_id)
    booking = queries.live_booking_of_document(session, document.id)
    if booking is not None:
        if booking.invitation_id != document.invitation_id:
            hold_invitations(session, booking.invitation_id)
        session.refresh(booking)
    return booking


def hold_invitations(session: Session, *ids: int | None) -> None:
    """Hold invitations until the transaction ends: every step that books, moves or cancels a visit holds its own."""
    held = select(col(Invitation.id)).where(col(Invitation.id).in_([each for each in ids if each is not None]))
    session.execute(held.order_by(col(Invitation.id)).with_for_update(key_share=True))


def leave_visit(
    session: Session, office: Office, booking: Booking, document: Document, *, by: str, now: datetime, why: str = WHY
) -> dict[str, Any]:
    """Take a document out of its visit, which ends where it was the only one; returns what a message says of that."""
    others = [each for each in queries.documents_of_booking(session, booking.id, live=True) if each.id != document.id]
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    units = max(1, sum(kind.units for kind in types_of_documents(session, others))) if others else 0
    freed = max(0, booking.units - units)
    if slot is not None and freed:
        hold_back(session, office, booking, freed, now=now)
    if others:
        change(session, booking, by=by, now=now, why=why, units=booking.units - freed)
        let_go(session, booking.id, document.id)
        return {}
    move(session, booking, BookingStage.CANCELLED, by=by, now=now, why=why)
    let_go(session, booking.id)
    return {"visit": slot.starts_at.isoformat()} if slot is not None else {}


def _visit_move(session: Session, withdrawal: Move) -> Move | None:
    """What the same step did to the document's visit."""
    return session.scalars(
        select(Move).where(
            col(Move.step) == withdrawal.step,
            in_span(col(Move.at), **span(withdrawal.at, withdrawal.at)),
            col(Move.booking_id).is_not(None),
            col(Move.why).in_((WHY, TO_OFFICE)),
        )
    ).first()


def rejoin_visit(session: Session, left: Move, document: Document, *, by: str, now: datetime) -> bool:
    """Put a document back into the visit that it left in the step of a move, and give that its time again.

    Returns False, and changes nothing, where the visit has gone on since, or the seat is gone. True also of a document
    that had no visit.
    """
    visited = _visit_move(session, left)
    if visited is None:
        return True
    booking = session.get_one(Booking, visited.booking_id)
    hold_invitations(session, booking.invitation_id)
    session.refresh(booking)
    is_over = visited.after == BookingStage.CANCELLED
    if booking.stage != visited.after or (is_over and _is_booked_again(session, booking)):
        return False
    units = booking.units if is_over else _units_with(session, booking, document) - booking.units
    if not _seated_again(session, booking, units, now):
        return False
    was = {} if is_over else {"units": booking.units + max(0, units)}
    go_back(session, booking, visited, str(visited.before), by=by, now=now, **was)
    fetch_again(session, booking.id, [document.id])
    return True


def _units_with(session: Session, booking: Booking, document: Document) -> int:
    fetched = [*queries.documents_of_booking(session, booking.id, live=True), document]
    return sum(kind.units for kind in types_of_documents(session, fetched))


def _seated_again(session: Session, booking: Booking, units: int, now: datetime) -> bool:
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    if slot is None or units <= 0:
        return True
    return slot.starts_at > now and take_kept_or_free(
        session, slot.id, units, invitation_id=booking.invitation_id, by_staff=booking.by_staff, now=now
    )


def _is_booked_again(session: Session, booking: Booking) -> bool:
    """Whether the invitation of a visit that was cancelled has another one meanwhile."""
    if booking.invitation_id is None:
        return False
    return queries.live_booking_of_invitation(session, booking.invitation_id) is not None
