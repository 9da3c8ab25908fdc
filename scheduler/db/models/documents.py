"""A document, and the words it is found by."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, keyed, moment, office_id, sealed

WAITS_FOR_BLANK, IN_PRODUCTION = text("stage = 'waiting_for_blank'"), text("stage = 'in_production'")
GOES = text("place IS NOT NULL")
"""To a place other than the office's counters, to which few go."""
FORGOTTEN = text("forgotten_at IS NOT NULL")
"""Of a document: its names went by the office's rule."""
QUEUED = text("stage = 'ready' AND channel = 'office' AND invitation_id IS NULL")
"""Of a document: it waits for its invitation. Few do, of many that are ready."""
ON_PAPER = text("paper_asked_at IS NOT NULL")
LIES_HERE = text("stage = 'ready' AND channel = 'office'")
"""Of a document: it lies in the office until somebody fetches it."""


class Document(SQLModel, table=True):
    """One application and what comes of it. What is personal is sealed; look-ups go by keyed hash."""

    __table_args__ = (
        UniqueConstraint("office_id", "reference"),
        Index("ix_document_waiting", "office_id", "ready_at", sqlite_where=QUEUED, postgresql_where=QUEUED),
        Index(
            "ix_document_blankless",
            "office_id",
            "type_id",
            "priority",
            "reason",
            "waits_since",
            "id",
            sqlite_where=WAITS_FOR_BLANK,
            postgresql_where=WAITS_FOR_BLANK,
        ),
        Index(
            "ix_document_printing",
            "office_id",
            "type_id",
            "has_blank",
            "priority",
            "waits_since",
            "created_at",
            "id",
            sqlite_where=IN_PRODUCTION,
            postgresql_where=IN_PRODUCTION,
        ),
        Index("ix_document_stage", "stage", "office_id", "id"),
        Index("ix_document_recent", "office_id", "created_at"),
        Index("ix_document_ready", "office_id", "ready_at"),
        Index("ix_document_shelf", "office_id", "shelf"),
        Index("ix_document_place", "office_id", "place", "stage", sqlite_where=GOES, postgresql_where=GOES),
        Index("ix_document_forgotten", "office_id", "id", sqlite_where=FORGOTTEN, postgresql_where=FORGOTTEN),
        Index(
            "ix_document_uncollected",
            "office_id",
            "kelurahan",
            "ready_at",
            "type_id",
            sqlite_where=LIES_HERE,
            postgresql_where=LIES_HERE,
        ),
        Index("ix_document_paper", "office_id", "id", sqlite_where=ON_PAPER, postgresql_where=ON_PAPER),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    reference: str
    type_id: int = Field(foreign_key="document_type.id")
    title: str
    """The type as the office wrote it ("Akta Kelahiran"): for staff only."""
    stage: str
    holder: str = sealed("document.holder", null=False)
    nik: str | None = sealed("document.nik")
    nik_hash: bytes | None = keyed("nik", index=True)
    applicant: str | None = sealed("document.applicant")
    phone: str | None = sealed("document.phone")
    email: str | None = sealed("document.email")
    phone_hash: bytes | None = keyed("phone", index=True)
    household: bytes | None = keyed("kk", index=True)
    reason: str | None = None
    channel: str = "office"
    place: str | None = None
    shelf: str | None = None
    kelurahan: str | None = None
    """Where its holder lives, as `domain.text.residence` writes it; thousands live there, so it is not sealed."""
    rt: str | None = sealed("document.rt")
    rw: str | None = sealed("document.rw")
    note: str | None = sealed("document.note")
    language: str = "id"
    printed_on: date | None = None
    content_hash: bytes | None = keyed("document")
    """Keyed hash of what was registered, to tell the same again from something else."""
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    ready_at: datetime | None = moment(null=True)
    priority: bool = False
    """Invited before others that became ready with it (a reprint by the office's fault, an urgent need)."""
    waits_since: datetime | None = moment(null=True)
    """When the document first waited for a blank: its place in the line. Known of whatever waits for a blank."""
    has_blank: bool = False
    """Whether a blank of the ledger is reserved for it."""
    paper_asked_at: datetime | None = moment(null=True)
    """When its people asked for paper, of a document that can be printed at home."""
    created_at: datetime = moment()
    erased_at: datetime | None = moment(null=True)
    """When its names went because their owner asked for it; who took it is kept until the rule takes that too."""
    forgotten_at: datetime | None = moment(null=True)
    """When all that is personal of it went by the office's rule: what is left is a number."""


class DocumentWord(SQLModel, table=True):
    """A beginning of a word of a holder's or applicant's name, as a keyed hash: the blind index of names.

    Some twenty for each document; on SQLite without a row number, which would be a third tree of all of them.
    """

    __tablename__ = "document_word"
    __table_args__ = (Index("ix_document_word_found", "office_id", "word", "document_id"), {"sqlite_with_rowid": False})

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    word: bytes = keyed("name", null=False, key=True)
    office_id: int = office_id()


class KnownPhone(SQLModel, table=True):
    """The office knows why a phone stands for many households (a school, the RT), or does not any more.

    Append-only, the last row of a phone counts.
    """

    __tablename__ = "known_phone"
    __table_args__ = (Index("ix_known_phone_phone", "office_id", "phone_hash"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    phone_hash: bytes = keyed("phone", null=False)
    known: bool
    reason: str | None = sealed("known_phone.reason")
    at: datetime = moment()
    by: str
