"""One row of who is still to be told: a message of the outbox as a clerk sends it by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Booking, Document, Invitation, Message, Office
from scheduler.domain.messages import Why
from scheduler.domain.text.codes import written_short
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.flow.invitations.invitations import fetchable
from scheduler.messages.notices.booking.ended import was_not_served
from scheduler.messages.notices.booking.moved import untold_before
from scheduler.messages.notices.documents.papers import office_path
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import invitation_url, ticket_url, wa_me
from scheduler.messages.notices.said import language_of
from scheduler.messages.notices.table import NOTICES
from scheduler.messages.notices.writing import text_of
from scheduler.messages.sending.recipients import Recipient, recipients_of, told_documents
from scheduler.translations import translations


@dataclass(frozen=True, slots=True)
class ManualNotice:
    """A message to send. why: in a word; short: the nomor jadwal of the visit it is about.

    old, new: the times of a moved visit, as its citizen knows them. kept_until: of an offered seat; expires_at: of the
    invitation. whatsapp: opens with the text in the citizen's language; None without a phone. is_unasked: there is a
    phone, whose owner has not agreed to be told by it. url: where the message leads.
    """

    message_id: int
    why: str
    documents: Sequence[Document]
    short: str | None
    old: datetime | None
    new: datetime | None
    kept_until: datetime | None
    expires_at: datetime | None
    whatsapp: str | None
    is_unasked: bool
    url: str


def rows_of(session: Session, office: Office, messages: Sequence[Message], base_url: str) -> list[ManualNotice]:
    """Messages of an office as they are sent by hand, in their order; what they are about is read for all at once."""
    known = Known(session, office, messages)
    to = recipients_of(known, messages)
    return [_row(known, told, to[told.message.id], base_url) for told in _told(known, messages)]


@dataclass(frozen=True, slots=True)
class _Told:
    message: Message
    invitation: Invitation | None
    booking: Booking | None


def _told(known: Known, messages: Sequence[Message]) -> list[_Told]:
    """Messages with what they are about."""
    return [
        _Told(
            each,
            known.invitation_of(each) if each.invitation_id is not None else None,
            known.booking_of(each) if each.booking_id is not None else None,
        )
        for each in messages
    ]


def _row(known: Known, told: _Told, to: Recipient, base_url: str) -> ManualNotice:
    session, office = known.session, known.office
    message, invitation, booking = told.message, told.invitation, told.booking
    language = language_of(known, message)
    text = (
        text_of(known, message, base_url=base_url, translate=translations(language).gettext, language=language)
        if to.phone
        else ""
    )
    choosing = invitation if NOTICES[message.cause].about == "choice" else None
    return ManualNotice(
        message_id=message.id,
        why=_why(session, message),
        documents=_documents(known, told),
        short=written_short(booking.short) if booking else None,
        old=_old(session, message),
        new=_moment(message, "new"),
        kept_until=_moment(message, "until"),
        expires_at=choosing.expires_at if choosing else None,
        whatsapp=wa_me(to.phone, text) if to.phone else None,
        is_unasked=to.why == Why.NO_CONSENT,
        url=_url(office, told, base_url),
    )


def _url(office: Office, told: _Told, base_url: str) -> str:
    """The page that the message leads to, for whoever tells without a phone."""
    message, invitation, booking = told.message, told.invitation, told.booking
    if booking is not None and NOTICES[message.cause].about != "choice":
        return ticket_url(base_url, booking)
    return invitation_url(base_url, invitation) if invitation else f"{base_url}/{office_path(office)}"


def _documents(known: Known, told: _Told) -> Sequence[Document]:
    """What the row names: a moved visit is known by its number and its times."""
    message, booking, invitation = told.message, told.booking, told.invitation
    if message.cause in ABOUT_TIME:
        return []
    if NOTICES[message.cause].about == "document" or (booking is None and invitation is None):
        return told_documents(known, message)
    if booking is not None:
        return known.of_visit(booking.id)
    return fetchable(known.of_family(invitation.id)) if invitation else []


def _why(session: Session, message: Message) -> str:
    return NOTICES[Cause.NOT_SERVED if was_not_served(session, message) else message.cause].word


def _old(session: Session, message: Message) -> datetime | None:
    if message.cause not in ABOUT_TIME:
        return None
    return _moment(next(iter(untold_before(session, message)), message), "old")


def _moment(message: Message, name: str) -> datetime | None:
    value = message.facts.get(name)
    return datetime.fromisoformat(value) if value else None
