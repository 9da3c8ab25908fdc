"""Whom messages go to: which documents' people are told, and by which addresses they can be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import union
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.models import (
    AlarmContact,
    Application,
    Consent,
    Conversation,
    ConversationLine,
    Document,
    Message,
    Office,
    PushSubscription,
    StoppedNumber,
)
from scheduler.domain.messages import Why
from scheduler.domain.text.phones import mobile
from scheduler.flow.core.consents import may_be_told
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.core.outbox import TO_OFFICE, Cause
from scheduler.flow.invitations.invitations import fetchable
from scheduler.messages.channels.base import Reach
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.table import NOTICES

OF_THE_TURN = tuple(each.cause for each in NOTICES.values() if each.of_the_turn)
"""Browsers that asked for it hear these from the board itself (`scheduler.jobs.push`), not a second time from here."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The addresses of a message. phone: as +62812...; browser: a booking whose browsers asked to be told.

    why: where there is no phone to use though one is known, the reason.
    """

    phone: str | None = None
    email: str | None = None
    browser: int | None = None
    why: Why | None = None

    def address(self, reach: Reach) -> str | None:
        """Where a channel of this reach sends to, if it can."""
        if reach == "phone":
            return self.phone
        if reach == "email":
            return self.email
        return str(self.browser) if reach == "browser" and self.browser is not None else None


def recipient_of(session: Session, office: Office, message: Message) -> Recipient:
    """Whom a message goes to now."""
    return recipients_of(Known(session, office, [message]), [message])[message.id]


def recipients_of(known: Known, messages: Sequence[Message]) -> Mapping[int, Recipient]:
    """By message: whom it goes to now. An answer goes to whoever wrote, whatever else they stopped."""
    session, office = known.session, known.office
    documents = {message.id: told_documents(known, message) for message in messages}
    phones = _phones(session, office, (each.phone for told in documents.values() for each in told))
    browsers = _browsers(session, messages)
    found: dict[int, Recipient] = {}
    for message in messages:
        if message.cause == Cause.REPLY:
            found[message.id] = Recipient(phone=conversation_of(session, message).phone)
        elif message.cause == Cause.PHONE_CODE:
            found[message.id] = _asker(session, office, message)
        elif message.cause in TO_OFFICE:
            found[message.id] = _of_office(session, office, message)
        else:
            hears = message.booking_id in browsers and message.cause not in OF_THE_TURN
            browser = message.booking_id if hears else None
            found[message.id] = _recipient(documents[message.id], phones, browser)
    return found


def told_documents(known: Known, message: Message) -> list[Document]:
    """The documents whose people a message is for: the one it names, else the household's, else the visit's."""
    if message.document_id is not None or message.invitation_id is None:
        return known.documents_of(message)
    family = known.of_family(message.invitation_id)
    return fetchable(family) if message.cause == Cause.READY else family


def conversation_of(session: Session, message: Message) -> Conversation:
    """The conversation that an answer belongs to."""
    line = session.get_one(ConversationLine, message.line_id)
    return session.get_one(Conversation, line.conversation_id)


def _asker(session: Session, office: Office, message: Message) -> Recipient:
    """The phone of an application that is to be confirmed: its owner asked for it just now."""
    phone = session.get_one(Application, message.application_id).phone
    return Recipient(why=Why.STOPPED) if stopped_among(session, office.id, [phone]) else Recipient(phone=phone)


def _of_office(session: Session, office: Office, message: Message) -> Recipient:
    """Somebody whom the office named; where it named nobody its own phone, if that is one in a pocket.

    Whoever asked this office for no more messages by phone gets none, and an e-mail where there is an address.
    """
    if message.contact_id is None:
        return Recipient(phone=mobile(office.phone))
    contact = session.get_one(AlarmContact, message.contact_id)
    if not stopped_among(session, office.id, [contact.phone]):
        return Recipient(contact.phone, contact.email)
    return Recipient(email=contact.email, why=None if contact.email else Why.STOPPED)


def _recipient(documents: Sequence[Document], phones: Mapping[str, Why | None], browser: int | None) -> Recipient:
    theirs = list(dict.fromkeys(document.phone for document in documents if document.phone))
    phone = next((each for each in theirs if phones[each] is None), None)
    email = next((document.email for document in documents if document.email), None)
    if phone is not None or not theirs:
        return Recipient(phone, email, browser)
    if all(phones[each] == Why.STOPPED for each in theirs):
        return Recipient(why=Why.STOPPED)  # who wants no messages wants none by any way
    return Recipient(None, email, browser, Why.NO_CONSENT)


def _phones(session: Session, office: Office, phones: Iterable[str | None]) -> Mapping[str, Why | None]:
    """Of some phones: why each may not be told, or None. Of most nothing was ever said, and those are not asked."""
    hashes = {phone: keys.ring().look_ups("phone", phone) for phone in phones if phone}
    every = [known for each in hashes.values() for known in each]
    if not every:
        return {}
    said = union(
        *(
            select(table.phone_hash).where(col(table.office_id) == office.id, col(table.phone_hash).in_(every))
            for table in (Consent, StoppedNumber)
        )
    )
    known = set(session.scalars(said))
    unsaid = Why.NO_CONSENT if office.asks_consent else None
    return {phone: unsaid if known.isdisjoint(each) else _why(session, office, phone) for phone, each in hashes.items()}


def _why(session: Session, office: Office, phone: str) -> Why | None:
    if may_be_told(session, office, phone):
        return None
    return Why.STOPPED if stopped_among(session, office.id, [phone]) else Why.NO_CONSENT


def _browsers(session: Session, messages: Sequence[Message]) -> set[int]:
    visits = {each.booking_id for each in messages if each.booking_id is not None}
    if not visits:
        return set()
    live = select(PushSubscription.booking_id).where(
        col(PushSubscription.booking_id).in_(visits), col(PushSubscription.ended_at).is_(None)
    )
    return set(session.scalars(live))
