"""Who is still to be told, and what: the messages of the outbox as a clerk sends them by hand, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from scheduler.db.models import Message, Office
from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.messages.notices.due import is_due
from scheduler.web.office.shared.manual_notice import ManualNotice, rows_of

PAGE = 50
URGENT = (Cause.OFFERED, Cause.LINK)
"""These cannot wait: a seat is kept for half an hour, a citizen waits for the link that was asked for."""
LATER = (Cause.BLANK, Cause.ELSEWHERE, Cause.UNCOLLECTED, Cause.UNANSWERED, Cause.LAPSED)
"""These can wait until the others are told; their topics are shown only while there are any."""
TOPICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ready": (N_("Siap diambil"), (Cause.READY,)),
    "moved": (N_("Jadwal diundur"), ABOUT_TIME),
    "offered": (N_("Daftar tunggu"), (Cause.OFFERED,)),
    "link": (N_("Tautan diminta"), (Cause.LINK,)),
    "ended": (N_("Lewat atau dibatalkan"), (Cause.MISSED, Cause.CANCELLED, Cause.WITHDRAWN)),
    "reprint": (N_("Dicetak ulang"), (Cause.REPRINT,)),
    "waiting": (N_("Belum diambil"), (Cause.UNCOLLECTED,)),
    "missing": (N_("Berkas kurang"), (Cause.INCOMPLETE, Cause.PICTURE_REFUSED)),
    "unanswered": (N_("Berkas belum datang"), (Cause.UNANSWERED, Cause.LAPSED)),
    "papers": (N_("Blangko dan tempat lain"), (Cause.BLANK, Cause.ELSEWHERE, Cause.SOUGHT)),
    "reminder": (N_("Pengingat"), (Cause.REMINDER,)),
}
"""What the list can be narrowed to: its name, and the causes."""
SOMETIMES = ("waiting", "missing", "unanswered", "papers", "reminder")


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
    messages = session.scalars(
        select(Message)
        .where(is_due(office, asked.now, TOPICS[topic][1] if topic else None))
        .order_by(case((cause.in_(URGENT), 0), (cause.in_(LATER), 2), else_=1), col(Message.id))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    ).all()
    rows = rows_of(session, office, messages, asked.base_url)
    return ManualNotices(rows, topics, topic, total, number)


def _topics(session: Session, office: Office, now: datetime) -> list[Topic]:
    counted = select(Message.cause, func.count()).where(is_due(office, now)).group_by(col(Message.cause))
    counts = {row[0]: row[1] for row in session.execute(counted)}
    topics = [Topic(key, name, sum(counts.get(cause, 0) for cause in causes)) for key, (name, causes) in TOPICS.items()]
    shown = [topic for topic in topics if topic.count or topic.key not in SOMETIMES]
    return [Topic("", N_("Semua"), sum(counts.values())), *shown]
