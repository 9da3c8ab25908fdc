"""The tries of a message so far, and what follows from them: once more, the next channel, or nobody."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.messages import Why
from scheduler.flow.core.outbox import Cause
from scheduler.messages.ladder import pause_after, rungs
from scheduler.messages.sending.reasons import UNTRIED, Fault

AGAIN = "again_after"
"""In a message's facts: how many attempts it had when a clerk sent it again. What came before does not count."""
MOST_PAUSES = 20
"""So often a far side may ask to wait for the same message; then the next channel has its turn."""
AT_MOST_TWICE = 2
"""Tries of which nobody knows what came, where the far side would not know a repetition."""


def tries_of(session: Session, messages: Sequence[Message]) -> Mapping[int, list[Attempt]]:
    """By message: its attempts since it was last sent on its way, in their order."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    tried = [message.id for message in messages if message.attempts]
    if tried:
        since = {message.id: began(message) for message in messages}
        query = select(Attempt).where(col(Attempt.message_id).in_(tried)).order_by(col(Attempt.number))
        for attempt in session.scalars(query):
            if attempt.number > since[attempt.message_id]:
                found[attempt.message_id].append(attempt)
    return found


def began(message: Message) -> int:
    """How many attempts belong to an earlier sending of the same message."""
    return int(message.facts.get(AGAIN, 0))


def key_of(message: Message, channel: str) -> str:
    """What a far side knows repetitions by: the same for every try by one channel, until a clerk sends it again."""
    return hashlib.sha256(f"{message.office_id} {message.key} {channel} {began(message)}".encode()).hexdigest()[:32]


def may_be_doubled(tries: Sequence[Attempt], channel: str, *, takes_key: bool) -> bool:
    """Whether one more try could reach somebody a third time."""
    open_ends = sum(each.channel == channel and each.state == "started" for each in tries)
    return not takes_key and open_ends >= AT_MOST_TWICE


def is_too_patient(tries: Sequence[Attempt], channel: str) -> bool:
    """Whether a far side has asked to wait so often that the next channel has its turn."""
    return sum(each.channel == channel and each.code == Fault.PAUSED for each in tries) > MOST_PAUSES


def try_later(message: Message, office: Office, tries: Sequence[Attempt], channel: str, *, now: datetime) -> None:
    """After a failure: the same channel after a pause, or the next one once it has had its tries."""
    of_channel = [each for each in tries if each.channel == channel]
    counted = [each for each in of_channel if each.code not in UNTRIED]
    pause = pause_after(len(counted), message) if counted else None
    if pause is None:
        step_on(message, office, Why.EXHAUSTED)
    else:
        wait(message, until=now + pause)


def wait_for_far_side(message: Message, channel: str, *, until: datetime) -> None:
    """The far side asks to wait; the whole lane waits with this message, which `why` says."""
    wait(message, until=until)
    message.channel, message.why = channel, Why.PAUSED


def step_on(message: Message, office: Office, why: str) -> None:
    """The message goes by the next rung; where there is none (an answer has but one), nobody was reached: `why`."""
    message.rung += 1
    if message.cause == Cause.REPLY or message.rung >= len(rungs(office)):
        give_up(message, why)
    else:
        wait(message, until=None)


def wait(message: Message, *, until: datetime | None) -> None:
    """The message is new again, and due at `until`; None: at once."""
    _let_go(message, "new", None)
    message.due_at = until


def give_up(message: Message, why: str) -> None:
    """The message is unreached: no channel reaches anybody, so a clerk tells."""
    _let_go(message, "unreached", why)
    message.due_at = None


def drop(message: Message, why: str) -> None:
    """The message is moot: it need not be said any more."""
    _let_go(message, "moot", why)


def _let_go(message: Message, state: str, why: str | None) -> None:
    message.state, message.why = state, why
    message.lease_until = message.lease_by = None
