"""A clerk's part in conversations with citizens: to reply, to close, and whose they are.

What clerks do beside writing stands among the lines too (kind `STEP`): who did it and when; no citizen is sent it.
"""

import re
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, ConversationLine, Office, Staff
from scheduler.domain.refusals import Invalid
from scheduler.domain.staff.roles import answers
from scheduler.domain.talks import AnsweredMeanwhile, AnswerWindowClosed, LinesUnseen, TakenMeanwhile
from scheduler.flow.talks.conversations import STEP, answerable_until, hold_conversation, note_step, say, settle

LONGEST = 1_000
"""Characters of a reply."""
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def reply(
    session: Session, office: Office, conversation_id: int, text: str, *, seen: int, by: str, now: datetime
) -> ConversationLine:
    """Answer the citizen. The conversation is the clerk's from now on if it was nobody's, and waits no more.

    seen: the last line that the clerk had before them. Raises Invalid, ConversationUnknown, AnswerWindowClosed,
    LinesUnseen, AnsweredMeanwhile.
    """
    text = _tidy(text)
    conversation = hold_conversation(session, office, conversation_id)
    until = answerable_until(conversation)
    if until is not None and until <= now:
        raise AnswerWindowClosed
    _refuse_unseen(session, conversation, seen, by_colleagues=True)
    line = say(session, conversation, text, by=by, now=now)
    if conversation.assigned_to is None and _answers_here(session, office, by):
        conversation.assigned_to = by
    settle(session, conversation)
    return line


def close(session: Session, office: Office, conversation_id: int, *, seen: int, by: str, now: datetime) -> None:
    """Nothing more is to be done in a conversation; who looks first answers what comes next. Closed: nothing changes.

    Raises ConversationUnknown, LinesUnseen.
    """
    conversation = hold_conversation(session, office, conversation_id)
    if conversation.state == "closed":
        return
    _refuse_unseen(session, conversation, seen, by_colleagues=False)
    settle(session, conversation)
    conversation.state, conversation.assigned_to = "closed", None
    note_step(session, conversation, "closed", by=by, now=now)


def reopen(session: Session, office: Office, conversation_id: int, *, by: str, now: datetime) -> None:
    """There is more to do in a conversation after all, and who says so does it. Raises ConversationUnknown."""
    conversation = hold_conversation(session, office, conversation_id)
    if conversation.state == "open":
        return
    conversation.state, conversation.assigned_to = "open", by
    note_step(session, conversation, "opened", by=by, now=now)


def mark(session: Session, office: Office, conversation_id: int, *, by: str, now: datetime) -> None:
    """Let a conversation wait again: it was answered, and the matter is not done. Raises ConversationUnknown."""
    conversation = hold_conversation(session, office, conversation_id)
    if conversation.waiting_since is not None:
        return
    conversation.state, conversation.waiting_since = "open", now
    note_step(session, conversation, "marked", by=by, now=now)


def assign(
    session: Session, office: Office, conversation_id: int, to: int | None, *, was: str | None, by: str, now: datetime
) -> None:
    """A conversation is somebody's of the staff (None: anybody's). was: whose it was when that was asked for.

    Raises ConversationUnknown, Invalid for nobody of this office, TakenMeanwhile.
    """
    conversation = hold_conversation(session, office, conversation_id)
    whose = f"staff:{to}" if to is not None else None
    if conversation.assigned_to == whose:
        return
    if whose is not None and not _answers_here(session, office, whose):
        raise Invalid(errors={"to": "unknown"})
    if conversation.assigned_to != was:
        raise TakenMeanwhile(name=_name_of(session, conversation.assigned_to))
    conversation.assigned_to = whose
    note_step(session, conversation, f"assigned:{whose or ''}", by=by, now=now)


def _refuse_unseen(session: Session, conversation: Conversation, seen: int, *, by_colleagues: bool) -> None:
    newer = session.scalars(
        select(ConversationLine)
        .where(
            col(ConversationLine.conversation_id) == conversation.id,
            col(ConversationLine.id) > seen,
            col(ConversationLine.kind) != STEP,
        )
        .order_by(col(ConversationLine.id).desc())
    ).all()
    answer = next((line for line in newer if line.by.startswith("staff:")), None)
    if answer is not None and by_colleagues:
        raise AnsweredMeanwhile(name=_name_of(session, answer.by), since=answer.at)
    if any(line.direction == "in" for line in newer):
        raise LinesUnseen


def _answers_here(session: Session, office: Office, actor: str) -> bool:
    """Whether somebody of the staff may have conversations. Held until the commit, so that who lets them go sees it."""
    kind, _, number = actor.partition(":")
    if kind != "staff" or not number.isdecimal():
        return False
    asked = select(Staff).where(col(Staff.id) == int(number), col(Staff.office_id) == office.id)
    staff = session.scalar(asked.with_for_update(read=True).execution_options(populate_existing=True))
    return staff is not None and answers(staff.roles.split()) and staff.left_at is None


def _name_of(session: Session, actor: str | None) -> str | None:
    """Who an actor is: the name of a member of staff; None for nobody."""
    kind, _, number = (actor or "").partition(":")
    staff = session.get(Staff, int(number)) if kind == "staff" and number.isdecimal() else None
    return staff.name if staff else actor


def _tidy(text: str) -> str:
    """What was typed, without what nobody sees. Raises Invalid for nothing, or too much."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise Invalid(errors={"text": "missing"})
    if len(text) > LONGEST:
        raise Invalid(errors={"text": "too_long"})
    return text
