"""What was written in conversations goes line by line; a conversation of which no line is left goes with its phone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, Conversation, ConversationLine, Disclosure, LinePicture, Message, Office
from scheduler.domain.messages import UNDER_WAY
from scheduler.domain.privacy.keeping import Kind
from scheduler.flow.audit.forgetting import say_forgotten
from scheduler.flow.audit.sealing import hold_chain
from scheduler.flow.privacy.parts import Part

RULE = "keep_talks"
"""As the chain names it."""


def _lines_due(office: Office, until: datetime) -> Select[int]:
    """A line goes when it is old, its conversation waits for nobody, and nothing of it is to be sent or fetched."""
    waits = select(col(Conversation.id)).where(
        col(Conversation.id) == col(ConversationLine.conversation_id), col(Conversation.waiting_since).is_not(None)
    )
    sent = select(col(Message.id)).where(
        col(Message.line_id) == col(ConversationLine.id), col(Message.state).in_(UNDER_WAY)
    )
    return (
        select(col(ConversationLine.id))
        .where(
            col(ConversationLine.office_id) == office.id,
            col(ConversationLine.at) <= until,
            col(ConversationLine.state) != "new",
            or_(col(ConversationLine.media_state).is_(None), col(ConversationLine.media_state) != "wanted"),
            ~waits.exists(),
            ~sent.exists(),
        )
        .order_by(col(ConversationLine.id))
    )


def take_lines(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    """Let lines go with their pictures; a picture that an application took is that one's, and so is its file."""
    of_lines = col(LinePicture.line_id).in_(ids)
    own = col(LinePicture.page_id).is_(None) & col(LinePicture.gone_at).is_(None)
    marks = session.scalars(select(col(LinePicture.mark)).where(of_lines, own)).all()
    for statement in (
        delete(LinePicture).where(of_lines),
        update(Message).where(col(Message.line_id).in_(ids)).values(line_id=None),
        delete(ConversationLine).where(col(ConversationLine.id).in_(ids)),
    ):
        change_rows(session, statement)
    return list(marks)


def _talks_due(office: Office, until: datetime) -> Select[int]:
    lines = select(col(ConversationLine.id)).where(col(ConversationLine.conversation_id) == col(Conversation.id))
    return (
        select(col(Conversation.id))
        .where(
            col(Conversation.office_id) == office.id,
            func.coalesce(col(Conversation.heard_at), col(Conversation.created_at)) <= until,
            col(Conversation.waiting_since).is_(None),
            ~lines.exists(),
        )
        .order_by(col(Conversation.id))
    )


def take_talks(session: Session, ids: Sequence[int], now: datetime, *, why: str = RULE) -> list[str]:
    """Let conversations go that have no line any more. why: the rule, as the chain names it."""
    change_rows(
        session,
        update(Application).where(col(Application.conversation_id).in_(ids)).values(conversation_id=None),
    )
    shown = session.scalars(select(col(Disclosure.id)).where(col(Disclosure.conversation_id).in_(ids))).all()
    if shown:
        hold_chain(session)
        change_rows(session, update(Disclosure).where(col(Disclosure.id).in_(shown)).values(conversation_id=None))
        say_forgotten(session, "disclosure", changed=shown, why=why, now=now)
    change_rows(session, delete(Conversation).where(col(Conversation.id).in_(ids)))
    return []


PARTS = (
    Part(Kind.TALKS, "conversation_line", _lines_due, take_lines),
    Part(Kind.TALKS, "conversation", _talks_due, take_talks),
)
