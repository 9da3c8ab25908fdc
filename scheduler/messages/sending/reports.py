"""What far sides tell of a letter after they took it: delivered, read, or failed after all."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.messages import Why
from scheduler.messages.channels.base import Told
from scheduler.messages.sending import transitions
from scheduler.messages.sending.answers_lost import leave_none_lying

RANK = {"started": 0, "failed": 0, "refused": 0, "shown": 0, "accepted": 1, "delivered": 2, "read": 3}
"""A report never takes a try back to a lower one, in whatever order reports come, and however often."""


def note_told(session: Session, office_id: int, channel: str, told: Told, *, now: datetime) -> bool:
    """Write down a report. False: no try of this office is known by that id, or not yet: its answer may still be on
    the way, so that the report is worth hearing again.
    """
    attempt = session.scalars(
        select(Attempt).where(
            col(Attempt.office_id) == office_id,
            col(Attempt.channel) == channel,
            col(Attempt.external_id) == told.external_id,
        )
    ).first()
    if attempt is None:
        return False
    message = session.get_one(Message, attempt.message_id, with_for_update=True)
    session.refresh(attempt, with_for_update=True)
    if told.state == "failed":
        _has_failed(session, message, attempt, told.code, now)
    elif RANK[told.state] > RANK[attempt.state]:
        _has_come_far(message, attempt, told.state, min(told.at, now))
    session.flush()
    return True


def _has_come_far(message: Message, attempt: Attempt, state: str, at: datetime) -> None:
    attempt.state = state
    if state == "accepted":
        return
    attempt.delivered_at = attempt.delivered_at or at
    if state == "read":
        attempt.read_at = at
    if message.state == "moot" or RANK.get(message.state, 0) >= RANK[state]:
        return
    # Also where it had gone on to the next channel meanwhile: whoever has read it needs it no second time.
    message.state, message.channel, message.why = state, attempt.channel, None
    message.sent_at = message.sent_at or at
    message.due_at = message.lease_until = message.lease_by = None


def _has_failed(session: Session, message: Message, attempt: Attempt, code: str | None, now: datetime) -> None:
    """The letter was taken and will not arrive. Word that it did arrive is believed more."""
    if attempt.state != "accepted":
        return
    attempt.state, attempt.code = "refused", code
    if message.state == "sent" and message.attempts == attempt.number:
        message.sent_at = None
        transitions.step_on(message, session.get_one(Office, message.office_id), Why.EXHAUSTED)
        leave_none_lying(session, message, now=now)
