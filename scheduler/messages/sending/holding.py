"""Which of a worker's messages still hold, asked of those alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Message
from scheduler.messages.notices.due import still_true


def that_hold(session: Session, messages: Sequence[Message], now: datetime) -> set[int]:
    """The ids of those of some messages that still hold. Only the conditions of their causes are asked: there are
    many.
    """
    if not messages:
        return set()
    holds = still_true(now, {each.cause for each in messages})
    return set(session.scalars(select(Message.id).where(col(Message.id).in_([each.id for each in messages]), holds)))
