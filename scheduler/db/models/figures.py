"""What was counted of an office's days: kept for good, nameless, when the rows behind it have gone."""

from datetime import date, datetime

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


class CountedDay(SQLModel, table=True):
    """A day whose counts are kept: when they were last made."""

    __tablename__ = "counted_day"
    __table_args__ = ({"sqlite_with_rowid": False},)

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    day: date = Field(primary_key=True)
    at: datetime = moment()
