"""Hours, closures, and shares of the usual units for a time."""

from datetime import date, time

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, office_id


class OpeningHours(SQLModel, table=True):
    """Weekly hours of an office or one service, local time, with a break and dates between which they hold.

    Monday is 0.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (CheckConstraint("opens < closes", name="opens_before_closes"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    weekday: int
    opens: time
    closes: time
    break_from: time | None = None
    break_to: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    service_id: int | None = Field(default=None, foreign_key="service.id")


class Closure(SQLModel, table=True):
    """Days, or hours of days, on which an office or one service is shut; without an end it stays shut.

    `kind` is public, joint_leave or office. Local dates and times, ends inclusive.
    """

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(from_time IS NULL) = (to_time IS NULL)", name="hours_both_or_none"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    starts_on: date
    ends_on: date | None = None
    reason: str
    kind: str = "office"
    service_id: int | None = Field(default=None, foreign_key="service.id")
    from_time: time | None = None
    to_time: time | None = None
    by: str | None = None
    """Who wrote it down, or changed its end last."""


class TemporaryCapacity(SQLModel, table=True):
    """Slots of an office or one service hold a share of their usual units between two dates, ends inclusive."""

    __tablename__ = "temporary_capacity"
    __table_args__ = (CheckConstraint("percent >= 0", name="percent_not_negative"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    service_id: int | None = Field(default=None, foreign_key="service.id")
    starts_on: date
    ends_on: date | None = None
    percent: int
    reason: str = ""
