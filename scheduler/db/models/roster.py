"""When each counter is planned to be open."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, office_id


class CounterRoster(SQLModel, table=True):
    """When one counter is planned to be open, by weekday. Rows of an office with the same dates are one roster.

    week: {"0": [["08:00", "11:30"]], "4": []}, local times by weekday (Monday is 0); on a weekday that is not named it
    is open whenever the office works. Dates are both given, ends inclusive, or neither: the usual roster.
    """

    __tablename__ = "counter_roster"
    __table_args__ = (
        CheckConstraint("(valid_from IS NULL) = (valid_to IS NULL)", name="dates_both_or_none"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        Index("ix_counter_roster_office_id_valid_to", "office_id", "valid_to"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    counter_id: int = Field(foreign_key="counter.id")
    valid_from: date | None = None
    valid_to: date | None = None
    week: dict[str, Any] = json_field(dict)
