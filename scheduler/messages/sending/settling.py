"""What came of a try is written down, and what follows from it for the message. Each step is safe to repeat."""

from datetime import datetime

from sqlalchemy import bindparam, literal_column, null, update
from sqlmodel import Session, col, select

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Attempt, Message, Office
from scheduler.db.types import UTCDateTime
from scheduler.domain.messages import TOLD, Why
from scheduler.domain.refusals import Unknown
from scheduler.flow.core.outbox import ring
from scheduler.messages import ladder
from scheduler.messages.channels.base import Receipt
from scheduler.messages.notices.due import still_true
from scheduler.messages.sending import transitions
from scheduler.messages.sending.answers_lost import leave_none_lying
from scheduler.messages.sending.claiming import Taken
from scheduler.messages.sending.lanes import LEASE, Looking
from scheduler.messages.sending.reasons import Fault
from scheduler.messages.sending.reports import note_told

__all__ = ["give_back", "hold_on", "note_told", "send_again", "settle"]

SENT = Prepared(
    update(Message)
    .where(
        col(Message.id) == bindparam("message"),
        col(Message.state) == literal_column("'sending'"),
        col(Message.attempts) == literal_column("1"),
    )
    .values(
        state=literal_column("'sent'"),
        sent_at=bindparam("now", type_=UTCDateTime()),
        why=null(),
        due_at=null(),
        lease_until=null(),
        lease_by=null(),
    )
)
ACCEPTED = Prepared(
    update(Attempt)
    .where(col(Attempt.id) == bindparam("attempt"))
    .values(
        state=literal_column("'accepted'"),
        external_id=bindparam("external_id", type_=Attempt.__table__.columns["external_id"].type),  # type: ignore[attr-defined]
        settled_at=bindparam("now", type_=UTCDateTime()),
    )
)
KNOWN = Prepared(
    select(col(Attempt.id)).where(
        col(Attempt.channel) == bindparam("channel"), col(Attempt.external_id) == bindparam("external_id")
    )
)
SENDABLE_AGAIN = ("sent", "delivered", "read", "unreached", "moot")
"""States of a message that no worker has or will take by itself."""


def settle(session: Session, taken: Taken, receipt: Receipt, *, now: datetime) -> None:
    """Write down what a channel said of a letter. Where the lease had ended and another worker has the message, the
    answer is kept all the same, and one that says it was taken ends the sending.
    """
    if receipt.outcome == "accepted" and taken.number == 1 and _is_taken_at_once(session, taken, receipt, now):
        return
    message, attempt = _held(session, taken)
    if attempt.settled_at is not None:
        return
    attempt.settled_at = now
    attempt.code = Fault.PAUSED if receipt.pause is not None and receipt.outcome == "failed" else receipt.code
    if receipt.outcome == "accepted":
        attempt.state = "accepted"
        _name(session, attempt, receipt.external_id)
        _is_sent(message, attempt, now)
        return
    attempt.state = {"unknown": "started"}.get(receipt.outcome, receipt.outcome)
    if message.state == "sending" and message.attempts == attempt.number:
        _go_on(session, message, taken, receipt, now)


def hold_on(session: Session, taken: Taken, looking: Looking) -> bool:
    """Just before sending, where that took a while: whether the letter still holds and is this worker's. Then it is
    held for another while; else it is let go of.
    """
    message, attempt = _held(session, taken)
    if attempt.settled_at is not None or message.lease_by != looking.worker or message.attempts != attempt.number:
        return False
    holds = select(Message.id).where(col(Message.id) == message.id, still_true(looking.now, {message.cause}))
    if session.exec(holds).first() is None:
        attempt.state, attempt.code, attempt.settled_at = "failed", Fault.UNTRUE, looking.now
        transitions.drop(message, Why.UNTRUE)
        return False
    message.lease_until = looking.now + LEASE
    return True


def give_back(session: Session, taken: Taken, *, now: datetime) -> None:
    """The letter was not sent, because its worker ends: another may take it at once, and it cost no try."""
    message, attempt = _held(session, taken)
    if attempt.settled_at is None:
        attempt.state, attempt.code, attempt.settled_at = "failed", Fault.GIVEN_BACK, now
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


def _is_taken_at_once(session: Session, taken: Taken, receipt: Receipt, now: datetime) -> bool:
    """What nearly all come to, in few statements: the first try was taken, while the message was this worker's."""
    if receipt.external_id and KNOWN.first(session, channel=taken.used.channel, external_id=receipt.external_id):
        return False
    sent = SENT.run(session, message=taken.message_id, now=now)
    if sent.rowcount:
        ACCEPTED.run(session, attempt=taken.attempt_id, external_id=receipt.external_id, now=now)
    return bool(sent.rowcount)


def _held(session: Session, taken: Taken) -> tuple[Message, Attempt]:
    """The message, locked before its attempt: so a report and an answer that come together take turns."""
    message = session.get_one(Message, taken.message_id, with_for_update=True)
    return message, session.get_one(Attempt, taken.attempt_id, with_for_update=True)


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
    elif (
        receipt.outcome == "failed" and receipt.pause is not None and not transitions.is_too_patient(attempts, channel)
    ):
        transitions.wait_for_far_side(message, channel, until=now + ladder.believed(receipt.pause))
    else:
        transitions.try_later(message, office, attempts, channel, now=now)
    leave_none_lying(session, message, now=now)
