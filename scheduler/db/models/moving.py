"""What happens to seats and visits when plans change: seats kept for somebody, the waiting list, postponements."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, moment, office_id, sealed

ON_THE_LIST = text("stage IN ('waiting', 'offered')")
"""Of an entry of the waiting list: it still waits, or has an offer."""


class SeatHold(SQLModel, table=True):
    """Units of a slot that count as taken until a moment: freed and kept back, or kept for one invitation.

    A slot's `taken` is the units of its live bookings and of its holds.
    """

    __tablename__ = "seat_hold"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    slot_id: int = Field(foreign_key="slot.id", index=True)
    units: int
    until: datetime = moment(index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    """Whom it is kept for; None: for nobody, until it is free again."""


class WaitlistEntry(SQLModel, table=True):
    """A household that waits for a seat on a full day. Stages: waiting, offered; taken, lapsed, left."""

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        Index(
            "uq_waitlist_entry_live", "invitation_id", "day", unique=True,
            sqlite_where=ON_THE_LIST, postgresql_where=ON_THE_LIST,
        ),
        Index("ix_waitlist_entry_line", "service_id", "day", "stage"),
        Index(
            "ix_waitlist_entry_waits", "office_id", "service_id", "day", "created_at", "id",
            sqlite_where=ON_THE_LIST, postgresql_where=ON_THE_LIST,
        ),
    )  # fmt: skip

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
    """The last day of a closure before this made it longer: what an undo goes back to."""
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


class UrgentSeat(SQLModel, table=True):
    """An urgent visit placed beside the seats, from the small contingent of a service's day, with its reason."""

    __tablename__ = "urgent_seat"
    __table_args__ = (UniqueConstraint("booking_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    service_id: int = Field(foreign_key="service.id")
    day: date
    booking_id: int = Field(foreign_key="booking.id")
    reason: str = sealed("urgent_seat.reason", null=False)
    by: str
    at: datetime = moment()
