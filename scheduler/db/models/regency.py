"""Documents that are to be fetched at another office of the installation."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment, office_id

SENT = text("state = 'sent'")
"""Of a transfer: the other office does not have it yet."""


class Transfer(SQLModel, table=True):
    """That a document is to be fetched at another office. There it is a row of its own, once it was received.

    state: sent, arrived or taken_back. Of a document one is under way at a time.
    """

    __table_args__ = (
        Index("uq_transfer_sent", "document_id", unique=True, sqlite_where=SENT, postgresql_where=SENT),
        Index("ix_transfer_coming", "to_office_id", "sent_at", sqlite_where=SENT, postgresql_where=SENT),
        Index("ix_transfer_of_office", "office_id", "sent_at"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    """The office that sends."""
    document_id: int = Field(foreign_key="document.id", index=True)
    to_office_id: int = Field(foreign_key="office.id")
    there_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    """The document at the other office, once it was received."""
    stage: str
    """Where it stood when it left: what is ready travels as a card, all else is printed there."""
    state: str = "sent"
    sent_at: datetime = moment()
    sent_by: str
    ended_at: datetime | None = moment(null=True)
    """When it was received, or taken back."""
    ended_by: str | None = None
