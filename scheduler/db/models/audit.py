"""What is written down for good: deeds, and the blocks that seal them together with history and disclosures."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, json_field, moment


class DeedRow(SQLModel, table=True):
    """Somebody or a machine did something that is no move and no disclosure (`domain/audit/deeds.py`); append-only.

    The database itself refuses to change or delete a row. Nothing personal of citizens, and no secret, stands in one.
    """

    __tablename__ = "deed"
    __table_args__ = (Index("ix_deed_at", "office_id", "at"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int | None = Field(default=None, foreign_key="office.id")
    """None: of the whole installation."""
    deed: str
    at: datetime = moment()
    by: str
    about: str = ""
    """A word of what it was about: a document type's code, a date, the name of a token."""
    was: dict[str, Any] = json_field(dict)
    """Settings by name as they were, where the deed changed them."""
    became: dict[str, Any] = json_field(dict)


class Seal(SQLModel, table=True):
    """A block of the chain (`domain/audit/chain.py`) over rows of one table; append-only, as they are."""

    __table_args__ = (Index("ix_seal_of", "of", "first_id"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    of: str
    """The table."""
    kind: str
    """sealed, or forgotten: what was left of rows after some went by rule."""
    form: int
    """Which columns are hashed."""
    first_id: int
    last_id: int
    rows: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Each row's id and keyed hash."""
    why: str | None = None
    """Of what was forgotten: by which rule."""
    before: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The hash of the block before."""
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
