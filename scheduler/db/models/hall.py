"""One office on one date: its lobby, its tickets, its calls, and whom it turned away."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, moment, office_id, sealed

IS_LIVE = text("stage IN ('admitted', 'called', 'parked', 'serving', 'waiting')")
IS_MISSED = text("stage = 'missed'")
"""The indexes of those who are still in a queue, and of those who may come back to it: the day before them is long."""

UNSEALED = text("sealed_at IS NULL")
"""Of a day: it has not ended. Few are, of years."""


class OfficeDay(SQLModel, table=True):
    """One office on one local date. Raising its version is the lock of the lobby."""

    __tablename__ = "office_day"
    __table_args__ = (
        UniqueConstraint("office_id", "day"),
        Index("ix_office_day_of_all", "day", "office_id"),
        Index("ix_office_day_unsealed", "day", "office_id", sqlite_where=UNSEALED, postgresql_where=UNSEALED),
        CheckConstraint("0 <= people_inside AND people_inside <= people_allowed", name="people_within_allowed"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    day: date
    version: int = 0
    people_inside: int = 0
    lobby_limit: int
    people_allowed: int
    reserved: int = 0
    """Places that admission leaves free, for people who come for other things."""
    halted_at: datetime | None = moment(null=True)
    """The hall was emptied then, and nobody comes in until it is opened again."""
    watched_at: datetime | None = moment(null=True)
    """When a tick last looked at the open hall: a long gap is a cut of power or network."""
    count_wanted_at: datetime | None = moment(null=True)
    """After a cut: since when the guard is asked how many are inside."""
    help_wanted_at: datetime | None = moment(null=True)
    """Since when somebody at a kiosk waits for staff."""
    arrivals: int = 0
    """Tickets counted in today, over all services: the next `seq`."""
    returns: int = 0
    """Times somebody was placed behind others today: the next `again`."""
    issued: dict[str, int] = json_field(dict)
    """Numbers given out today, by letter; those that are printed beforehand are not among them."""
    opened_at: datetime | None = moment(null=True)
    """When what begins with a day was done (`sweeps.open_day`); the row itself is made by whoever comes first."""
    sealed_at: datetime | None = moment(null=True)


class OfficeBoard(SQLModel, table=True):
    """The board of an OfficeDay, as its last step wrote it: beside the row, so that taking the lock is cheap."""

    __tablename__ = "office_board"

    office_day_id: int = Field(foreign_key="office_day.id", primary_key=True)
    office_id: int = office_id()
    board: str


class Ticket(SQLModel, table=True):
    """A booking in a day's queue. `held` is the number of places in the lobby that it holds."""

    __table_args__ = (
        UniqueConstraint("office_day_id", "number"),
        UniqueConstraint("office_day_id", "booking_id"),
        Index(
            "uq_ticket_at_counter",
            "counter_id",
            unique=True,
            sqlite_where=text("stage IN ('called', 'serving')"),
            postgresql_where=text("stage IN ('called', 'serving')"),
        ),
        Index(
            "ix_ticket_served",
            "service_id",
            "ended_at",
            sqlite_where=text("stage = 'served'"),
            postgresql_where=text("stage = 'served'"),
        ),
        Index("ix_ticket_live", "office_day_id", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        Index("ix_ticket_missed", "office_day_id", "ended_at", sqlite_where=IS_MISSED, postgresql_where=IS_MISSED),
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("people >= 1", name="people_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    office_day_id: int = Field(foreign_key="office_day.id", index=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    number: str
    stage: str
    due_at: datetime = moment()
    seq: int
    again: int = 0
    passed: int = 0
    people: int = 1
    held: int = 0
    priority: bool = False
    escort: bool = False
    """Staff go to this person instead of calling only."""
    minutes: int = 5
    """Work at the counter that its documents are expected to take."""
    arrived_at: datetime = moment()
    admitted_at: datetime | None = moment(null=True)
    entered_at: datetime | None = moment(null=True)
    called_at: datetime | None = moment(null=True)
    ended_at: datetime | None = moment(null=True)
    not_before: datetime | None = moment(null=True)
    waits_for_document: bool = False
    """Set aside until its documents are ready, without a time."""
    counter_id: int | None = Field(default=None, foreign_key="counter.id", index=True)
    sent_to: int | None = None
    """The number of the counter it waits for, which calls it while it is open; None: any that takes its service."""


class Call(SQLModel, table=True):
    """A number called to a counter. Calling again raises `repeat` of the same call (0 at first)."""

    __table_args__ = (Index("ix_call_day", "office_day_id", "at"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    office_day_id: int = Field(foreign_key="office_day.id")
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    counter_number: int
    repeat: int = 0
    at: datetime = moment()


class ToldWait(SQLModel, table=True):
    """A range of minutes somebody was told, to be held against what happened. `until` is admitted or called."""

    __tablename__ = "told_wait"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    until: str
    least: int
    most: int
    at: datetime = moment(index=True)


class TurnedAway(SQLModel, table=True):
    """Somebody at the door got no number: `reason` is the code of the refusal, `in_vain` if the way was for nothing."""

    __tablename__ = "turned_away"
    __table_args__ = (Index("ix_turned_away_day", "office_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    day: date
    reason: str
    in_vain: bool = False
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    document_id: int | None = Field(default=None, foreign_key="document.id")
    at: datetime = moment()
    by: str


class Correction(SQLModel, table=True):
    """People counted otherwise than by tickets: a recount, somebody who came for other things, a floor at zero."""

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    office_day_id: int = Field(foreign_key="office_day.id", index=True)
    people: int
    kind: str
    reason: str | None = sealed("correction.reason")
    at: datetime = moment()
    by: str
