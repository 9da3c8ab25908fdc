"""Citizens who write, for tests of what clerks do with it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlmodel import Session

from scheduler.db.models import Conversation, ConversationLine
from scheduler.flow.talks import conversations
from tests.scenes.factories import NINE, World

PHONE = "+6281234567890"
_numbers = count(1)


@dataclass(frozen=True)
class Wrote:
    """What a channel heard."""

    external_id: str
    phone: str
    text: str
    at: datetime
    kind: str = "text"
    media: str | None = None


def written(
    office: World,
    text: str = "Apakah bisa diwakilkan?",
    *,
    phone: str = PHONE,
    now: datetime = NINE,
    channel: str = "whatsapp",
    kind: str = "text",
    media: str | None = None,
) -> int:
    """A citizen wrote what only a clerk can answer; the id of the conversation."""
    wrote = Wrote(f"wamid.{next(_numbers)}", phone, text, now, kind, media)

    def hear(session: Session) -> int:
        conversations.hear(session, office.office.id, channel, wrote, now=now)
        conversation = conversations.conversation_with(session, office.office.id, phone, channel=channel, now=now)
        for line_id in conversations.new_lines(session, 100):
            claimed = conversations.claim(session, line_id)
            assert claimed is not None
            conversations.leave_to_clerk(session, *claimed)
        return conversation.id

    return office.database.run(hear)


def conversation(office: World, number: int = 1) -> Conversation:
    return office.rows(Conversation, Conversation.id == number)[0]


def lines(office: World) -> list[tuple[str, str, str]]:
    """Every line: its direction, its text, and who wrote it."""
    return [(line.direction, line.text, line.by) for line in office.rows(ConversationLine)]


def newest(office: World) -> int:
    return office.rows(ConversationLine)[-1].id
