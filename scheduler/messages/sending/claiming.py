"""A worker takes messages from the outbox: what still holds, for whom it may go, and with each try written down before
its channel is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import case
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.messages import Why
from scheduler.messages.channels.base import Letter
from scheduler.messages.notices.due import still_true
from scheduler.messages.notices.table import of_urgency
from scheduler.messages.sending import accounts, transitions
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.answers_lost import leave_none_lying
from scheduler.messages.sending.decisions import Decisions, Going, Trade
from scheduler.messages.sending.lanes import CONSOLE, LEASE, Lane, Looking, claimable, lane_of, within
from scheduler.messages.sending.recipients import recipients_of

MOST = 20
"""Messages of one step at most: on SQLite everybody else waits for it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that its channel is to be asked to send, once; the try is written down. number: 1 for the first."""

    message_id: int
    attempt_id: int
    number: int
    cause: str
    used: Used
    letter: Letter = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that only the console shows."""

    message_id: int
    cause: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a worker took. seen: how many messages were looked at, also those that go nowhere; 0: nothing is left."""

    taken: Sequence[Taken] = ()
    shown: Sequence[Shown] = ()
    seen: int = 0


def take(session: Session, looking: Looking, lane: Lane, trade: Trade, *, most: int = MOST) -> Batch:
    """Take at most so many messages of a lane.

    1. Hold the account, and count what has gone through it in the last minute, by any process.
    2. Claim messages that nobody else holds, first those that somebody waits for.
    3. Let go of each that is not true any more, may not go, cannot go this way, or can wait until morning.
    4. Write down the tries of the others.
    """
    office = session.get_one(Office, lane.office_id)
    if not lane.is_reply and lane != lane_of(office, lane.rung or 0, trade.kinds):
        return Batch()  # the ladder was changed meanwhile
    kind = trade.kinds.get(lane.channel or "")
    used = accounts.hold(session, office.id, kind) if kind else None
    left = accounts.room(session, used, looking.now) if used else None
    claimed = claim(session, looking, lane, most=most if left is None else min(most, left))
    tried, recipients = transitions.tries_of(session, claimed), recipients_of(session, office, claimed)
    decisions = Decisions(session, looking, office, lane, trade, used, tried, recipients)
    going = _going(session, looking, decisions, claimed)
    shown = [_shown(session, looking, office, lane, each) for each in going if each.letter is None]
    taken = list(_taken(session, looking, used, going))
    session.flush()
    for message in claimed:
        leave_none_lying(session, message, now=looking.now)
    return Batch(taken, shown, len(claimed))


def claim(session: Session, looking: Looking, lane: Lane, *, most: int) -> Sequence[Message]:
    """Messages that are this transaction's alone: on PostgreSQL their rows are locked, and those that another has
    locked are passed over; on SQLite everything is.
    """
    if most <= 0:
        return []
    urgent = case((col(Message.cause).in_(of_urgency("now")), 0), else_=1)
    query = select(Message).where(claimable(looking), within(lane)).order_by(urgent, col(Message.id)).limit(most)
    return session.scalars(_held(query)).all()


def _held(query: SelectOfScalar[Message]) -> SelectOfScalar[Message]:
    return query.with_for_update(skip_locked=True)


def _going(session: Session, looking: Looking, decisions: Decisions, claimed: Sequence[Message]) -> list[Going]:
    """Of the messages those that go, in the order of their claim; the newest are decided first."""
    true = _true(session, looking, claimed) if claimed else set()
    found: dict[int, Going] = {}
    for message in sorted(claimed, key=lambda each: each.id, reverse=True):
        if message.id not in true:
            decisions.end(message)
        elif (going := decisions.of(message)) is not None:
            found[message.id] = going
    return [found[message.id] for message in claimed if message.id in found]


def _true(session: Session, looking: Looking, claimed: Sequence[Message]) -> set[int]:
    """The ids of those that still hold. Only the conditions of their causes are asked: there are many."""
    holds = still_true(looking.now, {each.cause for each in claimed})
    return set(session.scalars(select(Message.id).where(col(Message.id).in_([each.id for each in claimed]), holds)))


def _shown(session: Session, looking: Looking, office: Office, lane: Lane, going: Going) -> Shown:
    """On the console: a try that ends at once, and nobody was reached by it."""
    message = going.message
    shown = _attempt(message, CONSOLE, looking)
    shown.state, shown.settled_at = "shown", looking.now
    session.add(shown)
    message.channel = CONSOLE
    if lane.rung is None:
        transitions.give_up(message, Why.FOR_CLERK)
    else:
        transitions.step_on(message, office, Why.FOR_CLERK)
    return Shown(message.id, message.cause)


def _taken(session: Session, looking: Looking, used: Used | None, going: Sequence[Going]) -> Iterator[Taken]:
    written = [(each.message, each.letter) for each in going if each.letter is not None]
    if used is None:
        return
    attempts = [_attempt(message, used.channel, looking) for message, _ in written]
    session.add_all(attempts)
    for message, _ in written:
        message.state, message.channel, message.why = "sending", used.channel, None
        message.lease_by, message.lease_until = looking.worker, looking.now + LEASE
    session.flush()
    for (message, letter), attempt in zip(written, attempts, strict=True):
        yield Taken(message.id, attempt.id, attempt.number, message.cause, used, letter)


def _attempt(message: Message, channel: str, looking: Looking) -> Attempt:
    message.attempts += 1
    return Attempt(
        office_id=message.office_id,
        message_id=message.id,
        number=message.attempts,
        channel=channel,
        started_at=looking.now,
    )
