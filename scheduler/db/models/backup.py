"""What is written down of backups."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, moment

_RUNNING = text("state = 'running'")


class BackupRun(SQLModel, table=True):
    """A backup of the whole installation that was begun: it runs, came to be, or failed."""

    __tablename__ = "backup_run"
    __table_args__ = (
        Index("ix_backup_run_begun_at", "begun_at"),
        Index("ix_backup_run_running", "state", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )

    id: int = Field(default=None, primary_key=True)
    state: str
    """running, good, failed."""
    by: str
    """system, command, or a member of staff."""
    begun_at: datetime = moment()
    beat_at: datetime = moment()
    """When it was heard of last."""
    ended_at: datetime | None = moment(null=True)
    percent: int = 0
    place: str = ""
    """The folder it goes to."""
    file: str | None = None
    size: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    missing: int = 0
    """Files that rows of it name and that were not there."""
    with_secret: bool = False
    why: str | None = None
    """A word of `domain.backup.Why`."""
