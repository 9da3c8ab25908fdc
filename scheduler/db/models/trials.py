"""Which devices of an office were tried, and how that ended."""

from datetime import datetime

from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment, office_id


class DeviceTrial(SQLModel, table=True):
    """The newest trial of a device; an older one makes room for it."""

    __tablename__ = "device_trial"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    device: str
    """A word of `domain.trials.Device`."""
    screen_id: int | None = Field(default=None, foreign_key="screen.id")
    """Which of the screens, where it was one."""
    outcome: str
    """good, or a word for what was wrong."""
    tried_at: datetime = moment()
    by: str
