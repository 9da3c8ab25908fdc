"""What concerns the whole installation, not one office: what it is, its look-up keys, its backups."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, moment, sealed

_RUNNING = text("state = 'running'")


class Deployment(SQLModel, table=True):
    """One row: whether this database is for training, for good, and the last moment its clock recorded."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    training: bool = False
    clock_at: datetime | None = moment(null=True)
    push_key: str | None = sealed("deployment.push_key")
    """The private key (PEM) by which browsers' push services know this server (VAPID, RFC 8292)."""
    seal_key: str | None = sealed("deployment.seal_key")
    """The key, in hexadecimal digits, by which blocks of the audit log are chained (`Seal`)."""


class LookUpKey(SQLModel, table=True):
    """A link of the chain of look-up keys (`scheduler/keys/chain.py`), oldest first.

    Kept sealed under the newest secret, so that an old one can be dropped though hashes still begin with its key.
    """

    __tablename__ = "look_up_key"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = sealed("look_up_key.key", null=False)
    """In hexadecimal digits."""
    is_root: bool = False
    """Whether hashes were ever made with it alone: those of the first secrets were."""
    is_settled: bool = False
    """Whether no row is behind this link any more."""


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
