"""Files of an office's export that are taken in, what came of their lines, and whose turn it is to take some in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, moment, office_id, sealed

FROM_FOLDER = text("source = 'folder'")


class Intake(SQLModel, table=True):
    """One file of an export and how far it is (`domain.intake.ImportStage`).

    A file that lies in the office's folder is taken once: there the hash of its content is unique.
    """

    __table_args__ = (
        Index(
            "ux_intake_of_folder",
            "office_id",
            "file_hash",
            unique=True,
            sqlite_where=FROM_FOLDER,
            postgresql_where=FROM_FOLDER,
        ),
        Index("ix_intake_of_office", "office_id", "created_at"),
        Index("ix_intake_stage", "stage"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    stage: str
    source: str
    """page or folder."""
    file_name: str = sealed("intake.file_name", null=False)
    """As the office calls it, which may be after a person."""
    file_hash: bytes
    size: int
    mark: str | None = None
    """The file in the vault; None once it is not needed any more."""
    headers: dict[str, str] = json_field(dict)
    """How the file calls the columns of its fields."""
    total: int | None = None
    """Lines of the file; None until it was read."""
    last_row: int = 0
    """The number of the last line that is done, as the file counts them."""
    done: int = 0
    """Lines that are done."""
    counts: dict[str, int] = json_field(dict)
    """How many rows had which outcome, and how many `warnings` there were."""
    kinds: dict[str, int] = json_field(dict)
    """How often each kind of fault was found: "level code column"."""
    why: str | None = None
    """Why it failed: a word of `UNREADABLE`, or `gone` or `fault`."""
    facts: dict[str, Any] = json_field(dict)
    by: str
    created_at: datetime = moment()
    ordered_by: str | None = None
    ordered_at: datetime | None = moment(null=True)
    """When somebody, or the folder, said that the file is to be taken in."""
    ended_by: str | None = None
    finished_at: datetime | None = moment(null=True)


class IntakeBatch(SQLModel, table=True):
    """What came of some lines of a file that were taken in or tried together: row numbers and words, nobody's data."""

    __tablename__ = "intake_batch"
    __table_args__ = (UniqueConstraint("intake_id", "first_row"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    intake_id: int = Field(foreign_key="intake.id")
    first_row: int
    lines: list[Any] = json_field(list)


class IntakeTurn(SQLModel, table=True):
    """Who takes an export of an office in just now, until when nobody else may: one at a time."""

    __tablename__ = "intake_turn"

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    worker: str
    until: datetime = moment()
