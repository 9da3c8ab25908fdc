"""The right to book, and who waits for a seat on a full day."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, keyed, moment, office_id


class Invitation(SQLModel, table=True):
    """The right to book, for one document or all ready ones of a household. Its live booking tells if it is used."""

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    household: bytes | None = keyed("kk", index=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    language: str = "id"
    created_at: datetime = moment()
    expires_at: datetime = moment()
    changes: int = 0
    """Times its citizen moved or cancelled a visit."""
    missed: int = 0
    bookable_from: datetime | None = moment(null=True)
    """After a missed visit: when it may be booked again."""


class ClosedLink(SQLModel, table=True):
    """The code of an invitation or an application that somebody said was not for them, which has another since."""

    __tablename__ = "closed_link"

    code_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    office_id: int = office_id()
    at: datetime = moment()


ON_THE_LIST = text("stage IN ('waiting', 'offered')")
"""Of an entry of the waiting list: it still waits, or has an offer."""


class WaitlistEntry(SQLModel, table=True):
    """A household that waits for a seat on a full day. Stages: waiting, offered; taken, lapsed, left."""

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        Index(
            "uq_waitlist_entry_live",
            "invitation_id",
            "day",
            unique=True,
            sqlite_where=ON_THE_LIST,
            postgresql_where=ON_THE_LIST,
        ),
        Index("ix_waitlist_entry_line", "service_id", "day", "stage"),
        Index(
            "ix_waitlist_entry_waits",
            "office_id",
            "service_id",
            "day",
            "created_at",
            "id",
            sqlite_where=ON_THE_LIST,
            postgresql_where=ON_THE_LIST,
        ),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    invitation_id: int = Field(foreign_key="invitation.id")
    service_id: int = Field(foreign_key="service.id")
    day: date
    units: int
    stage: str = "waiting"
    slot_id: int | None = Field(default=None, foreign_key="slot.id")
    offered_until: datetime | None = moment(null=True)
    created_at: datetime = moment()
