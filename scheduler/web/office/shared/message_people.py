"""Whom messages are for, as staff may see it: initials, the ends of registration numbers, the nomor jadwal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import (
    AlarmContact,
    Booking,
    BookingDocument,
    Conversation,
    ConversationLine,
    Document,
    Message,
    Office,
)
from scheduler.domain.text.codes import written_short
from scheduler.domain.text.names import initials, last_digits
from scheduler.domain.text.phones import masked
from scheduler.flow.invitations.invitations import HERE
from scheduler.web.shared.wording import Wording

__all__ = ["Paper", "Person", "masked", "people_of"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that a message is about. place: where it is fetched, None at the office itself."""

    reference: str
    who: str
    ref4: str
    title: str
    channel: str
    place: str | None

    @property
    def is_here(self) -> bool:
        """Whether the document is fetched at the office."""
        return self.channel in HERE and not self.place


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a message is for. conversation_id: of an answer in one; the person is then known by the phone's end.

    contact: somebody whom the office named to be told itself.
    """

    papers: Sequence[Paper] = ()
    short: str | None = None
    conversation_id: int | None = None
    phone: str | None = None
    contact: str | None = None

    def places(self, say: Wording, office: Office) -> list[str]:
        """Where the person has to go: the office with its address, or the place that keeps their document."""
        here = ", ".join(filter(None, (office.name, office.address)))
        found = [here if paper.is_here else paper.place or say.delivery_method(paper.channel) for paper in self.papers]
        return list(dict.fromkeys(found or [here]))


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows that some messages are about, by id."""

    documents: Mapping[int, list[Document]] = field(default_factory=dict)
    of_booking: Mapping[int, list[Document]] = field(default_factory=dict)
    of_invitation: Mapping[int, list[Document]] = field(default_factory=dict)
    shorts: Mapping[int, int] = field(default_factory=dict)
    conversations: Mapping[int, Conversation] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)


def people_of(session: Session, messages: Sequence[Message]) -> list[Person]:
    """Whom each message is for, in their order; read at once, however many there are."""
    read = _read(session, messages)
    return [_person(message, read) for message in messages]


def _read(session: Session, messages: Sequence[Message]) -> _Read:
    bookings = {each.booking_id for each in messages if each.booking_id}
    visits = session.execute(
        select(col(BookingDocument.booking_id), Document)
        .join(Document, col(Document.id) == col(BookingDocument.document_id))
        .where(col(BookingDocument.booking_id).in_(bookings))
        .order_by(col(Document.id))
    )
    shorts = select(col(Booking.id), col(Booking.short)).where(col(Booking.id).in_(bookings))
    lines = select(col(ConversationLine.id), Conversation).join(
        Conversation, col(Conversation.id) == col(ConversationLine.conversation_id)
    )
    lines = lines.where(col(ConversationLine.id).in_({each.line_id for each in messages if each.line_id}))
    return _Read(
        documents=_by(_documents(session, Document.id, (each.document_id for each in messages)), "id"),
        of_booking=_grouped((row[0], row[1]) for row in visits),
        of_invitation=_by(
            _documents(session, Document.invitation_id, (each.invitation_id for each in messages)), "invitation_id"
        ),
        shorts={row[0]: row[1] for row in session.execute(shorts)},
        conversations={row[0]: row[1] for row in session.execute(lines)},
        contacts=_contacts(session, {each.contact_id for each in messages if each.contact_id}),
    )


def _contacts(session: Session, ids: set[int]) -> Mapping[int, str]:
    if not ids:
        return {}
    return {each.id: each.name for each in session.scalars(select(AlarmContact).where(col(AlarmContact.id).in_(ids)))}


def _documents(session: Session, column: object, ids: Iterable[int | None]) -> Sequence[Document]:
    wanted = {each for each in ids if each}
    return session.scalars(select(Document).where(col(column).in_(wanted)).order_by(col(Document.id))).all()


def _by(documents: Sequence[Document], name: str) -> dict[int, list[Document]]:
    return _grouped((getattr(document, name), document) for document in documents)


def _grouped(pairs: Iterable[tuple[int, Document]]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = {}
    for key, document in pairs:
        found.setdefault(key, []).append(document)
    return found


def _person(message: Message, read: _Read) -> Person:
    """The document that is named, else those of the visit, else the household's."""
    conversation = read.conversations.get(message.line_id or 0)
    if conversation is not None:
        return Person(conversation_id=conversation.id, phone=masked(conversation.phone))
    if message.contact_id is not None:
        return Person(contact=read.contacts.get(message.contact_id))
    found = (
        read.documents.get(message.document_id or 0)
        or read.of_booking.get(message.booking_id or 0)
        or read.of_invitation.get(message.invitation_id or 0)
        or []
    )
    short = read.shorts.get(message.booking_id or 0)
    return Person([_paper(each) for each in found], written_short(short) if short else None)


def _paper(document: Document) -> Paper:
    return Paper(
        reference=document.reference,
        who=initials(document.holder),
        ref4=last_digits(document.reference, 4),
        title=document.title,
        channel=document.channel,
        place=document.place,
    )
