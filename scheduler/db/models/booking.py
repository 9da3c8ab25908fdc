"""Slots, bookings and the documents of each, with the seats that are kept back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, keyed, moment, office_id, sealed

BY_PROXY = text("collector_hash IS NOT NULL")
"""Of a visit or a handover: somebody collects for others. Few do; the others cost the index nothing."""


IS_RESERVED = text("reserved > 0")
"""Of a slot: something of it is kept for who books with staff."""


class Slot(SQLModel, table=True):
    """A stretch of time of a service. `planned`, `capacity` and `taken` are units of work.

    The calendar plans; where more is taken than it plans now, the capacity stays at what is taken and falls with it.
    A slot that the calendar no longer has is planned with 0: who is in it stays until moved, nobody else comes.
    `reserved`: units that are kept for visits whose time staff choose, `by_staff` those that such visits have. What is
    left of them nobody takes online, until `reserved_until`: then `reserved` falls to 0.
    """

    __table_args__ = (
        UniqueConstraint("service_id", "starts_at"),
        Index("ix_slot_of_office", "office_id", "starts_at"),
        CheckConstraint("0 <= taken AND taken <= capacity", name="taken_within_capacity"),
        CheckConstraint("0 <= by_staff AND by_staff <= taken", name="by_staff_within_taken"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        Index("ix_slot_reserved_until", "reserved_until", sqlite_where=IS_RESERVED, postgresql_where=IS_RESERVED),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    service_id: int = Field(foreign_key="service.id")
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    capacity: int
    taken: int = 0
    planned: int
    reserved: int = 0
    reserved_until: datetime | None = moment(null=True)
    by_staff: int = 0

    @property
    def reserved_left(self) -> int:
        """Units that are free and that nobody takes online."""
        return max(0, min(self.reserved - self.by_staff, self.capacity - self.taken))

    def is_free_for(self, units: int, *, by_staff: bool) -> bool:
        """Whether the calendar leaves so many units free, for who chooses a time with staff or online."""
        reserved = 0 if by_staff else max(0, self.reserved - self.by_staff)
        return self.taken + units + reserved <= self.planned


class Booking(SQLModel, table=True):
    """One visit: its slot, its people, who collects. Moving changes the slot of the same row.

    A walk-in has no slot; a visit that is still booked and has none waits for a new date from the office.
    """

    __table_args__ = (
        Index(
            "uq_booking_live_short",
            "office_id",
            "short",
            unique=True,
            sqlite_where=text("stage IN ('booked', 'arrived')"),
            postgresql_where=text("stage IN ('booked', 'arrived')"),
        ),
        Index(
            "uq_booking_live_invitation",
            "invitation_id",
            unique=True,
            sqlite_where=text("stage IN ('booked', 'arrived')"),
            postgresql_where=text("stage IN ('booked', 'arrived')"),
        ),
        Index("ix_booking_collector_hash", "collector_hash", sqlite_where=BY_PROXY, postgresql_where=BY_PROXY),
        CheckConstraint("party >= 1", name="party_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True)
    units: int = 1
    stage: str
    party: int = 1
    short: int
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    collector_kind: str = "holder"
    collector_name: str | None = sealed("booking.collector_name")
    collector_relation: str | None = sealed("booking.collector_relation")
    collector_hash: bytes | None = keyed("proxy")
    """Keyed hash of somebody who collects for others, to count how often."""
    wish_priority: bool = False
    wish_escort: bool = False
    """Wishes at booking, confirmed at the door; why somebody wishes is not asked and not kept."""
    first_starts_at: datetime | None = moment(null=True)
    """The time first promised, where the office moved the visit: its place in the order of the next move."""
    moved_by_office: int = 0
    by_staff: bool = False
    """Whether staff chose its time, for somebody before them: its units count in the slot's `by_staff`."""
    language: str = "id"
    created_at: datetime = moment()


class BookingDocument(SQLModel, table=True):
    """A document that a booking fetches; `live` while it may still do so: one live booking per document."""

    __tablename__ = "visit"
    __table_args__ = (
        Index(
            "uq_visit_live_document",
            "document_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    booking_id: int = Field(foreign_key="booking.id", primary_key=True)
    document_id: int = Field(foreign_key="document.id", primary_key=True)
    office_id: int = office_id()
    live: bool = True
    let_go: str | None = None
    """The step in which the visit let the document go; an undo of that step gives it back."""


class PlaceVisit(SQLModel, table=True):
    """Which kecamatan or kelurahan booked a visit: it may move, give up and print that one, and no other place may."""

    __tablename__ = "place_visit"

    booking_id: int = Field(foreign_key="booking.id", primary_key=True)
    place_id: int = Field(foreign_key="place.id", index=True)
    office_id: int = office_id()


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
    """The invitation that the seats are kept for; None: for nobody, until they are free again."""


class FreedSeat(SQLModel, table=True):
    """Whose visit gave up seats in a slot: no seat of it is offered to the same phone."""

    __tablename__ = "freed_seat"

    id: int = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    invitation_id: int = Field(foreign_key="invitation.id")


class UrgentSeat(SQLModel, table=True):
    """An urgent visit placed beside the seats, from the small contingent of a service's day, with its reason."""

    __tablename__ = "urgent_seat"
    __table_args__ = (UniqueConstraint("booking_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    service_id: int = Field(foreign_key="service.id")
    day: date
    booking_id: int = Field(foreign_key="booking.id")
    reason: str = sealed("urgent_seat.reason", null=False)
    by: str
    at: datetime = moment()
