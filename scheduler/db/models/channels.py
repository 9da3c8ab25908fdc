"""Accounts of channels, and an office's own words."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, moment, office_id, sealed


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
    spent: dict[str, int] = json_field(dict)
    """What went through it in the last minute: by second since 1970, how many letters were tried then."""
    changed_at: datetime = moment()
    by: str


class MessageText(SQLModel, table=True):
    """An office's own words for a kind of message in one language, instead of the catalogue's."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("office_id", "name", "language"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    name: str
    """The text's name, as in `messages.notices.table.TEMPLATES`."""
    language: str
    text: str
    changed_at: datetime = moment()
    by: str
