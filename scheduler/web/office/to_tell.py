"""Who is still to be told, and what: the messages of the outbox as a clerk sends them by hand, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Message, Office
from scheduler.domain.codes import written_short
from scheduler.domain.errors import N_
from scheduler.flow.invitations import fetchable
from scheduler.flow.outbox import ABOUT_TIME, Cause
from scheduler.flow.stopped import phone_to_tell
from scheduler.messages.due import is_due
from scheduler.messages.ended import was_not_served
from scheduler.messages.links import invitation_url, ticket_url, wa_me
from scheduler.messages.moved import untold_before
from scheduler.messages.texts import text_of
from scheduler.web.translations import translations

PAGE = 50
URGENT = (Cause.OFFERED, Cause.LINK)
"""These cannot wait: a seat is kept for half an hour, a citizen waits for the link that was asked for."""
TOPICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ready": (N_("Siap diambil"), (Cause.READY,)),
    "moved": (N_("Jadwal diundur"), ABOUT_TIME),
    "offered": (N_("Daftar tunggu"), (Cause.OFFERED,)),
    "link": (N_("Tautan diminta"), (Cause.LINK,)),
    "ended": (N_("Lewat atau dibatalkan"), (Cause.MISSED, Cause.CANCELLED)),
}
"""What the list can be narrowed to: its name, and the causes."""
WHY: Mapping[str, str] = {
    Cause.READY: N_("Bisa dijadwalkan"),
    Cause.MOVED: N_("Jadwal diundur"),
    Cause.MOVED_AGAIN: N_("Jadwal diundur lagi"),
    Cause.MOVED_BACK: N_("Jadwal kembali semula"),
    Cause.CLOSED: N_("Layanan ditunda"),
    Cause.OFFERED: N_("Ada tempat"),
    Cause.LINK: N_("Tautan diminta"),
    Cause.MISSED: N_("Jadwal lewat"),
    Cause.CANCELLED: N_("Jadwal dibatalkan"),
}
NOT_SERVED = N_("Belum sempat dilayani")


@dataclass(frozen=True, slots=True)
class ToTell:
    """A message to send. why: in a word; short: the nomor jadwal of the visit it is about.

    old, new: the times of a moved visit, as its citizen knows them. kept_until: of an offered seat; expires_at: of the
    invitation. whatsapp: opens with the text in the citizen's language; None without a phone. url: where it leads.
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
    url: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One way to narrow the list: its key in the address ("" for all), its name, and how many it holds."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ToTellList:
    """One page of the messages about a topic; total: how many there are about it."""

    rows: list[ToTell]
    topics: list[Topic]
    topic: str
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page (1 is the first) of which topic ("" is all); where links lead, and when it is asked."""

    topic: str
    number: int
    base_url: str
    now: datetime


def to_tell(session: Session, office: Office, asked: Asked) -> ToTellList:
    """The messages that an office still has to send: what cannot wait first, then the oldest."""
    topic = asked.topic if asked.topic in TOPICS else ""
    topics = _topics(session, office, asked.now)
    total = next(each.count for each in topics if each.key == topic)
    number = min(max(asked.number, 1), max(1, -(-total // PAGE)))
    messages = session.scalars(
        select(Message)
        .where(is_due(office.id, asked.now, TOPICS[topic][1] if topic else None))
        .order_by(case((col(Message.cause).in_(URGENT), 0), else_=1), col(Message.id))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    ).all()
    rows = [_row(session, office, told, asked.base_url) for told in _told(session, messages)]
    return ToTellList(rows, topics, topic, total, number)


@dataclass(frozen=True, slots=True)
class _Told:
    message: Message
    invitation: Invitation
    booking: Booking | None


def _told(session: Session, messages: Sequence[Message]) -> list[_Told]:
    """Messages with what they are about, read at once."""
    households = col(Invitation.id).in_([message.invitation_id for message in messages])
    visits = col(Booking.id).in_([message.booking_id for message in messages])
    invitations = {each.id: each for each in session.scalars(select(Invitation).where(households))}
    bookings = {each.id: each for each in session.scalars(select(Booking).where(visits))}
    return [_Told(each, invitations[each.invitation_id or 0], bookings.get(each.booking_id or 0)) for each in messages]


def _topics(session: Session, office: Office, now: datetime) -> list[Topic]:
    counted = select(Message.cause, func.count()).where(is_due(office.id, now)).group_by(col(Message.cause))
    counts = {row[0]: row[1] for row in session.execute(counted)}
    topics = [Topic(key, name, sum(counts.get(cause, 0) for cause in causes)) for key, (name, causes) in TOPICS.items()]
    return [Topic("", N_("Semua"), sum(counts.values())), *topics]


def _row(session: Session, office: Office, told: _Told, base_url: str) -> ToTell:
    message, invitation, booking = told.message, told.invitation, told.booking
    family = list(queries.documents_of_invitation(session, invitation.id))
    phone = phone_to_tell(session, office.id, _reached_by(message, family))
    language = invitation.language
    text = text_of(
        session, message, base_url=base_url, translate=translations(language).gettext, language=language
    ) if phone else ""  # fmt: skip
    choosing = message.cause not in (*ABOUT_TIME, Cause.LINK) and not (message.cause == Cause.OFFERED and booking)
    url = invitation_url(base_url, invitation) if booking is None or choosing else ticket_url(base_url, booking)
    return ToTell(
        message_id=message.id,
        why=_why(session, message),
        documents=_documents(session, told, family),
        short=written_short(booking.short) if booking else None,
        old=_old(session, message),
        new=_moment(message, "new"),
        kept_until=_moment(message, "until"),
        expires_at=invitation.expires_at if choosing and message.cause != Cause.OFFERED else None,
        whatsapp=wa_me(phone, text) if phone else None,
        url=url,
    )


def _reached_by(message: Message, family: list[Document]) -> list[Document]:
    """Whose phones are called: a link goes to the document that was asked for alone, what is ready to its own."""
    if message.document_id is not None:
        return [document for document in family if document.id == message.document_id]
    return fetchable(family) if message.cause == Cause.READY else family


def _documents(session: Session, told: _Told, family: list[Document]) -> Sequence[Document]:
    """What the row names: a moved visit is known by its number and its times."""
    if told.message.cause in ABOUT_TIME:
        return []
    return queries.documents_of_booking(session, told.booking.id) if told.booking else fetchable(family)


def _why(session: Session, message: Message) -> str:
    return NOT_SERVED if was_not_served(session, message) else WHY[message.cause]


def _old(session: Session, message: Message) -> datetime | None:
    if message.cause not in ABOUT_TIME:
        return None
    return _moment(next(iter(untold_before(session, message)), message), "old")


def _moment(message: Message, name: str) -> datetime | None:
    value = message.facts.get(name)
    return datetime.fromisoformat(value) if value else None
