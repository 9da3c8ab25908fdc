"""Who is still to be told, and what: the messages of the outbox as a clerk sends them by hand, one after the other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import Session, col

from scheduler.db.models import Message, Office
from scheduler.domain.refusals import N_
from scheduler.messages.notices.due import is_due
from scheduler.messages.notices.table import NOTICES, of_urgency
from scheduler.web.office.shared.manual_notice import ManualNotice, rows_of

PAGE = 50
TOPICS: Mapping[str, str] = {
    "ready": N_("Siap diambil"),
    "moved": N_("Jadwal diundur"),
    "offered": N_("Daftar tunggu"),
    "link": N_("Tautan diminta"),
    "ended": N_("Lewat atau dibatalkan"),
    "reprint": N_("Dicetak ulang"),
    "waiting": N_("Belum diambil"),
    "missing": N_("Berkas kurang"),
    "unanswered": N_("Berkas belum datang"),
    "papers": N_("Blangko dan tempat lain"),
    "reminder": N_("Pengingat"),
}
"""What the list can be narrowed to, by name."""
SOMETIMES = ("waiting", "missing", "unanswered", "papers", "reminder")
"""Shown only while there are any."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One way to narrow the list: its key in the address ("" for all), its name, and how many it holds."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ManualNotices:
    """One page of the messages about a topic; total: how many there are about it."""

    rows: list[ManualNotice]
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


def manual_notices(session: Session, office: Office, asked: Asked) -> ManualNotices:
    """The messages that an office still has to send: what cannot wait first, then the oldest.

    What holds of each is asked once, for the counts of all topics and the page together.
    """
    topic = asked.topic if asked.topic in TOPICS else ""
    due = session.execute(_due(office, asked.now)).all()
    topics = _topics(Counter(cause for _, cause in due))
    wanted = [number for number, cause in due if not topic or cause in _causes(topic)]
    number = min(max(asked.number, 1), max(1, -(-len(wanted) // PAGE)))
    messages = _messages(session, wanted[(number - 1) * PAGE : number * PAGE])
    rows = rows_of(session, office, messages, asked.base_url)
    return ManualNotices(rows, topics, topic, len(wanted), number)


def people_to_tell(session: Session, office: Office, now: datetime) -> int:
    """How many people an office still has to tell something by hand: of one invitation, document or visit, once."""
    invitation, document = col(Message.invitation_id), col(Message.document_id)
    whom = (
        select(
            invitation,
            case((invitation.is_(None), document)).label("document"),
            case((and_(invitation.is_(None), document.is_(None)), col(Message.booking_id))).label("booking"),
        )
        .where(is_due(office, now))
        .distinct()
    )
    return session.scalar(select(func.count()).select_from(whom.subquery())) or 0


def _due(office: Office, now: datetime) -> Select[int, str]:
    """Id and cause of each message that is left to a clerk, in the order in which they are to be sent."""
    cause = col(Message.cause)
    turn = case((cause.in_(of_urgency("now")), 0), (cause.in_(of_urgency("later")), 2), else_=1)
    return select(col(Message.id), cause).where(is_due(office, now)).order_by(turn, col(Message.id))


def _messages(session: Session, ids: Sequence[int]) -> list[Message]:
    """The messages of some ids, in their order."""
    found = {each.id: each for each in session.scalars(select(Message).where(col(Message.id).in_(ids)))}
    return [found[each] for each in ids]


def _topics(counts: Mapping[str, int]) -> list[Topic]:
    topics = [Topic(key, name, sum(counts.get(cause, 0) for cause in _causes(key))) for key, name in TOPICS.items()]
    shown = [topic for topic in topics if topic.count or topic.key not in SOMETIMES]
    return [Topic("", N_("Semua"), sum(counts.values())), *shown]


def _causes(topic: str) -> list[str]:
    return [cause for cause, each in NOTICES.items() if each.topic == topic]
