"""Blank forms: each material as a ledger, what was asked of the centre, and when printing stood still."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, moment, office_id, sealed

RUNS = text("ended_at IS NULL")


class Material(SQLModel, table=True):
    """A kind of blank form whose pieces the office counts. One that nobody counts yet has no row, and holds up nothing.

    `stock` is what the ledger adds up to; `reserved` of it are for documents in production. Both change only by guarded
    updates beside their entry.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        CheckConstraint("reserved >= 0 AND reserved <= stock", name="reserved_within_stock"),
        CheckConstraint("per_day IS NULL OR per_day >= 1", name="per_day_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    name: str
    """As document types name it: "blangko KTP-el"."""
    stock: int = 0
    reserved: int = 0
    per_day: int | None = None
    """How many the office prints on a day at most; None: as many as there are."""
    shares: dict[str, Any] = json_field(dict)
    """Who gets the blanks, in percent per reason ({"first": 60}); the rest is for all others. Empty: oldest first."""
    substitute: dict[str, Any] = json_field(dict)
    """What helps those who cannot wait, in the office's words by language: {"id": "...", "en": "..."}."""
    begun_on: date | None = None
    """The office's own day on which documents last got a blank."""
    begun: int = 0
    """How many documents got a blank on that day."""
    lately: list[Any] = json_field(list)
    """The reasons of the last documents that got a blank, oldest first: shares go by them."""
    shared_at: datetime | None = moment(null=True)
    """When somebody last settled `per_day`, `shares` and `substitute`; `shared_by` who."""
    shared_by: str | None = None


class StockEntry(SQLModel, table=True):
    """A line in the ledger of blank forms: so many pieces of a material came to something.

    kind: receipt, use, spoilt, count; unused: a use that was none, since its blank was spoilt; short: a blank that the
    ledger did not have, of a card that was printed all the same. Of a count `counted` is what was found, and `pieces`
    how far the ledger was from it, with its sign; all others are positive, and the kind says which way they go.
    """

    __tablename__ = "stock_entry"
    __table_args__ = (
        CheckConstraint("kind = 'count' OR pieces >= 1", name="pieces_positive"),
        Index("ix_stock_entry_at", "office_id", "at"),
        Index("ix_stock_entry_lately", "office_id", "material", "at"),
        Index("ix_stock_entry_kind", "office_id", "kind", "material", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    material: str
    kind: str
    pieces: int = 1
    counted: int | None = None
    note: str | None = sealed("stock_entry.note")
    """Where from, or why, as somebody wrote it."""
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    supply_id: int | None = Field(default=None, foreign_key="supply.id")
    """The supply that had been asked for, where the line is a receipt of it."""
    at: datetime = moment()
    by: str
    step: str
    """The step in the history that caused it; an undone step's entries do not count."""


class Supply(SQLModel, table=True):
    """What was asked of the centre. Each moment is null until it happened; each delivery is a receipt in the ledger.

    It is over when all of it came, when the centre refused it, or when the office gave the rest up.
    """

    __table_args__ = (
        CheckConstraint("asked >= 1", name="asked_positive"),
        CheckConstraint("arrived >= 0", name="arrived_not_negative"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    material: str
    asked: int
    granted: int | None = None
    arrived: int = 0
    """How many pieces of it came, in one delivery or in several."""
    asked_at: datetime = moment()
    granted_at: datetime | None = moment(null=True)
    granted_by: str | None = None
    fetchable_on: date | None = None
    """From when it may be fetched; None while that is not known."""
    arrived_at: datetime | None = moment(null=True)
    """When all of it had come."""
    refused_at: datetime | None = moment(null=True)
    refused_by: str | None = None
    given_up_at: datetime | None = moment(null=True)
    """When the office wrote down that what is left does not come."""
    given_up_by: str | None = None
    given_up_why: str | None = sealed("supply.given_up_why")
    note: str | None = sealed("supply.note")
    by: str
    """Who asked."""


class PrintingStop(SQLModel, table=True):
    """A stretch in which nothing could be printed: the printer, its ribbon. `material` None: all of them."""

    __tablename__ = "printing_stop"
    __table_args__ = (Index("ix_printing_stop_runs", "office_id", sqlite_where=RUNS, postgresql_where=RUNS),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    material: str | None = None
    why: str
    """printer, ribbon, power, network or other."""
    note: str | None = sealed("printing_stop.note")
    started_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
    by: str
    ended_by: str | None = None
