"""Visits that the office moves in one go."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment, office_id


class Postponement(SQLModel, table=True):
    """Visits moved by the office in one go. `kind`: closure, hours (they no longer fit) or reopening.

    Stages: applying, applied, undoing, undone. Without `not_before` no new date is known: visits keep their order.
    """

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    service_id: int | None = Field(default=None, foreign_key="service.id")
    closure_id: int | None = Field(default=None, foreign_key="closure.id")
    kind: str
    stage: str = "applying"
    reason: str
    not_before: datetime | None = moment(null=True)
    closed_until: date | None = None
    """The last day of the closure before the postponement made it longer: what an undo goes back to."""
    created_at: datetime = moment()
    finished_at: datetime | None = moment(null=True)
    by: str


class PostponedBooking(SQLModel, table=True):
    """One visit of a postponement, in its order.

    Stages: planned; moved, deferred, kept, stuck, gone; undone, stayed.
    """

    __tablename__ = "postponed_booking"
    __table_args__ = (UniqueConstraint("postponement_id", "booking_id"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    postponement_id: int = Field(foreign_key="postponement.id")
    booking_id: int = Field(foreign_key="booking.id", index=True)
    rank: int
    stage: str = "planned"
    why: str | None = None
    """A word of the program's own for what could not be done."""
    old_slot_id: int | None = Field(default=None, foreign_key="slot.id")
    old_starts_at: datetime | None = moment(null=True)
    new_slot_id: int | None = Field(default=None, foreign_key="slot.id")
