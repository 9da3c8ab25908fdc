"""What was counted of an office's days: kept for good, nameless, when the rows behind it have gone."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment


class DayCount(SQLModel, table=True):
    """One count of one day of an office; `Figure` says what part and bucket mean."""

    __tablename__ = "day_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    figure: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    part: str = Field(default="", primary_key=True)
    bucket: int = Field(default=0, primary_key=True)
    count: int


IS_STALE = text("changes <> counted AND NOT is_final")
"""Of a day: a step has changed what it counts since it was counted. Few are, of years."""


class CountedDay(SQLModel, table=True):
    """A day that is over, and whether its counts are kept.

    at: when they were last made; None: a step has changed the day, and it is counted first when its turn comes.
    """

    __tablename__ = "counted_day"
    __table_args__: Any = (
        Index("ix_counted_day_stale", "office_id", "day", sqlite_where=IS_STALE, postgresql_where=IS_STALE),
        {"sqlite_with_rowid": False},
    )

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    day: date = Field(primary_key=True)
    at: datetime | None = moment(null=True)
    changes: int = 0
    """How often a step changed afterwards what the day counts; `counted`: how many of them its counts know."""
    counted: int = 0
    is_final: bool = False
    """Rows behind the counts are gone: the day is never counted again."""
