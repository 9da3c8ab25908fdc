"""What is kept of what is usual at an office, and of days that have not come."""

from datetime import datetime

from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment


class OfficeHabits(SQLModel, table=True):
    """What is usual at an office, as last fitted (`domain.forecasting.written`): shares and minutes, of nobody."""

    __tablename__ = "office_habits"

    office_id: int = Field(foreign_key="office.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_at: datetime = moment()
    habits: str
