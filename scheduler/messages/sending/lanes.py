"""The outbox by lanes: what of one office goes by the same channel next. A worker takes from one lane at a time, so
that a channel that is slow, paused or at its limit holds up nobody else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, bindparam, false, literal_column, or_, text
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Conversation, ConversationLine, Message, Office
from scheduler.db.types import UTCDateTime
from scheduler.flow.core.outbox import TO_OFFICE, Cause
from scheduler.messages.channels.base import Kind
from scheduler.messages.ladder import AT_HAND, rungs

CONSOLE = "console"
LEASE = timedelta(minutes=2)
"""So long a worker may hold a message without a word; then another takes it over."""
IS_NEW, IS_LEASED = text("message.state = 'new'"), text("message.state = 'sending'")
IS_REPLYING = text("message.line_id IS NOT NULL AND message.state IN ('new', 'sending')")
IS_PAUSED = text("message.state = 'new' AND message.why = 'paused'")
"""In the very words of the indexes of messages: a value that is bound would not let SQLite use them."""
FARTHEST = timedelta(days=1)
"""Nothing is put off for longer: what is due later was put off under a clock that has been set back since."""

NOW, FAR = bindparam("now", type_=UTCDateTime()), bindparam("far", type_=UTCDateTime())
OFFICE, RUNG = bindparam("office", type_=Integer()), bindparam("rung", type_=Integer())
IS_TOLD = and_(IS_NEW, col(Message.cause) != literal_column(f"'{Cause.REPLY}'"))
_NEXT = (
    select(col(Message.office_id), col(Message.rung))
    .where(IS_TOLD)
    .order_by(col(Message.office_id), col(Message.rung))
    .limit(literal_column("1"))
)
NEXT_OFFICE = Prepared(_NEXT.where(col(Message.office_id) > OFFICE))
NEXT_RUNG = Prepared(_NEXT.where(col(Message.office_id) == OFFICE, col(Message.rung) > RUNG))
_OF_LANE = select(Message.id).where(IS_TOLD, col(Message.office_id) == OFFICE, col(Message.rung) == RUNG)
IS_ANY_DUE = Prepared(
    select(
        or_(
            _OF_LANE.where(col(Message.due_at).is_(None)).exists(),
            _OF_LANE.where(col(Message.due_at) <= NOW).exists(),
            _OF_LANE.where(col(Message.due_at) > FAR).exists(),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Lane:
    """Messages of one office that go by one channel next.

    channel: None where the ladder ends before the rung. rung: of the office's ladder, also where none of it may leave
    the machine (is_last: what the console shows is for a clerk then, whatever rungs come after). is_reply: answers in
    conversations, which go the way they came.
    """

    office_id: int
    channel: str | None
    rung: int = 0
    is_reply: bool = False
    is_last: bool = False

    @property
    def way(self) -> tuple[int, str | None]:
        """The office and the channel, which may have been asked to wait."""
        return self.office_id, self.channel


@dataclass(frozen=True, slots=True)
class Looking:
    """How a worker sees the outbox. worker: its name; now: by the office's clock.

    takes_over: whether leases of others may have ended. Not while the clock was set a moment ago: they then look
    ended to everybody, while their holders are sending. to_office: nothing is seen but what the office itself is told:
    by a process that stands in for a worker that stopped.
    """

    worker: str
    now: datetime
    takes_over: bool = True
    to_office: bool = False


def lanes(session: Session, looking: Looking, kinds: Mapping[str, Kind]) -> list[Lane]:
    """The lanes in which something is due. kinds: the channels that may be used at all."""
    offices = {office.id: office for office in queries.offices(session)}
    if looking.to_office:
        found = [lane_of(offices[office], rung, kinds) for office, rung in _of_offices(session, looking)]
    else:
        found = [*_replies(session, looking), *_told(session, looking, kinds, offices)]
    paused = paused_at(session, looking.now)
    return [lane for lane in dict.fromkeys(found) if lane.way not in paused]


def is_fresh() -> ColumnElement[bool]:
    """New messages that were never put off."""
    return and_(IS_NEW, col(Message.due_at).is_(None))


def is_due(looking: Looking) -> ColumnElement[bool]:
    """New messages that were put off until a moment that has come."""
    return and_(IS_NEW, col(Message.due_at) <= looking.now)


def is_far_off(looking: Looking) -> ColumnElement[bool]:
    """New messages that were put off under a clock that has been set back since."""
    return and_(IS_NEW, col(Message.due_at) > looking.now + FARTHEST)


def is_left(looking: Looking) -> ColumnElement[bool]:
    """Messages whose worker has died."""
    if not looking.takes_over:
        return false()
    ended = or_(col(Message.lease_until) <= looking.now, col(Message.lease_until) > looking.now + LEASE)
    return and_(IS_LEASED, col(Message.lease_by) != looking.worker, ended)


def claimable(looking: Looking) -> ColumnElement[bool]:
    """New messages that are due, and those whose worker has died."""
    return or_(is_fresh(), is_due(looking), is_far_off(looking), is_left(looking))


def within(lane: Lane) -> ColumnElement[bool]:
    """The messages of a lane. Only for a query of messages alone."""
    of_office = col(Message.office_id) == lane.office_id
    if not lane.is_reply:
        return and_(of_office, col(Message.rung) == lane.rung, col(Message.cause) != Cause.REPLY)
    line = (
        select(ConversationLine.id)
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(col(ConversationLine.id) == col(Message.line_id), col(Conversation.channel) == lane.channel)
    )
    return and_(of_office, col(Message.cause) == Cause.REPLY, line.exists())


def lane_of(office: Office, rung: int, kinds: Mapping[str, Kind]) -> Lane:
    """The lane of an office's messages at a rung: the console where no channel of the ladder may be used."""
    ladder = rungs(office)
    if not any(each.channel in kinds for each in ladder if each.channel not in AT_HAND):
        return Lane(office.id, CONSOLE, rung, is_last=True)
    return Lane(office.id, ladder[rung].channel if rung < len(ladder) else None, rung)


def _told(
    session: Session, looking: Looking, kinds: Mapping[str, Kind], offices: Mapping[int, Office]
) -> Iterator[Lane]:
    rows = select(col(Message.office_id), col(Message.rung)).where(col(Message.cause) != Cause.REPLY)
    left = session.execute(rows.where(is_left(looking)).distinct()) if looking.takes_over else ()
    for office_id, rung in sorted({*_due(session, looking), *(tuple(row) for row in left)}):
        yield lane_of(offices[office_id], rung, kinds)


def _due(session: Session, looking: Looking) -> Iterator[tuple[int, int]]:
    """The offices and rungs of new messages that are due, each found behind the one before in the index of new ones,
    and asked by a seek each for what was never put off, is due, or is too far off: what waits in a lane is not gone
    through, whether any of it is due or none.
    """
    moments = {"now": looking.now, "far": looking.now + FARTHEST}
    found = NEXT_OFFICE.first(session, office=0)
    while found:
        office, rung = found
        due = IS_ANY_DUE.first(session, office=office, rung=rung, **moments)
        if due and due[0]:
            yield office, rung
        found = NEXT_RUNG.first(session, office=office, rung=rung) or NEXT_OFFICE.first(session, office=office)


def _of_offices(session: Session, looking: Looking) -> list[tuple[int, int]]:
    """The offices and rungs of what offices themselves are to be told."""
    rows = select(col(Message.office_id), col(Message.rung)).where(col(Message.cause).in_(TO_OFFICE), IS_NEW)
    due = or_(col(Message.due_at).is_(None), col(Message.due_at) <= looking.now)
    return sorted((office, rung) for office, rung in session.execute(rows.where(due).distinct()))


def _replies(session: Session, looking: Looking) -> Iterator[Lane]:
    due = (
        select(col(Message.office_id), col(Conversation.channel))
        .join(ConversationLine, col(ConversationLine.id) == col(Message.line_id))
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(IS_REPLYING, claimable(looking), col(Message.cause) == Cause.REPLY)
    )
    for office_id, channel in session.execute(due.distinct()):
        yield Lane(office_id, channel, is_reply=True)


def paused_at(session: Session, now: datetime) -> set[tuple[int, str | None]]:
    """The channels whose far side asked an office to wait: a message stands there that waits for it."""
    waiting = select(col(Message.office_id), col(Message.channel)).where(
        IS_PAUSED,
        col(Message.due_at) > now,
        col(Message.due_at) <= now + FARTHEST,
    )
    return {(office_id, channel) for office_id, channel in session.execute(waiting.distinct())}
