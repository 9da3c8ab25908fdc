"""What came of a try is written down, and what follows from it for the message. Each step is safe to repeat."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col, select

from scheduler.db.engine.by_index import go_by_index
from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.messages import TOLD, Why
from scheduler.domain.refusals import Unknown
from scheduler.flow.core.outbox import ring
from scheduler.messages import ladder
from scheduler.messages.channels.base import Receipt
from scheduler.messages.sending import transitions
from scheduler.messages.sending.answers_lost import leave_none_lying
from scheduler.messages.sending.claiming import Taken
from scheduler.messages.sending.holding import that_hold
from scheduler.messages.sending.lanes import LEASE, Looking
from scheduler.messages.sending.reasons import Fault
from scheduler.messages.sending.reports import note_told

__all__ = ["Answered", "give_back", "hold_on", "note_told", "send_again", "settle", "unwritten"]

HAS_ID = text("attempt.external_id IS NOT NULL")
"""In the very words of the index of attempts."""
NAMED = select(col(Attempt.external_id)).where(
    col(Attempt.channel) == bindparam("channel"),
    col(Attempt.external_id).in_(bindparam("names", expanding=True)),
    HAS_ID,
)
ANSWERED = col(Message.id).in_(bindparam("ids", expanding=True))
THEIRS = (
    select(col(Message.id))
    .where(ANSWERED, col(Message.state) == "sending", col(Message.attempts) == 1)
    .order_by(col(Message.id))  # as everybody locks them
    .with_for_update()
)
SENT = (
    update(Message)
    .where(ANSWERED)
    .values(state="sent", sent_at=bindparam("now"), why=None, due_at=None, lease_until=None, lease_by=None)
)
ACCEPTED = (
    update(Attempt)
    .where(col(Attempt.message_id) == bindparam("message"), col(Attempt.number) == 1)
    .values(state="accepted", external_id=bindparam("said"), settled_at=bindparam("now"))
)
SENDABLE_AGAIN = ("sent", "delivered", "read", "unreached", "moot")
"""States of a message that no worker has or will take by itself."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a channel said of a letter."""

    taken: Taken
    receipt: Receipt

    @property
    def is_plain(self) -> bool:
        """Whether it is what nearly all come to: taken at the first try."""
        return self.receipt.outcome == "accepted" and self.taken.number == 1


def settle(session: Session, answers: Sequence[Answered], *, now: datetime) -> None:
    """Write down what channels said of letters: what nearly all come to by four statements however many there are, the
    others one by one.
    """
    settled = _taken_at_once(session, [each for each in answers if each.is_plain], now)
    for each in answers:
        if each.taken.message_id not in settled:
            _settle(session, each.taken, each.receipt, now)


def unwritten(session: Session, taken: Taken, *, now: datetime) -> None:
    """The letter could not be put into words: its channel was not asked, and nobody is reached by any."""
    message, attempt = _held(session, taken)
    if attempt.settled_at is None:
        _not_sent(attempt, Fault.GIVEN_BACK, now)
        if message.state == "sending" and message.attempts == attempt.number:
            transitions.give_up(message, Why.NO_TEXT)
            leave_none_lying(session, message, now=now)


def _settle(session: Session, taken: Taken, receipt: Receipt, now: datetime) -> None:
    """Write down what a channel said of a letter. Where the lease had ended and another worker has the message, the
    answer is kept all the same, and one that says it was taken ends the sending.
    """
    message, attempt = _held(session, taken)
    if attempt.settled_at is not None:
        return
    attempt.settled_at = now
    attempt.code = Fault.PAUSED if receipt.asks_to_wait else receipt.code
    if receipt.outcome == "accepted":
        attempt.state = "accepted"
        _name(session, attempt, receipt.external_id)
        _is_sent(message, attempt, now)
        return
    attempt.state = {"unknown": "started"}.get(receipt.outcome, receipt.outcome)
    if message.state == "sending" and message.attempts == attempt.number:
        _go_on(session, message, taken, receipt, now)


def hold_on(session: Session, letters: Sequence[Taken], looking: Looking) -> set[int]:
    """Just before sending, where that took a while: the messages of those letters that still hold and are this
    worker's, which are held for another while. The others are let go of; none of them was sent.
    """
    go_by_index(session)
    held = _all_held(session, letters)
    true = that_hold(session, [message for message, _ in held], looking.now)
    going: set[int] = set()
    for message, attempt in held:
        if message.lease_by != looking.worker or message.attempts != attempt.number:
            _not_sent(attempt, Fault.GIVEN_BACK, looking.now)  # another worker has the message meanwhile
        elif message.id not in true:
            _not_sent(attempt, Fault.UNTRUE, looking.now)
            transitions.drop(message, Why.UNTRUE)
        else:
            message.lease_until = looking.now + LEASE
            going.add(message.id)
    return going


def give_back(session: Session, letters: Sequence[Taken], *, now: datetime) -> None:
    """The letters were not sent, because their worker ends or their channel asks to wait: another may take them at
    once, and they cost no try.
    """
    for message, attempt in _all_held(session, letters):
        _not_sent(attempt, Fault.GIVEN_BACK, now)
        if message.state == "sending" and message.attempts == attempt.number:
            transitions.wait(message, until=None)


def send_again(session: Session, office: Office, message_id: int) -> None:
    """Send a message once more from the ladder's first rung, if it still holds then. Far sides take it for a new one.

    Nothing happens to one that waits or is on its way. Raises Unknown for a message of another office.
    """
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.office_id != office.id:
        raise Unknown
    if message.state in SENDABLE_AGAIN:
        message.facts = {**message.facts, transitions.AGAIN: message.attempts}
        message.rung, message.sent_at, message.channel = 0, None, None
        transitions.wait(message, until=None)
        session.add(message)
        session.flush()
        ring(session)


def _taken_at_once(session: Session, answers: Sequence[Answered], now: datetime) -> set[int]:
    """Of letters that were taken at the first try those whose message is this worker's still, and whose name at the far
    side nothing else has: they are sent. Returns their messages' ids; the others are left as they are.
    """
    by_id = {each.taken.message_id: each for each in _unlike(session, answers)}
    if not by_id:
        return set()
    connection = session.connection()
    sent = sorted(connection.scalars(THEIRS, {"ids": list(by_id)}))
    if sent:
        connection.execute(SENT, {"ids": sent, "now": now})
        connection.execute(
            ACCEPTED, [{"message": each, "said": by_id[each].receipt.external_id, "now": now} for each in sent]
        )
    return set(sent)


def _unlike(session: Session, answers: Sequence[Answered]) -> Iterator[Answered]:
    """The answers whose letter has a name at its far side that no try has, of those written down and of these."""
    named: dict[str, set[str]] = defaultdict(set)
    for each in answers:
        if each.receipt.external_id is not None:
            named[each.taken.used.channel].add(each.receipt.external_id)
    known: set[tuple[str, str | None]] = set()
    for channel, names in named.items():
        found = session.connection().scalars(NAMED, {"channel": channel, "names": list(names)})
        known.update((channel, name) for name in found)
    for each in answers:
        name = (each.taken.used.channel, each.receipt.external_id)
        if each.receipt.external_id is None or name not in known:
            known.add(name)
            yield each


def _held(session: Session, taken: Taken) -> tuple[Message, Attempt]:
    """The message, locked before its attempt: so a report and an answer that come together take turns."""
    message = session.get_one(Message, taken.message_id, with_for_update=True)
    attempt = select(Attempt).where(col(Attempt.message_id) == message.id, col(Attempt.number) == taken.number)
    return message, session.scalars(attempt.with_for_update()).one()


def _all_held(session: Session, letters: Sequence[Taken]) -> list[tuple[Message, Attempt]]:
    """The messages of letters with their tries, locked in the order in which everybody does, by two statements however
    many there are. Without those whose try is settled.
    """
    by_id = {each.message_id: each for each in letters}
    messages = select(Message).where(col(Message.id).in_(by_id)).order_by(col(Message.id)).with_for_update()
    found = {message.id: message for message in session.scalars(messages)}
    attempts = (
        select(Attempt)
        .where(col(Attempt.message_id).in_(by_id), col(Attempt.settled_at).is_(None))
        .order_by(col(Attempt.message_id), col(Attempt.number))
        .with_for_update()
    )
    return [
        (found[attempt.message_id], attempt)
        for attempt in session.scalars(attempts)
        if attempt.number == by_id[attempt.message_id].number
    ]


def _not_sent(attempt: Attempt, code: Fault, now: datetime) -> None:
    attempt.state, attempt.code, attempt.settled_at = "failed", code, now


def _name(session: Session, attempt: Attempt, external_id: str | None) -> None:
    """Keep the id by which the far side knows the letter. One that knew the key names the same id again: the first try
    was taken.
    """
    if external_id is None:
        return
    known = session.scalars(
        select(Attempt).where(col(Attempt.channel) == attempt.channel, col(Attempt.external_id) == external_id)
    ).first()
    if known is None:
        attempt.external_id = external_id
    elif known.message_id == attempt.message_id and known.state in ("started", "failed"):
        known.state = "accepted"


def _is_sent(message: Message, attempt: Attempt, now: datetime) -> None:
    if message.state in (*TOLD, "moot"):
        return
    message.state, message.channel, message.sent_at = "sent", attempt.channel, now
    message.why = message.due_at = message.lease_until = message.lease_by = None


def _go_on(session: Session, message: Message, taken: Taken, receipt: Receipt, now: datetime) -> None:
    """What becomes of a message after a try that was not accepted."""
    office, channel = session.get_one(Office, message.office_id), taken.used.channel
    attempts = transitions.tries_of(session, [message])[message.id]
    if receipt.outcome == "refused":
        transitions.step_on(message, office, Why.EXHAUSTED)
    elif receipt.outcome == "shown":
        transitions.step_on(message, office, Why.FOR_CLERK)
    elif transitions.may_be_doubled(attempts, channel, takes_key=taken.used.takes_key):
        transitions.give_up(message, Why.PERHAPS_SENT)
    elif receipt.asks_to_wait and not transitions.is_too_patient(attempts, channel):
        transitions.wait_for_far_side(message, channel, until=now + ladder.believed(receipt.pause or 0.0))
    else:
        transitions.try_later(message, office, attempts, channel, now=now)
    leave_none_lying(session, message, now=now)
