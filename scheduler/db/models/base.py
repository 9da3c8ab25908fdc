"""Naming of constraints, and the columns that many tables share."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from scheduler.db.types import Keyed, Sealed, SealedText, UTCDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# How values of a row would be checked is built where somebody asks for it, which nothing here does: rows are not forms.
SQLModel.model_config["defer_build"] = True

__all__ = ["JSON", "Column", "SQLModel", "json_field", "keyed", "moment", "office_id", "sealed", "sealed_text"]

MOMENT: Any = UTCDateTime()
"""One for all columns: each would bring a class of its own for what it is compared by."""


def moment(*, null: bool = False, index: bool = False) -> Any:
    """A column for an aware moment."""
    if null:
        return Field(default=None, sa_type=MOMENT, nullable=True, index=index)
    return Field(sa_type=MOMENT, nullable=False, index=index)


def sealed(place: str, *, null: bool = True) -> Any:
    """A column for personal data; `place` is "table.column"."""
    if null:
        return Field(default=None, sa_column=Column(Sealed(place), nullable=True))
    return Field(sa_column=Column(Sealed(place), nullable=False))


def sealed_text(place: str) -> Any:
    """A column of text for personal data; `place` is "table.column"."""
    return Field(sa_column=Column(SealedText(place), nullable=False))


def keyed(kind: str, *, null: bool = True, index: bool = False, key: bool = False) -> Any:
    """A column for a keyed hash of a kind of thing: nik, phone, kk, proxy, document, name, identity. key: primary."""
    if null:
        return Field(default=None, sa_column=Column(Keyed(kind), nullable=True, index=index))
    return Field(sa_column=Column(Keyed(kind), nullable=False, index=index, primary_key=key))


def office_id(*, index: bool = False) -> Any:
    """The office a row belongs to: on every table, so that a province can be split by office.

    index: of a table whose rows are found by their office and by nothing else.
    """
    return Field(foreign_key="office.id", index=index)


def json_field(kind: type) -> Any:
    """A column for a small dict or list that is read whole; empty at first."""
    return Field(default_factory=kind, sa_column=Column(JSON, nullable=False))
