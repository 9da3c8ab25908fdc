"""The outbox and what became of each message, by which channels an office tells people, and what they answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, keyed, moment, office_id, sealed

HAS_ID = text("external_id IS NOT NULL")
WAITS = text("waiting_since IS NOT NULL")
WANTED = text("media_state = 'wanted'")
UNDER_WAY = text("state IN ('new', 'sending')")
"""Of a message: a worker looks at it again. Few are, of many that were sent."""


class Message(SQLModel, table=True):
    """A notice to a citizen in the outbox. Nothing is sent twice: `key` is one per cause.

    state: new (a worker may take it), sending (a worker has it, until `lease_until`), sent (a channel took it, or a
    clerk pressed the link), delivered, read, unreached (no channel reached anybody: for a clerk), or moot.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index("ix_message_line", "office_id", "state", "cause"),
        Index("ix_message_under_way", "due_at", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    key: str
    cause: str
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    """Of what is told about an application that is not registered yet: its phone is told."""
    line_id: int | None = Field(default=None, foreign_key="conversation_line.id")
    """Of an answer in a conversation: what it says."""
    state: str = "new"
    channel: str | None = None
    """By which it went, or goes now; "by_hand" where a clerk told."""
    rung: int = 0
    """Which channel of the office's ladder is next, counted from 0."""
    attempts: int = 0
    due_at: datetime | None = moment(null=True)
    """Not before this moment (quiet hours, a pause of the far side); None: at once."""
    lease_until: datetime | None = moment(null=True)
    lease_by: str | None = None
    why: str | None = None
    """A code: why it is moot or nobody could be reached."""
    facts: dict[str, Any] = json_field(dict)
    """What the cause was, where no row tells it any more (the old time of a moved visit). Nothing personal."""
    created_at: datetime = moment()
    sent_at: datetime | None = moment(null=True)


class Attempt(SQLModel, table=True):
    """One try to send a message by one channel; written down before the channel is asked.

    state: started (nobody knows what came of it), accepted, delivered, read, refused (for good), failed (for now) or
    shown (on the console: nothing left the machine).
    """

    __table_args__ = (
        UniqueConstraint("message_id", "number"),
        Index(
            "ux_attempt_external", "channel", "external_id", unique=True,
            sqlite_where=HAS_ID, postgresql_where=HAS_ID,
        ),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    message_id: int = Field(foreign_key="message.id")
    number: int
    """1 for the first of its message."""
    channel: str
    state: str = "started"
    external_id: str | None = None
    """By which the far side knows it."""
    code: str | None = None
    """Why it failed, in the far side's code or ours; nothing personal."""
    started_at: datetime = moment(index=True)
    settled_at: datetime | None = moment(null=True)
    delivered_at: datetime | None = moment(null=True)
    read_at: datetime | None = moment(null=True)


class ChannelAccount(SQLModel, table=True):
    """How an office reaches one channel: its account there, sealed, and how much goes through it a minute."""

    __tablename__ = "channel_account"
    __table_args__ = (
        UniqueConstraint("office_id", "channel"),
        CheckConstraint("per_minute >= 1", name="per_minute_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    channel: str
    account: str = sealed("channel_account.account", null=False)
    """JSON of names and values, as the channel wants them."""
    per_minute: int = 60
    changed_at: datetime = moment()
    by: str


class MessageText(SQLModel, table=True):
    """An office's own words for a kind of message in one language, instead of the catalogue's."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("office_id", "name", "language"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    name: str
    """Of the text, as in `messages.templates.TEMPLATES`."""
    language: str
    text: str
    changed_at: datetime = moment()
    by: str


class StoppedNumber(SQLModel, table=True):
    """A phone that messages no longer go to: `why` is not_mine or stop. Known by keyed hash alone."""

    __tablename__ = "stopped_number"
    __table_args__ = (UniqueConstraint("office_id", "phone_hash"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    phone_hash: bytes = keyed("phone", null=False)
    why: str
    at: datetime = moment()


class Consent(SQLModel, table=True):
    """A phone's owner agreed to be told by messages, or took it back; append-only, the last row counts."""

    __table_args__ = (Index("ix_consent_phone", "office_id", "phone_hash"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    phone_hash: bytes = keyed("phone", null=False)
    given: bool
    source: str
    """page (ticked when booking), message (wrote to the office), staff, stop, not_mine or confirmed."""
    at: datetime = moment()
    by: str


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
    """By which its citizen wrote last; answers go the same way."""
    language: str = "id"
    state: str = "open"
    assigned_to: str | None = None
    """The actor ("staff:3") whose it is; None: anybody's."""
    waiting_since: datetime | None = moment(null=True)
    """When the oldest line came that waits for a clerk; None while nothing lies."""
    heard_at: datetime | None = moment(null=True)
    """When its citizen wrote last: WhatsApp takes free words for 24 hours from then."""
    offered: dict[str, Any] = json_field(dict)
    """The times that were offered last: {"at", "booking" or "invitation", "slots": [id, ...], "party"}."""
    hinted_at: datetime | None = moment(null=True)
    """When it was last told what can be answered; one hint is enough for a while."""
    created_at: datetime = moment()


class ConversationLine(SQLModel, table=True):
    """One thing that was written. What came in is `new` until it was answered or lies in the inbox."""

    __tablename__ = "conversation_line"
    __table_args__ = (
        Index(
            "ux_conversation_line_external", "office_id", "external_id", unique=True,
            sqlite_where=HAS_ID, postgresql_where=HAS_ID,
        ),
        Index(
            "ix_conversation_line_new", "office_id", "id",
            sqlite_where=text("state = 'new'"), postgresql_where=text("state = 'new'"),
        ),
        Index("ix_conversation_line_media", "media_due_at", sqlite_where=WANTED, postgresql_where=WANTED),
        CheckConstraint("direction IN ('in', 'out')", name="direction_known"),
    )  # fmt: skip

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
    """Where a channel keeps the picture that came with it: its name, a colon, and the far side's id or address."""
    media_state: str | None = None
    """Of that picture: wanted (to be fetched), kept (its pages are here), refused or lost (`media_why` says why)."""
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
