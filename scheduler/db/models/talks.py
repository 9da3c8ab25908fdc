"""What one phone and one office write to each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, keyed, moment, office_id, sealed
from scheduler.db.models.messages import HAS_ID

WAITS = text("waiting_since IS NOT NULL")
WANTED = text("media_state = 'wanted'")


class Conversation(SQLModel, table=True):
    """What one phone and one office write to each other. `state` is open or closed; a new message opens it again."""

    __table_args__ = (
        UniqueConstraint("office_id", "phone_hash"),
        Index("ix_conversation_waiting", "office_id", "waiting_since", sqlite_where=WAITS, postgresql_where=WAITS),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    phone: str = sealed("conversation.phone", null=False)
    phone_hash: bytes = keyed("phone", null=False)
    channel: str
    """The channel by which the citizen wrote last; answers go the same way."""
    language: str = "id"
    state: str = "open"
    assigned_to: str | None = None
    """The actor ("staff:3") whose conversation it is; None: anybody's."""
    waiting_since: datetime | None = moment(null=True)
    """When the oldest line came that waits for a clerk; None while nothing lies."""
    heard_at: datetime | None = moment(null=True)
    """When its citizen wrote last: WhatsApp takes free words for 24 hours from then."""
    offered: dict[str, Any] = json_field(dict)
    """The times that were offered last: {"at", "booking" or "invitation", "slots": [id, ...], "party"}."""
    hinted_at: datetime | None = moment(null=True)
    """When its citizen was last told what can be answered; one hint is enough for a while."""
    created_at: datetime = moment()


class ConversationLine(SQLModel, table=True):
    """One thing that was written. What came in is `new` until it was answered or lies in the inbox."""

    __tablename__ = "conversation_line"
    __table_args__ = (
        Index(
            "ux_conversation_line_external",
            "office_id",
            "external_id",
            unique=True,
            sqlite_where=HAS_ID,
            postgresql_where=HAS_ID,
        ),
        Index(
            "ix_conversation_line_new",
            "office_id",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index("ix_conversation_line_at", "office_id", "at"),
        Index("ix_conversation_line_media", "media_due_at", sqlite_where=WANTED, postgresql_where=WANTED),
        CheckConstraint("direction IN ('in', 'out')", name="direction_known"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    direction: str
    kind: str = "text"
    """text, button, or what cannot be shown here (image, audio, ...): its words are then the caption."""
    text: str = sealed("conversation_line.text", null=False)
    state: str = "done"
    """new (came in and is to be answered), done, or for_clerk."""
    media: str | None = sealed("conversation_line.media")
    """Where a channel keeps the picture that came with the line: the channel's name, a colon, the far side's id or
    address."""
    media_state: str | None = None
    """Of the line's picture: wanted (to be fetched), kept (its pages are here), refused or lost (`media_why` why)."""
    media_why: str | None = None
    media_tries: int = 0
    media_due_at: datetime | None = moment(null=True)
    """When the fetch is tried next."""
    external_id: str | None = None
    at: datetime = moment()
    by: str


class LinePicture(SQLModel, table=True):
    """A page of what a citizen sent along with a line, drawn anew and kept until it goes by the office's rule."""

    __tablename__ = "line_picture"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    line_id: int = Field(foreign_key="conversation_line.id", index=True)
    mark: str = Field(unique=True)
    """Names its file in the folder of files."""
    position: int
    width: int
    height: int
    size: int
    hint: str | None = None
    page_id: int | None = Field(default=None, foreign_key="application_page.id")
    """The page of an application that was made of it: then the file is that page's."""
    kept_at: datetime = moment(index=True)
    gone_at: datetime | None = moment(null=True)


class ReadyAnswer(SQLModel, table=True):
    """Words that clerks use again and again."""

    __tablename__ = "ready_answer"
    __table_args__ = (UniqueConstraint("office_id", "title"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    title: str
    text: str
    position: int = 0
