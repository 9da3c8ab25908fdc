"""A citizen who lost a link, or whose link has expired, asks for it again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Office, StoppedNumber
from scheduler.domain import stages
from scheduler.flow.applying.applications import application_of_document
from scheduler.flow.core.knowing import knows_birth, knows_phone
from scheduler.flow.core.outbox import note_application_link, note_link
from scheduler.flow.invitations.invitations import fetchable, known_invitation, renew


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: a registration number, and what only its household knows: the birth date, or the end of the phone."""

    reference: str
    born: date | None = None
    phone4: str | None = None


def send_again(session: Session, office: Office, asked: Asked, *, now: datetime) -> None:
    """Put a lost link into the outbox: to the ticket where a visit is booked, else to choose one.

    While there is nothing to choose, it leads to the page of what was applied for from home.

    It goes to the phone that was registered. Whether there is anything is not told, since anybody may ask: one and the
    same read serves every case, and only a proof that holds leads to more. Nothing goes out for a document that nobody
    has been invited to fetch, that has no phone, or whose number was stopped.
    """
    found = session.execute(_on_record(office.id, asked.reference)).first()
    if found is None:
        return
    document, invitation, booking, stopped = found
    if not _is_proven(document, asked) or document.phone is None or stopped is not None:
        return
    if booking is not None:
        note_link(session, booking, document.id, now=now)
    elif invitation is not None and fetchable([document]):
        renew(session, invitation, office, now=now)
    else:
        _send_page_again(session, document, now)


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


def _send_page_again(session: Session, document: Document, now: datetime) -> None:
    application = application_of_document(session, document.id)
    if application is not None:
        note_application_link(session, application, now=now)


def _on_record(office_id: int, reference: str) -> Select[Document, Any, Any, Any]:
    """A document with its invitation, the visit that uses it, and whether its number was stopped."""
    live = and_(col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING))
    stopped = and_(
        col(StoppedNumber.office_id) == col(Document.office_id),
        col(StoppedNumber.phone_hash) == col(Document.phone_hash),
    )
    return (
        select(Document, Invitation, Booking, col(StoppedNumber.id))
        .outerjoin(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .outerjoin(Booking, live)
        .outerjoin(StoppedNumber, stopped)
        .where(col(Document.office_id) == office_id, col(Document.reference) == reference)
    )


def _is_proven(document: Document, asked: Asked) -> bool:
    """Whether the birth date is the holder's, or the digits those of the phone on record."""
    if asked.born and knows_birth(document, asked.born):
        return True
    return bool(asked.phone4) and knows_phone(document, asked.phone4 or "")
