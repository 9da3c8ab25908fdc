"""What every step writes: its row of the history, its kept answer; and what is counted against guessing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, json_field, moment, office_id, sealed, sealed_text
from scheduler.db.types import KeyedText


class KeptAnswer(SQLModel, table=True):
    """The answer to a request with an Idempotency-Key or a scan with a nonce, for when it comes again."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("office_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    key: str
    request_hash: str = Field(sa_column=Column(KeyedText("request"), nullable=False))
    status: int
    body: str = sealed_text("answer.body")
    at: datetime = moment(index=True)


class Counted(SQLModel, table=True):
    """How often somebody did lately what could be guessing; who: a keyed hash of an address, an account, a code.

    free_at: from when on one more is taken though there were as many as may be. until: from then on none of it counts.
    """

    __table_args__: Any = ({"sqlite_with_rowid": False},)

    kind: str = Field(primary_key=True)
    who: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    count: int
    since: datetime = moment()
    latest: datetime = moment()
    free_at: datetime = moment()
    until: datetime = moment(index=True)


def _where_known(column: str) -> Index:
    """An index of `move` that costs the many rows without a value nothing."""
    known = text(f"{column} IS NOT NULL")
    return Index(f"ix_move_{column}", column, sqlite_where=known, postgresql_where=known)


class Move(SQLModel, table=True):
    """History, append-only: what moved from where to where, when, by whom, why. An undo is a row that goes back.

    On PostgreSQL it lies in partitions by month (`db/engine/months.py`): no other row points at one of it by a foreign
    key, and nothing of it is unique but the id.
    """

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN document_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN booking_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN ticket_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_subject",
        ),
        Index("ix_move_step", "step"),
        *(_where_known(column) for column in ("document_id", "booking_id", "ticket_id", "undoes")),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    document_id: int | None = Field(default=None, foreign_key="document.id")
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
    before: str | None = None
    after: str
    at: datetime = moment()
    by: str
    why: str | None = None
    """A word of the program's own; what people write is in `note`."""
    note: str | None = sealed("move.note")
    step: str
    was: dict[str, Any] = json_field(dict)
    """Values of the other columns the move changed, as they were: what an undo puts back."""
    undoes: int | None = None


class Undone(SQLModel, table=True):
    """A move that was undone: nobody undoes it a second time. It stays when the history goes by its rule: what the step
    wrote down is there longer, and does not count.
    """

    move_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    step: str = Field(index=True)
    """The step of the move."""


WITH_A_DAY = text("day IS NOT NULL")
ONCE_A_DAY: dict[str, Any] = {"sqlite_where": WITH_A_DAY, "postgresql_where": WITH_A_DAY}


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
