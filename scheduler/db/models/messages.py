"""The outbox, and who wants no messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, keyed, moment, office_id

HAS_ID = text("external_id IS NOT NULL")
IS_NEW = text("state = 'new'")
"""Of a message: a worker may take it once it is due. Few are, of many that were sent."""
IS_LEASED = text("state = 'sending'")
"""Of a message: a worker has it, or had when it died."""
IS_REPLYING = text("line_id IS NOT NULL AND state IN ('new', 'sending')")
"""Of a message: an answer in a conversation that a worker looks at again."""
IS_REFUSED = text("state = 'refused'")
IS_TRIED = text("state NOT IN ('new', 'sending')")
"""What is listed. What is to be sent has indexes of its own, and is not to be found along this one."""
"""Of a try: the far side said no for good."""
IS_PAUSED = text("state = 'new' AND why = 'paused'")
"""Of a message: it waits because the far side asked to."""
IS_BY_HAND = text("channel = 'by_hand'")
"""Of a message: a clerk told. Few are."""
OF_TICKET, OF_LINE = text("ticket_id IS NOT NULL"), text("line_id IS NOT NULL")
"""Of a message: what it is about goes one day, and is then asked for."""
TO_OFFICE = text("contact_id IS NOT NULL")
"""Of a message: it is for the office itself. Few are."""


class Message(SQLModel, table=True):
    """A notice to a citizen in the outbox. Nothing is sent twice: `key` is one per cause.

    state: new (a worker may take it), sending (a worker has it, until `lease_until`), sent (a channel took it, or a
    clerk pressed the link), delivered, read, unreached (no channel reached anybody: for a clerk), or moot.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index("ix_message_line", "office_id", "state", "cause"),
        Index(
            "ix_message_tried",
            "office_id",
            "state",
            "created_at",
            "id",
            sqlite_where=IS_TRIED,
            postgresql_where=IS_TRIED,
        ),
        Index("ix_message_made", "office_id", "created_at", "id", "state"),
        Index("ix_message_new", "office_id", "rung", "due_at", "id", sqlite_where=IS_NEW, postgresql_where=IS_NEW),
        Index(
            "ix_message_leased", "office_id", "rung", "lease_until", sqlite_where=IS_LEASED, postgresql_where=IS_LEASED
        ),
        Index("ix_message_reply", "line_id", sqlite_where=IS_REPLYING, postgresql_where=IS_REPLYING),
        Index("ix_message_paused", "due_at", sqlite_where=IS_PAUSED, postgresql_where=IS_PAUSED),
        Index("ix_message_by_hand", "office_id", "sent_at", sqlite_where=IS_BY_HAND, postgresql_where=IS_BY_HAND),
        Index("ix_message_ticket", "ticket_id", sqlite_where=OF_TICKET, postgresql_where=OF_TICKET),
        Index("ix_message_of_line", "line_id", sqlite_where=OF_LINE, postgresql_where=OF_LINE),
        Index("ix_message_contact", "contact_id", sqlite_where=TO_OFFICE, postgresql_where=TO_OFFICE),
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
    contact_id: int | None = Field(default=None, foreign_key="alarm_contact.id")
    """Of what the office itself is told: to whom of those it named; None where it named nobody."""
    state: str = "new"
    channel: str | None = None
    """By which the message went, or goes now; "by_hand" where a clerk told."""
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
            "ux_attempt_external",
            "channel",
            "external_id",
            unique=True,
            sqlite_where=HAS_ID,
            postgresql_where=HAS_ID,
        ),
        Index("ix_attempt_refused", "office_id", "started_at", sqlite_where=IS_REFUSED, postgresql_where=IS_REFUSED),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    message_id: int = Field(foreign_key="message.id")
    number: int
    """1 for the first of its message."""
    channel: str
    state: str = "started"
    external_id: str | None = None
    """By which the far side knows the letter."""
    code: str | None = None
    """Why it failed, in the far side's code or ours; nothing personal."""
    started_at: datetime = moment(index=True)
    settled_at: datetime | None = moment(null=True)
    delivered_at: datetime | None = moment(null=True)
    read_at: datetime | None = moment(null=True)


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
