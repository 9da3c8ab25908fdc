"""A citizen who writes to an office, and what the office answers by itself."""

import asyncio
import itertools
from datetime import datetime
from gettext import NullTranslations

from sqlmodel import Session, col, select

from scheduler.db.models import Conversation, ConversationLine, Message
from scheduler.flow.talks.conversations import hear
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue.answering import answer_all
from tests.scenes.factories import NINE, World

PHONE, OTHER = "+6281234567890", "+6281311112222"
BASE = "https://giliran.example"
TRANSLATIONS = {"id": NullTranslations(), "en": NullTranslations()}
IDS = itertools.count(1)


class Writer:
    """One phone that writes to one office by WhatsApp."""

    def __init__(self, office: World, phone: str = PHONE, *, now: datetime = NINE) -> None:
        self.office, self.phone, self.now = office, phone, now

    def write(self, text: str, *, now: datetime | None = None, kind: str = "text", external_id: str = "") -> None:
        """Send a message, which nobody answers yet."""
        self.now = now or self.now
        heard = Heard(external_id or f"wamid.{next(IDS)}", self.phone, text, self.now, kind)
        self.office.database.run(hear, self.office.office.id, "whatsapp", heard, now=self.now)

    def __call__(self, text: str, *, now: datetime | None = None, kind: str = "text") -> str:
        """Send a message and read what comes back; "" for nothing."""
        self.write(text, now=now, kind=kind)
        before = len(self.answers())
        answer_now(self.office, self.now)
        return "\n---\n".join(self.answers()[before:])

    def answers(self) -> list[str]:
        """Everything that was answered in the conversation."""
        mine = col(ConversationLine.conversation_id) == self.conversation.id
        return [line.text for line in self.office.rows(ConversationLine, mine, ConversationLine.direction == "out")]

    def lines(self) -> list[tuple[str, str]]:
        """What came in: words and state."""
        mine = col(ConversationLine.conversation_id) == self.conversation.id
        rows = self.office.rows(ConversationLine, mine, ConversationLine.direction == "in")
        return [(line.text, line.state) for line in rows]

    @property
    def conversation(self) -> Conversation:
        return next(each for each in self.office.rows(Conversation) if each.phone == self.phone)


def answer_now(office: World, now: datetime) -> int:
    """Answer all that lies there."""
    return asyncio.run(answer_all(office.database, lambda: now, base_url=BASE, translations=TRANSLATIONS))  # type: ignore[arg-type]


def new_messages(office: World) -> list[str]:
    """The causes of messages that will be sent, in their order."""

    def causes(session: Session) -> list[str]:
        rows = session.exec(select(Message).where(Message.state == "new").order_by(col(Message.id))).all()
        return [row.cause for row in rows]

    return office.read(causes)
