"""The lines of one conversation, and beside them what went out by itself about its citizen's documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, ConversationLine, Document, Message
from scheduler.domain.messages import TOLD
from scheduler.flow.core.outbox import Cause
from scheduler.flow.talks.conversations import STEP

LINES = 60
"""Lines that are shown at once."""
SENT = 20
"""Messages that went out by themselves, of those shown beside the lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something in a conversation. kind: in, out, step (what a clerk did) or sent (a message by itself, of a cause).

    who: a name, or a word of `move_words.ACTORS`. what: the kind of what came in, or the cause. state: of the message.
    """

    at: datetime
    kind: str
    text: str
    who: str
    what: str = "text"
    state: str | None = None
    id: int = 0


def lines_of(
    session: Session, found: Conversation, names: dict[str, str], before: int | None
) -> tuple[list[ConversationLine], list[Line]]:
    """The newest lines of a conversation, or those before one, as rows and as they are shown; the oldest first.

    names: how lines name the staff -> their names.
    """
    rows = _rows(session, found, before)
    return [row for row, _ in rows], [_line(row, names, state) for row, state in rows]


def sent_beside(session: Session, documents: Sequence[Document], lines: Sequence[Line]) -> list[Line]:
    """What went out by itself about the citizen's documents, since the first of some lines."""
    households = {each.invitation_id for each in documents if each.invitation_id}
    went_out = select(col(Message.id)).where(
        col(Message.state).in_(TOLD),
        col(Message.sent_at).is_not(None),
        *([col(Message.sent_at) >= lines[0].at] if len(lines) == LINES else []),
    )
    own = went_out.where(col(Message.document_id).in_([each.id for each in documents]))
    of_households = went_out.where(col(Message.document_id).is_(None), col(Message.invitation_id).in_(households))
    # Found by whose they are alone: by office, state or time all that it sent in years would be gone through.
    found = select(Message).where(col(Message.id).in_(own.union_all(of_households)))
    rows = session.scalars(found.order_by(col(Message.sent_at).desc()).limit(SENT))
    return [Line(row.sent_at or row.created_at, "sent", "", "system", what=row.cause, state=row.state) for row in rows]


def _rows(session: Session, found: Conversation, before: int | None) -> list[tuple[ConversationLine, str | None]]:
    """Lines, each with how far its message came if it went out."""
    wanted = select(ConversationLine, col(Message.state)).outerjoin(
        Message,
        and_(
            col(Message.office_id) == found.office_id,
            col(Message.cause) == Cause.REPLY,
            col(Message.line_id) == col(ConversationLine.id),
        ),
    )
    wanted = wanted.where(col(ConversationLine.conversation_id) == found.id)
    if before is not None:
        wanted = wanted.where(col(ConversationLine.id) < before)
    rows = session.execute(wanted.order_by(col(ConversationLine.id).desc()).limit(LINES)).all()
    return [(row[0], row[1]) for row in reversed(rows)]


def _line(row: ConversationLine, names: dict[str, str], state: str | None) -> Line:
    kind = STEP if row.kind == STEP else row.direction
    text = row.text
    if kind == STEP and text.startswith("assigned:"):
        whose = text.removeprefix("assigned:")
        text = f"assigned:{names.get(whose, whose)}"
    return Line(row.at, kind, text, names.get(row.by, row.by), what=row.kind, state=state, id=row.id)
