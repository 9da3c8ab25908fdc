"""A citizen who lost a link, or whose link has expired, asks for it again."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Invitation, Office
from scheduler.flow.invitations import fetchable, known_invitation, renew


def send_again(session: Session, office: Office, reference: str, *, now: datetime) -> None:
    """Put the link of a registration number into the outbox, if a ready document waits to be booked under it.

    Whether there is one is not told: who asks may be anybody. The message goes to the phone that was registered.
    """
    document = queries.document_by_reference(session, office.id, reference)
    if document is None or document.invitation_id is None:
        return
    invitation = session.get(Invitation, document.invitation_id)
    if invitation is not None and fetchable([document]):
        _renew_unbooked(session, invitation, office, now)


def renew_link(session: Session, code: str, *, now: datetime) -> Invitation:
    """Make an expired link good again while something can be fetched with it. Raises InvitationUnknown."""
    invitation = known_invitation(session, code)
    office = queries.office_by_id(session, invitation.office_id)
    if fetchable(list(queries.documents_of_invitation(session, invitation.id))):
        _renew_unbooked(session, invitation, office, now)
    return invitation


def _renew_unbooked(session: Session, invitation: Invitation, office: Office, now: datetime) -> None:
    if queries.live_booking_of_invitation(session, invitation.id) is None:
        renew(session, invitation, office, now=now)
