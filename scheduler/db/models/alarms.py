"""Alarms: what an office switched on, what rings and rang, and what work was heard of last."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import JSON, SQLModel, json_field, moment, office_id

STANDS = text("over_at IS NULL")
"""Of an alarm: it rings, or may soon. Few do, of all that ever did."""


class AlarmRule(SQLModel, table=True):
    """An alarm as an office set it. One that it never set is off."""

    __tablename__ = "alarm_rule"
    __table_args__ = (UniqueConstraint("office_id", "alarm"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    alarm: str
    """A word of `domain.alarms.Alarm`."""
    is_on: bool = False
    threshold: int = 0
    """In the unit of its kind."""
    hours: str = "open"
    """When somebody is told: "open" while the office is open, or "always"."""
    spared: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Whom of those that the office named (`AlarmContact`) this one does not tell."""
    changed_at: datetime = moment()
    by: str


class AlarmRing(SQLModel, table=True):
    """An alarm that rings, rang, or will if what it is about lasts. Of one thing one stands at a time."""

    __tablename__ = "alarm_ring"
    __table_args__ = (
        Index(
            "uq_alarm_ring_stands",
            "office_id",
            "alarm",
            "subject",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_alarm_ring_over", "office_id", "over_at"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    alarm: str
    subject: str = ""
    """Which of several things it is about: a channel, a machine. Nothing personal."""
    since: datetime = moment()
    seen_at: datetime = moment()
    rang_at: datetime | None = moment(null=True)
    told_at: datetime | None = moment(null=True)
    times: int = 0
    """How often somebody was told."""
    taken_at: datetime | None = moment(null=True)
    """When somebody said that they see to it."""
    taken_by: str | None = None
    calm_since: datetime | None = moment(null=True)
    over_at: datetime | None = moment(null=True)
    end_told: bool = False
    facts: dict[str, Any] = json_field(dict)
    """What its words say: numbers, names of screens and channels. Nothing personal."""


class Pulse(SQLModel, table=True):
    """Work that goes on somewhere, and when it was heard of last."""

    name: str = Field(primary_key=True)
    at: datetime = moment()
