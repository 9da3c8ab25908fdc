"""A worker takes messages from the outbox: what still holds, for whom it may go, and with each try written down before
its channel is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, insert, literal_column, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.engine.by_index import go_by_index
from scheduler.db.models import Attempt, Message, Office
from scheduler.db.types import UTCDateTime
from scheduler.domain.messages import Why
from scheduler.flow.core.outbox import TO_OFFICE
from scheduler.messages.channels.base import Letter
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.table import of_urgency
from scheduler.messages.sending import accounts, transitions
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.answers_lost import leave_none_lying
from scheduler.messages.sending.decisions import Decisions, Going, Trade, Unwritten
from scheduler.messages.sending.holding import that_hold
from scheduler.messages.sending.lanes import (
    CONSOLE,
    IS_REPLYING,
    LEASE,
    Lane,
    Looking,
    claimable,
    is_due,
    is_far_off,
    is_fresh,
    is_left,
    lane_of,
    paused_at,
    within,
)
from scheduler.messages.sending.recipients import recipients_of

MOST = 200
"""Messages of one step at most: on SQLite everybody else waits for it."""
FIRST = of_urgency("now")
"""The causes that somebody waits for."""
KEYSET = (col(Message.due_at), col(Message.id))
"""The order of a lane's new messages in their index, where either none of them was put off or each was."""
WAITED_FOR = (col(Message.due_at).nulls_first(), col(Message.id))
"""The order of those that somebody waits for, on both databases: what was never put off first."""
CLAIMED = col(Message.id).in_(bindparam("ids", expanding=True))
TRIED = insert(Attempt).from_select(
    ["office_id", "message_id", "number", "channel", "started_at", "state"],
    select(col(Message.office_id), col(Message.id))
    .add_columns(
        col(Message.attempts) + 1,
        bindparam("channel", type_=String()),
        bindparam("now", type_=UTCDateTime()),
        literal_column("'started'"),
    )
    .where(CLAIMED),
)
"""Before `HELD`, which counts the try."""
HELD = (
    update(Message)
    .where(CLAIMED)
    .values(
        state="sending",
        channel=bindparam("channel"),
        why=None,
        attempts=col(Message.attempts) + 1,
        lease_by=bindparam("lease_by"),
        lease_until=bindparam("lease_until"),
    )
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that its channel is to be asked to send, once; the try is written down. number: of the try, 1 for the
    first.
    """

    message_id: int
    number: int
    cause: str
    used: Used
    unwritten: Unwritten = field(repr=False)

    @property
    def letter(self) -> Letter:
        """Written out at each look. Raises whatever a text may raise that cannot be filled in."""
        return self.unwritten.written()


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

    1. Hold the account, which knows what has gone through it in the last minute, by any process.
    2. Claim messages that nobody else holds, first those that somebody waits for.
    3. Read what they are about, all at once.
    4. Let go of each that is not true any more, may not go, cannot go this way, or can wait until morning.
    5. Write down the tries of the others. Their words are put together after the commit.
    """
    go_by_index(session)
    office = session.get_one(Office, lane.office_id)
    if not lane.is_reply and lane != lane_of(office, lane.rung, trade.kinds):
        return Batch()  # the ladder was changed meanwhile
    kind = trade.kinds.get(lane.channel or "")
    used = accounts.hold(session, office.id, kind) if kind else None
    if lane.way in paused_at(session, looking.now):
        return Batch()  # its far side has asked to wait since the lanes were looked at
    left = accounts.room(used, looking.now) if used else None
    claimed = claim(session, looking, lane, most=most if left is None else min(most, left))
    known = Known(session, office, claimed)
    tried, recipients = transitions.tries_of(session, claimed), recipients_of(known, claimed)
    going = _going(session, looking, Decisions(known, looking, lane, trade, used, tried, recipients), claimed)
    shown = [_shown(session, looking, office, lane, each.message) for each in going if each.letter is None]
    taken = _taken(session, looking, used, going) if used else []
    session.flush()
    for message in claimed:
        leave_none_lying(session, message, now=looking.now)
    return Batch(taken, shown, len(claimed))


def claim(session: Session, looking: Looking, lane: Lane, *, most: int) -> Sequence[Message]:
    """Messages that are this transaction's alone: on PostgreSQL their rows are locked, and those that another has
    locked are passed over; on SQLite everything is.

    First what somebody waits for, then what a dead worker left, what was put off until now, and the rest, oldest first:
    each of new ones in the order of an index, so that no more rows are read than are taken, however many wait behind.
    What somebody waits for is found by its cause and sorted: as many rows are read as wait so in the lane, which are
    few where people stand; what nobody waits for is not read with them.
    """
    found: list[Message] = []
    for which, order in _in_turn(looking, lane):
        if len(found) < most:
            query = select(Message).where(within(lane), which).order_by(*order).limit(most - len(found))
            if looking.to_office:
                query = query.where(col(Message.cause).in_(TO_OFFICE))
            found += session.scalars(_held(query))
    return found


def _in_turn(looking: Looking, lane: Lane) -> Iterator[tuple[ColumnElement[bool], Sequence[Any]]]:
    """What is claimed of a lane, in turn, and in which order. No message is in two of them."""
    if lane.is_reply:
        yield and_(IS_REPLYING, claimable(looking)), WAITED_FOR
        return
    waited_for = col(Message.cause).in_(FIRST)
    yield and_(col(Message.state).in_(("new", "sending")), waited_for, claimable(looking)), WAITED_FOR
    for others in (is_left(looking), is_due(looking), is_fresh(), is_far_off(looking)):
        yield and_(others, ~waited_for), KEYSET


def _held(query: SelectOfScalar[Message]) -> SelectOfScalar[Message]:
    return query.with_for_update(skip_locked=True)


def _going(session: Session, looking: Looking, decisions: Decisions, claimed: Sequence[Message]) -> list[Going]:
    """Of the messages those that go, in the order of their claim; the newest are decided first."""
    true = that_hold(session, claimed, looking.now)
    found: dict[int, Going] = {}
    for message in sorted(claimed, key=lambda each: each.id, reverse=True):
        if message.id not in true:
            decisions.end(message)
        elif (going := decisions.of(message)) is not None:
            found[message.id] = going
    return [found[message.id] for message in claimed if message.id in found]


def _shown(session: Session, looking: Looking, office: Office, lane: Lane, message: Message) -> Shown:
    """On the console: a try that ends at once, and nobody was reached by it."""
    message.attempts += 1
    session.add(
        Attempt(
            office_id=message.office_id,
            message_id=message.id,
            number=message.attempts,
            channel=CONSOLE,
            state="shown",
            started_at=looking.now,
            settled_at=looking.now,
        )
    )
    message.channel = CONSOLE
    if lane.is_last or lane.is_reply:
        transitions.give_up(message, Why.FOR_CLERK)
    else:
        transitions.step_on(message, office, Why.FOR_CLERK)
    return Shown(message.id, message.cause)


def _taken(session: Session, looking: Looking, used: Used, going: Sequence[Going]) -> list[Taken]:
    """Write down the tries, and that this worker has the messages, by a statement each however many there are."""
    taken = [
        Taken(each.message.id, each.message.attempts + 1, each.message.cause, used, each.letter)
        for each in going
        if each.letter is not None
    ]
    if not taken:
        return []
    connection, ids = session.connection(), [each.message_id for each in taken]
    connection.execute(TRIED, {"ids": ids, "channel": used.channel, "now": looking.now})
    held = {"lease_by": looking.worker, "lease_until": looking.now + LEASE}
    connection.execute(HELD, {"ids": ids, "channel": used.channel, **held})
    accounts.spend(session, used, len(taken), looking.now)
    return taken
