"""How documents are found though their names are sealed, and who asked to see what is masked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, keyed, moment, office_id

WITH_A_DAY = text("day IS NOT NULL")
ONCE_A_DAY: dict[str, Any] = {"sqlite_where": WITH_A_DAY, "postgresql_where": WITH_A_DAY}


class DocumentWord(SQLModel, table=True):
    """A beginning of a word of a holder's or applicant's name, as a keyed hash: the blind index of names.

    Some twenty for each document; on SQLite without a row number, which would be a third tree of all of them.
    """

    __tablename__ = "document_word"
    __table_args__ = (Index("ix_document_word_found", "office_id", "word", "document_id"), {"sqlite_with_rowid": False})

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    word: bytes = keyed("name", null=False, key=True)
    office_id: int = office_id()


class Disclosure(SQLModel, table=True):
    """A clerk asked to see what is masked of a document, an application or a conversation, and saw it; append-only."""

    __table_args__ = (
        Index("ix_disclosure_at", "office_id", "at"),
        Index("ux_disclosure_application_day", "application_id", "by", "day", unique=True, **ONCE_A_DAY),
        Index("ux_disclosure_conversation_day", "conversation_id", "by", "day", unique=True, **ONCE_A_DAY),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id")
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    fields: str
    """What was shown: nik, phone, email, applicant, pictures; parted by commas."""
    place: str
    """The page on which it was asked."""
    at: datetime = moment()
    by: str
    day: date | None = None
    """The office's own date, of what is written down once a day however often it is looked at: pictures."""
