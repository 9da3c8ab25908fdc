"""Rows of an office's last weeks, of which its record is made: slots, visits with a time, numbers, and odd days.

No name, number or hash is read. However long an office has been at work, each statement reads one window of it, along
an index.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import (
    Booking,
    BookingDocument,
    Correction,
    Document,
    DocumentType,
    Move,
    Office,
    OfficeDay,
    PostponedBooking,
    Postponement,
    Slot,
    Ticket,
)
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds, local_day
from scheduler.domain.stages import BookingStage, TicketStage
from scheduler.flow.core.local_time import today_of, zone_of_office

WEEKS = timedelta(weeks=8)
HAD_A_TIME = (BookingStage.BOOKED, BookingStage.ARRIVED, BookingStage.FULFILLED, BookingStage.MISSED)


class Place(NamedTuple):
    """A slot: when it begins, and how many units the calendar gives it."""

    starts_at: datetime
    planned: int


@dataclass(slots=True)
class Booked:
    """A visit that has a time. types: codes of its documents."""

    service_id: int
    slot_id: int
    stage: str
    units: int
    party: int
    made_at: datetime
    types: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Came:
    """A number. slot_id: of its visit when its people came; None for a walk-in. types: codes of its documents."""

    day_id: int
    booking_id: int
    slot_id: int | None
    service_id: int
    units: int
    stage: str
    people: int
    priority: bool
    arrived_at: datetime
    admitted_at: datetime | None
    called_at: datetime | None
    ended_at: datetime | None
    counter_id: int | None
    types: list[str] = field(default_factory=list)

    @property
    def is_served(self) -> bool:
        return self.stage == TicketStage.SERVED

    @property
    def is_from_paper(self) -> bool:
        """Whether it was served where the program did not see it: when its people came is what somebody wrote."""
        return self.is_served and self.called_at is None


class Window:
    """The eight weeks before today."""

    def __init__(self, session: Session, office: Office, now: datetime) -> None:
        self._session, self._office, self._now = session, office, now
        self._zone, self._today = zone_of_office(office), today_of(office, now)
        self._first = self._today - WEEKS
        self._begins, self._ends = (day_bounds(day, self._zone)[0] for day in (self._first, self._today))

    def days(self) -> dict[int, date]:
        """The days that have ended, by the id of their row, without those on which the hall was emptied and those from
        which visits were moved.
        """
        rows = self._session.execute(
            select(col(OfficeDay.id), col(OfficeDay.day))
            .where(*self._in_days(), col(OfficeDay.sealed_at).is_not(None), col(OfficeDay.halted_at).is_(None))
            .order_by(col(OfficeDay.day))
        )
        emptied, postponed = self._emptied(), self._postponed()
        return {row.id: row.day for row in rows if row.id not in emptied and row.day not in postponed}

    def places(self) -> dict[int, Place]:
        """The slots, by id."""
        rows = self._session.execute(
            select(col(Slot.id), col(Slot.starts_at), col(Slot.planned)).where(*self._in_slots())
        )
        return {slot_id: Place(*facts) for slot_id, *facts in rows}

    def booked(self) -> dict[int, Booked]:
        """The visits that have a time, by id, whether their people came or not."""
        codes = self._codes()
        rows = self._session.execute(
            select(
                col(Booking.id),
                col(Document.type_id),
                col(Booking.service_id),
                col(Booking.slot_id),
                col(Booking.stage),
                col(Booking.units),
                col(Booking.party),
                col(Booking.created_at),
            )
            .join(Slot, col(Slot.id) == col(Booking.slot_id))
            .outerjoin(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
            .outerjoin(Document, col(Document.id) == col(BookingDocument.document_id))
            .where(*self._in_slots(), col(Booking.stage).in_(HAD_A_TIME))
        )
        found: dict[int, Booked] = {}
        for booking_id, type_id, *facts in rows:
            visit = found.setdefault(booking_id, Booked(*facts))
            if type_id in codes:
                visit.types.append(codes[type_id])
        return found

    def came(self) -> list[Came]:
        """The numbers, each with the slot that its visit had then."""
        codes = self._codes()
        rows = self._session.execute(
            select(
                col(Ticket.id),
                col(Document.type_id),
                col(Ticket.office_day_id),
                col(Ticket.booking_id),
                col(Booking.slot_id),
                col(Ticket.service_id),
                col(Booking.units),
                col(Ticket.stage),
                col(Ticket.people),
                col(Ticket.priority),
                col(Ticket.arrived_at),
                col(Ticket.admitted_at),
                col(Ticket.called_at),
                col(Ticket.ended_at),
                col(Ticket.counter_id),
            )
            .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
            .join(Booking, col(Booking.id) == col(Ticket.booking_id))
            .outerjoin(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
            .outerjoin(Document, col(Document.id) == col(BookingDocument.document_id))
            .where(*self._in_days())
        )
        found: dict[int, Came] = {}
        for ticket_id, type_id, *facts in rows:
            number = found.setdefault(ticket_id, Came(*facts))
            if type_id in codes:
                number.types.append(codes[type_id])
        for ticket_id, slot_id in self._slots_then().items():
            found[ticket_id].slot_id = slot_id
        return list(found.values())

    def _slots_then(self) -> dict[int, int | None]:
        """Ticket id -> the slot of a visit when its people came (None: it had none), where they went without having
        been served and it got another since.
        """
        rows = self._session.execute(
            select(col(Ticket.id), col(Move.was))
            .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
            .join(Move, col(Move.booking_id) == col(Ticket.booking_id))
            .where(
                *self._in_days(),
                col(Ticket.stage) == TicketStage.LEFT,
                col(Move.at) >= col(Ticket.arrived_at),
                in_span(col(Move.at), **span(self._begins, self._now)),
            )
            .order_by(col(Move.id))
        )
        found: dict[int, int | None] = {}
        for ticket_id, was in rows:
            if "slot_id" in was:
                found.setdefault(ticket_id, was["slot_id"])
        return found

    def _emptied(self) -> set[int]:
        """The days on which the hall was emptied, by the id of their row."""
        rows = self._session.scalars(
            select(col(Correction.office_day_id))
            .join(OfficeDay, col(OfficeDay.id) == col(Correction.office_day_id))
            .where(*self._in_days(), col(Correction.kind) == "emptied")
        )
        return set(rows)

    def _postponed(self) -> set[date]:
        """The days from which the office moved visits."""
        own = select(col(Postponement.id)).where(col(Postponement.office_id) == self._office.id)
        rows = self._session.scalars(
            select(col(PostponedBooking.old_starts_at))
            .where(
                col(PostponedBooking.postponement_id).in_(own),
                col(PostponedBooking.old_starts_at) >= self._begins,
                col(PostponedBooking.old_starts_at) < self._ends,
                col(PostponedBooking.stage) == "moved",
            )
            .distinct()
        )
        return {local_day(moment, self._zone) for moment in rows if moment is not None}

    def _codes(self) -> Mapping[int, str]:
        """Document type id -> its code."""
        rows = self._session.execute(
            select(col(DocumentType.id), col(DocumentType.code)).where(col(DocumentType.office_id) == self._office.id)
        )
        return {row.id: row.code for row in rows}

    def _in_days(self) -> tuple[Any, ...]:
        office_id, day = col(OfficeDay.office_id), col(OfficeDay.day)
        return office_id == self._office.id, day >= self._first, day < self._today

    def _in_slots(self) -> tuple[Any, ...]:
        starts_at = col(Slot.starts_at)
        return col(Slot.office_id) == self._office.id, starts_at >= self._begins, starts_at < self._ends
