"""The right to book: given for a ready document, or joined by it where its household already has an open one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Booking, Document, Invitation, Office
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text import codes
from scheduler.flow.core.outbox import note_ready

PURPOSE = "invitation"
SELF_PRINT = "self_print"
HERE = frozenset({"office", SELF_PRINT})
"""Channels for which the office itself can be booked; a paper to print at home may be fetched all the same."""

SETTLES = timedelta(minutes=1)
"""What a household has ready is often marked within seconds: it is told of once, when no more comes."""


def invite(session: Session, document: Document, office: Office, *, now: datetime) -> Invitation | None:
    """Give a ready document its invitation now; None where it is handed over elsewhere.

    Of one household one after the other, so that two documents of the same moment share one. A visit that is booked
    for the document keeps its own.
    """
    if document.stage != DocumentStage.READY or document.channel not in HERE:
        return None
    if document.household is not None:
        hold_name(session, document.household)
    if document.invitation_id is not None and queries.live_booking_of_document(session, document.id) is not None:
        return session.get(Invitation, document.invitation_id)
    invitation = _open_invitation(session, document, now) or _new_invitation(session, document, office, now)
    if document.invitation_id != invitation.id:
        invited = update(Document).where(col(Document.id) == document.id)
        change_rows(session, invited.values(invitation_id=invitation.id))
        document.invitation_id = invitation.id
    note_ready(session, invitation, now=now, due_at=now + SETTLES)
    return invitation


def renew(session: Session, invitation: Invitation, office: Office, *, now: datetime) -> None:
    """Make an expired invitation good again for the office's usual time, and put it into the outbox once more."""
    if invitation.expires_at <= now:
        invitation.expires_at = _expiry(office, now)
        session.add(invitation)
        session.flush()
    note_ready(session, invitation, now=now)


def known_invitation(session: Session, code: str) -> Invitation:
    """The invitation of a code, expired or used or not. Raises InvitationUnknown."""
    invitation = queries.invitation_by_code(session, code)
    if invitation is None:
        raise InvitationUnknown
    return invitation


def held_invitation(session: Session, code: str) -> Invitation:
    """The invitation of a code, held until the transaction ends: nobody reports its link meanwhile.

    Raises InvitationUnknown.
    """
    invitation = queries.held_invitation_by_code(session, code)
    if invitation is None:
        raise InvitationUnknown
    return invitation


def refuse_expired(invitation: Invitation, now: datetime) -> None:
    """Refuse an invitation whose time is over. Raises InvitationExpired."""
    if invitation.expires_at <= now:
        raise InvitationExpired(expired_at=invitation.expires_at)


def fetchable(documents: list[Document]) -> list[Document]:
    """Those of an invitation's documents that can be booked now."""
    return [d for d in documents if d.stage == DocumentStage.READY and d.channel in HERE]


def is_fetched_unasked(channel: str, paper_asked_at: datetime | None) -> bool:
    """Whether a visit fetches a document where nobody chose: not what prints itself, unless its paper was asked for."""
    return channel != SELF_PRINT or paper_asked_at is not None


def fetched_unasked(documents: list[Document]) -> list[Document]:
    """Those of an invitation's documents that a visit fetches where nobody chose among them."""
    return [each for each in fetchable(documents) if is_fetched_unasked(each.channel, each.paper_asked_at)]


def main_service(work: Iterable[tuple[int, int]]) -> int:
    """The service a visit's ticket belongs to: of (service, minutes) a document, the one with most minutes."""
    minutes: dict[int, int] = {}
    for service_id, each in work:
        minutes[service_id] = minutes.get(service_id, 0) + each
    return max(minutes, key=lambda service_id: (minutes[service_id], -service_id))


def code_of(invitation: Invitation) -> str:
    """The invitation's code, written out again as it was."""
    return keys.ring().code(PURPOSE, invitation.salt, invitation.code_hash, "invitation.salt")


def pass_of(booking: Booking) -> str:
    """The pass code of a booking, written out again as it was."""
    return keys.ring().code("pass", booking.salt, booking.code_hash, "booking.salt")


def _open_invitation(session: Session, document: Document, now: datetime) -> Invitation | None:
    if document.invitation_id is not None:
        own = session.get(Invitation, document.invitation_id)
        if own and own.expires_at > now and queries.live_booking_of_invitation(session, own.id) is None:
            return own
    if document.household is None:
        return None
    return queries.open_invitation_of_household(session, document.office_id, document.household, now)


def _new_invitation(session: Session, document: Document, office: Office, now: datetime) -> Invitation:
    salt = codes.new_salt()
    invitation = Invitation(
        office_id=office.id,
        household=document.household,
        salt=salt,
        code_hash=codes.hash_of(codes.derive(keys.ring().codes[0], PURPOSE, salt)),
        language=document.language,
        created_at=now,
        expires_at=_expiry(office, now),
    )
    session.add(invitation)
    session.flush()
    return invitation


def _expiry(office: Office, now: datetime) -> datetime:
    return now + timedelta(days=office.invitation_days)
