"""The outbox by lanes: what of one office goes by the same channel next. A worker takes from one lane at a time, so
that a channel that is slow, paused or at its limit holds up nobody else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, text
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Conversation, ConversationLine, Message, Office
from scheduler.domain.messages import Why
from scheduler.flow.core.outbox import Cause
from scheduler.messages.channels.base import Kind
from scheduler.messages.ladder import AT_HAND, rungs

CONSOLE = "console"
LEASE = timedelta(minutes=2)
"""So long a worker may hold a message without a word; then another takes it over."""
IS_UNDER_WAY = text("message.state IN ('new', 'sending')")
"""In the very words of the index of messages: a value that is bound would not let SQLite use it."""
FARTHEST = timedelta(days=1)
"""Nothing is put off for longer: what is due later was put off under a clock that has been set back since."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Messages of one office that go by one channel next.

    channel: None where the ladder ends before the rung. rung: of the office's ladder; None for all rungs, where none
    leaves the machine. is_reply: answers in conversations, which go the way they came.
    """

    office_id: int
    channel: str | None
    rung: int | None = None
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """How a worker sees the outbox. worker: its name; now: by the office's clock.

    takes_over: whether leases of others may have ended. Not while the clock was set a moment ago: they then look
    ended to everybody, while their holders are sending.
    """

    worker: str
    now: datetime
    takes_over: bool = True


def lanes(session: Session, looking: Looking, kinds: Mapping[str, Kind]) -> list[Lane]:
    """The lanes in which something is due. kinds: the channels that may be used at all."""
    offices = {office.id: office for office in queries.offices(session)}
    found = [*_replies(session, looking), *_told(session, looking, kinds, offices)]
    paused = _paused(session, looking.now)
    return [lane for lane in dict.fromkeys(found) if (lane.office_id, lane.channel) not in paused]


def claimable(looking: Looking) -> ColumnElement[bool]:
    """New messages that are due, and those whose worker has died."""
    now = looking.now
    due = or_(col(Message.due_at).is_(None), col(Message.due_at) <= now, col(Message.due_at) > now + FARTHEST)
    new = and_(col(Message.state) == "new", due)
    if not looking.takes_over:
        return and_(IS_UNDER_WAY, new)
    ended = or_(col(Message.lease_until) <= now, col(Message.lease_until) > now + LEASE)
    left = and_(col(Message.state) == "sending", col(Message.lease_by) != looking.worker, ended)
    return and_(IS_UNDER_WAY, or_(new, left))


def within(lane: Lane) -> ColumnElement[bool]:
    """The messages of a lane. Only for a query of messages alone."""
    of_office = col(Message.office_id) == lane.office_id
    if not lane.is_reply:
        told = and_(of_office, col(Message.cause) != Cause.REPLY)
        return told if lane.rung is None else and_(told, col(Message.rung) == lane.rung)
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
        return Lane(office.id, CONSOLE)
    return Lane(office.id, ladder[rung].channel if rung < len(ladder) else None, rung)


def _told(
    session: Session, looking: Looking, kinds: Mapping[str, Kind], offices: Mapping[int, Office]
) -> Iterator[Lane]:
    due = select(col(Message.office_id), col(Message.rung)).where(claimable(looking), col(Message.cause) != Cause.REPLY)
    for office_id, rung in session.execute(due.distinct().order_by(col(Message.office_id), col(Message.rung))):
        yield lane_of(offices[office_id], rung, kinds)


def _replies(session: Session, looking: Looking) -> Iterator[Lane]:
    due = (
        select(col(Message.office_id), col(Conversation.channel))
        .join(ConversationLine, col(ConversationLine.id) == col(Message.line_id))
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(claimable(looking), col(Message.cause) == Cause.REPLY)
    )
    for office_id, channel in session.execute(due.distinct()):
        yield Lane(office_id, channel, is_reply=True)


def _paused(session: Session, now: datetime) -> set[tuple[int, str | None]]:
    """The channels whose far side asked an office to wait: a message stands there that waits for it."""
    waiting = select(col(Message.office_id), col(Message.channel)).where(
        IS_UNDER_WAY,
        col(Message.state) == "new",
        col(Message.why) == Why.PAUSED,
        col(Message.due_at) > now,
        col(Message.due_at) <= now + FARTHEST,
    )
    return {(office_id, channel) for office_id, channel in session.execute(waiting.distinct())}
