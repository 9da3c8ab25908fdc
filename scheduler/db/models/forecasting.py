"""What is foreseen of an office's days, and what became of them: nameless counts and minutes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from scheduler.db.models.base import JSON, Column, SQLModel, json_field, moment, office_id

UNDER_WAY = text("state IN ('waiting', 'running')")


class DayForecast(SQLModel, table=True):
    """What was foreseen of a day of an office, as it was played last before the day, and how the day was.

    forecast, a_week_before: as `domain.forecasting.foreseen` writes them, the latter as it was played last a week or
    more before. truth: as `domain.forecasting.truth` does. mark: of the setting by which it was played; taken: units
    that were taken in its slots then.
    """

    __tablename__ = "day_forecast"

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    day: date = Field(primary_key=True)
    made_at: datetime = moment()
    mark: str
    taken: int
    forecast: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    a_week_before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    truth: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class OfficeHabits(SQLModel, table=True):
    """What is usual at an office, as last fitted (`domain.forecasting.written`): shares and minutes, of nobody."""

    __tablename__ = "office_habits"

    office_id: int = Field(foreign_key="office.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_at: datetime = moment()
    habits: str


class ForecastRun(SQLModel, table=True):
    """A proposal that somebody asked for, how far it is (`domain.forecasting.proposing.stages`), and what was found.

    Of an office one is under way at a time.
    """

    __tablename__ = "forecast_run"
    __table_args__ = (
        Index(
            "ux_forecast_run_under_way", "office_id", unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY
        ),
        Index("ix_forecast_run_of_office", "office_id", "created_at"),
        Index("ix_forecast_run_created_at", "created_at"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    state: str
    asked: dict[str, Any] = json_field(dict)
    percent: int = 0
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    why: str | None = None
    """Why it failed: a word of `flow.forecasting.proposals.Why`."""
    by: str
    created_at: datetime = moment()
    worker: str | None = None
    """Which process plays."""
    beat_at: datetime | None = moment(null=True)
    """When that was heard of last."""
    ended_by: str | None = None
    finished_at: datetime | None = moment(null=True)
