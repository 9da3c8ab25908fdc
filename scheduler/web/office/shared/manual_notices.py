"""Who is still to be told, and what: the messages of the outbox as a clerk sends them by hand, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func
from sqlmodel import Session, col, select

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
    """The messages that an office still has to send: what cannot wait first, then the oldest."""
    topic = asked.topic if asked.topic in TOPICS else ""
    topics = _topics(session, office, asked.now)
    total = next((each.count for each in topics if each.key == topic), 0)
    number = min(max(asked.number, 1), max(1, -(-total // PAGE)))
    cause = col(Message.cause)
    turn = case((cause.in_(of_urgency("now")), 0), (cause.in_(of_urgency("later")), 2), else_=1)
    messages = session.scalars(
        select(Message)
        .where(is_due(office, asked.now, _causes(topic) if topic else None))
        .order_by(turn, col(Message.id))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    ).all()
    rows = rows_of(session, office, messages, asked.base_url)
    return ManualNotices(rows, topics, topic, total, number)


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
    return session.exec(select(func.count()).select_from(whom.subquery())).one()


def _topics(session: Session, office: Office, now: datetime) -> list[Topic]:
    counted = select(Message.cause, func.count()).where(is_due(office, now)).group_by(col(Message.cause))
    counts = {row[0]: row[1] for row in session.execute(counted)}
    topics = [Topic(key, name, sum(counts.get(cause, 0) for cause in _causes(key))) for key, name in TOPICS.items()]
    shown = [topic for topic in topics if topic.count or topic.key not in SOMETIMES]
    return [Topic("", N_("Semua"), sum(counts.values())), *shown]


def _causes(topic: str) -> list[str]:
    return [cause for cause, each in NOTICES.items() if each.topic == topic]
