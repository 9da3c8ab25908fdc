"""The steps of staff who act for a citizen: the citizen's own steps, found by what staff have in hand."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Office
from scheduler.domain.booking import PassUnknown
from scheduler.domain.invitations.refusals import NotInvitedYet
from scheduler.flow.booking import bookings
from scheduler.flow.core.history import record
from scheduler.flow.invitations.invitations import code_of, fetched_unasked, pass_of, renew
from scheduler.flow.invitations.waves import invite_whole
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.booking.on_behalf_view import document_to_book, ready_document, reserved_for


def book_for(
    session: Session, office: Office, document_id: int, form: BookingForm, *, by: str, now: datetime
) -> Booking:
    """Book the visit of a document's invitation, which does not expire for staff.

    Raises DocumentUnknown, NotReady, Elsewhere, NotInvitedYet, and whatever `bookings.book` does.
    """
    _, invitation = document_to_book(session, office, document_id, now=now)
    if invitation.expires_at <= now:
        renew(session, invitation, office, now=now)
    made = bookings.book(
        session,
        code_of(invitation),
        form.slot,
        party=form.people,
        collector=form.who,
        wishes=form.wishes,
        fetch=form.fetch if form.chooses else _usual(session, invitation, document_id),
        by=by,
        now=now,
    )
    return session.get_one(Booking, made.id)


def invite_for_reserved(session: Session, office: Office, document_id: int, *, by: str, now: datetime) -> None:
    """Let a document be booked for before its turn, while something is kept for who comes to staff: its people stand
    before them. Nothing changes where it is invited already.

    Raises DocumentUnknown, NotReady, Elsewhere, NotInvitedYet.
    """
    document = ready_document(session, office, document_id)
    if document.invitation_id is not None:
        return
    if not reserved_for(session, office, document, now=now):
        raise NotInvitedYet(reference=document.reference, document=document.id, reserved=0)
    invite_whole(session, document, office, now=now)
    record(session, document, before=document.stage, by=by, now=now, why="before_turn")


def _usual(session: Session, invitation: Invitation, document_id: int) -> set[int]:
    """What a visit for a document fetches where nobody chose: that, and what its household would fetch anyway."""
    invited = list(queries.documents_of_invitation(session, invitation.id))
    return {document_id, *(document.id for document in fetched_unasked(invited))}


def move_for(session: Session, office: Office, short: int, slot_id: int, *, by: str, now: datetime) -> None:
    """Move a visit; staff need no digits. Raises whatever `bookings.move_booking` does."""
    bookings.move_booking(session, _pass(session, office, short), slot_id, ref4=None, by=by, now=now)


def cancel_for(session: Session, office: Office, short: int, *, by: str, now: datetime) -> None:
    """Cancel a visit. Raises whatever `bookings.cancel` does."""
    bookings.cancel(session, _pass(session, office, short), ref4=None, by=by, now=now)


def _pass(session: Session, office: Office, short: int) -> str:
    booking = queries.booking_by_short(session, office.id, short)
    if booking is None:
        raise PassUnknown
    return pass_of(booking)
