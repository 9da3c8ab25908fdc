"""Answers in conversations that do not arrive: too late for their channel, or reached nobody."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Conversation, ConversationLine, Message
from scheduler.domain.messages import Why
from scheduler.flow.core.outbox import Cause
from scheduler.flow.talks.conversations import answerable_until, back_to_clerk


def is_too_late(session: Session, message: Message, now: datetime) -> bool:
    """Whether a message is an answer that its channel does not take any more: free words have their time."""
    if message.cause != Cause.REPLY:
        return False
    line = session.get_one(ConversationLine, message.line_id)
    until = answerable_until(session.get_one(Conversation, line.conversation_id))
    return until is not None and until <= now


def leave_none_lying(session: Session, message: Message, *, now: datetime) -> None:
    """An answer that reached nobody lies in the inbox again; not where nothing leaves the machine anyway."""
    if message.cause == Cause.REPLY and message.state == "unreached" and message.why != Why.FOR_CLERK:
        back_to_clerk(session, session.get_one(ConversationLine, message.line_id), now=now)
