"""The record of an office's last weeks, as its rows tell it: when who came and was served, by kinds and counts alone.

No name, number or hash is read. However long an office has been at work, each statement reads one window of it, along
an index.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
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
    Service,
    Slot,
    Ticket,
)
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds, local_day, stretches_of
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, Seen
from scheduler.domain.forecasting.fit.walk_ins import half_hours
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.stages import BookingStage, TicketStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import Times, times_of

WEEKS = timedelta(weeks=8)
ONE = timedelta(days=1)
HAD_A_TIME = (BookingStage.BOOKED, BookingStage.ARRIVED, BookingStage.FULFILLED, BookingStage.MISSED)


def days_of(session: Session, office: Office, *, now: datetime) -> list[Day]:
    """The days of the last eight weeks that went as days do.

    Left out is a day that has not ended, that the office shut in whole or in part, on which the hall was emptied, and
    from which visits were moved. What only one service was shut for counts as if it had not been.
    """
    return list(_Window(session, office, now).days())


def expected_of(session: Session, office: Office, *, now: datetime) -> Expected:
    """What the office expects of its document types, those that are retired among them, and when it is open."""
    letters = _letters(session, office)
    services: dict[str, dict[str, tuple[float, int]]] = {letter: {} for letter in letters.values()}
    types = sorted(queries.types_of(session, office.id), key=lambda kind: kind.code)
    for kind in types:
        if kind.service_id in letters:
            services[letters[kind.service_id]][kind.code] = float(kind.minutes), kind.units
    times, today = times_of(session, office), today_of(office, now)
    halves = {half for ahead in range(7) for half in _half_hours_of(times, today + ahead * ONE)}
    return Expected(services, sorted(halves), {kind.code for kind in types if kind.retired_at is not None})


def _half_hours_of(times: Times, day: date) -> Iterator[int]:
    """The half hours in which work is usually done on a day, whatever is shut."""
    work = stretches_of(day, times.hours, (), times.zone)
    if work:
        begins, _ = day_bounds(day, times.zone)
        yield from half_hours((work[0][0] - begins) / MINUTE, (work[-1][1] - begins) / MINUTE)


def _letters(session: Session, office: Office) -> dict[int, str]:
    """Service id -> letter, of those that take people."""
    rows = session.execute(
        select(col(Service.id), col(Service.letter))
        .where(col(Service.office_id) == office.id, col(Service.retired_at).is_(None))
        .order_by(col(Service.letter))
    )
    return {row.id: row.letter for row in rows}


@dataclass(frozen=True, slots=True)
class _Local:
    """A day of the window. begins, ends: its first moment and that of the day after."""

    day: date
    begins: datetime
    ends: datetime
    opens: datetime
    closes: datetime

    def minute(self, moment: datetime | None) -> float | None:
        """A moment of it, as minutes."""
        return None if moment is None else (moment - self.begins) / MINUTE


class _Place(NamedTuple):
    """A slot: of which service, when it begins, and how many units the calendar gives it."""

    service_id: int
    starts_at: datetime
    planned: int


@dataclass(slots=True)
class _Booked:
    """A visit that has a time. types: codes of its documents, as they are read."""

    service_id: int
    slot_id: int
    stage: str
    units: int
    party: int
    made_at: datetime
    types: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Came:
    """A number. slot_id: of its visit as it is now; None for a walk-in."""

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
    def is_from_paper(self) -> bool:
        """Whether it was served where the program did not see it: when its people came is what somebody wrote."""
        return self.stage == TicketStage.SERVED and self.called_at is None


class _Window:
    """Rows of the last weeks, read once for all days."""

    def __init__(self, session: Session, office: Office, now: datetime) -> None:
        self.session, self.office, self.times = session, office, times_of(session, office)
        today = today_of(office, now)
        self.first, self.today, self.now = today - WEEKS, today, now
        self.begins, self.ends = day_bounds(self.first, self.times.zone)[0], day_bounds(today, self.times.zone)[0]
        self.letters = _letters(session, office)

    def days(self) -> Iterator[Day]:
        """The days that went as days do, oldest first."""
        usual = self.usual()
        places, codes = self.places(), self.codes()
        booked, came = self.booked(codes), self.came(codes)
        by_day, numbers = defaultdict[date, dict[int, _Booked]](dict), defaultdict[int, list[_Came]](list)
        for booking_id, visit in booked.items():
            if visit.slot_id in places:
                by_day[local_day(places[visit.slot_id].starts_at, self.times.zone)][booking_id] = visit
        for number in came:
            numbers[number.day_id].append(number)
        planned = defaultdict[date, int](int)
        for place in places.values():
            planned[local_day(place.starts_at, self.times.zone)] += place.planned
        for day_id, local in usual.items():
            visits = by_day[local.day]
            minutes = (local.opens - local.begins) / MINUTE, (local.closes - local.begins) / MINUTE
            seen = [*self.seen(local, visits, numbers[day_id], places)]
            fills = self.fills(local, planned[local.day], visits)
            yield Day(local.day.weekday(), *minutes, seen, fills)

    def usual(self) -> dict[int, _Local]:
        """The days that say something, by the id of their row."""
        rows = self.session.execute(
            select(col(OfficeDay.id), col(OfficeDay.day))
            .where(
                col(OfficeDay.office_id) == self.office.id,
                col(OfficeDay.day) >= self.first,
                col(OfficeDay.day) < self.today,
                col(OfficeDay.sealed_at).is_not(None),
                col(OfficeDay.halted_at).is_(None),
            )
            .order_by(col(OfficeDay.day))
        )
        odd, found = self.emptied(), {}
        postponed = self.postponed()
        for day_id, day in rows:
            work = stretches_of(day, self.times.hours, self.times.closed, self.times.zone)
            is_shut = bool(closures_on(day, self.times.closed, None))
            if work and not is_shut and day_id not in odd and day not in postponed:
                found[day_id] = _Local(day, *day_bounds(day, self.times.zone), work[0][0], work[-1][1])
        return found

    def emptied(self) -> set[int]:
        """The days on which the hall was emptied, by the id of their row."""
        rows = self.session.scalars(
            select(col(Correction.office_day_id))
            .join(OfficeDay, col(OfficeDay.id) == col(Correction.office_day_id))
            .where(
                col(OfficeDay.office_id) == self.office.id,
                col(OfficeDay.day) >= self.first,
                col(OfficeDay.day) < self.today,
                col(Correction.kind) == "emptied",
            )
        )
        return set(rows)

    def postponed(self) -> set[date]:
        """The days from which the office moved visits."""
        rows = self.session.scalars(
            select(col(PostponedBooking.old_starts_at))
            .join(Postponement, col(Postponement.id) == col(PostponedBooking.postponement_id))
            .where(
                col(Postponement.office_id) == self.office.id,
                col(PostponedBooking.old_starts_at) >= self.begins,
                col(PostponedBooking.old_starts_at) < self.ends,
                col(PostponedBooking.stage) == "moved",
            )
            .distinct()
        )
        return {local_day(moment, self.times.zone) for moment in rows if moment is not None}

    def places(self) -> dict[int, _Place]:
        """The slots of the window, by id."""
        rows = self.session.execute(
            select(col(Slot.id), col(Slot.service_id), col(Slot.starts_at), col(Slot.planned)).where(*self.in_slots())
        )
        return {slot_id: _Place(*facts) for slot_id, *facts in rows}

    def in_slots(self) -> tuple[Any, ...]:
        """Slots of the window."""
        return (
            col(Slot.office_id) == self.office.id,
            col(Slot.starts_at) >= self.begins,
            col(Slot.starts_at) < self.ends,
        )

    def codes(self) -> Mapping[int, str]:
        """Document type id -> its code."""
        rows = self.session.execute(
            select(col(DocumentType.id), col(DocumentType.code)).where(col(DocumentType.office_id) == self.office.id)
        )
        return {row.id: row.code for row in rows}

    def booked(self, codes: Mapping[int, str]) -> dict[int, _Booked]:
        """The visits with a time in the window, by id."""
        rows = self.session.execute(
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
            .where(*self.in_slots(), col(Booking.stage).in_(HAD_A_TIME))
        )
        found: dict[int, _Booked] = {}
        for booking_id, type_id, *facts in rows:
            visit = found.setdefault(booking_id, _Booked(*facts))
            if type_id in codes:
                visit.types.append(codes[type_id])
        return found

    def came(self, codes: Mapping[int, str]) -> list[_Came]:
        """The numbers of the window."""
        rows = self.session.execute(
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
            .where(
                col(OfficeDay.office_id) == self.office.id,
                col(OfficeDay.day) >= self.first,
                col(OfficeDay.day) < self.today,
            )
        )
        found: dict[int, _Came] = {}
        for ticket_id, type_id, *facts in rows:
            number = found.setdefault(ticket_id, _Came(*facts))
            if type_id in codes:
                number.types.append(codes[type_id])
        for ticket_id, slot_id in self.times_then().items():
            found[ticket_id].slot_id = slot_id
        return list(found.values())

    def times_then(self) -> dict[int, int | None]:
        """Ticket id -> the slot of a visit when its people came (None: it had none), where they went without having
        been served and it got another since.
        """
        rows = self.session.execute(
            select(col(Ticket.id), col(Move.was))
            .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
            .join(Move, col(Move.booking_id) == col(Ticket.booking_id))
            .where(
                col(OfficeDay.office_id) == self.office.id,
                col(OfficeDay.day) >= self.first,
                col(OfficeDay.day) < self.today,
                col(Ticket.stage) == TicketStage.LEFT,
                col(Move.at) >= col(Ticket.arrived_at),
                in_span(col(Move.at), **span(self.begins, self.now)),
            )
            .order_by(col(Move.id))
        )
        found: dict[int, int | None] = {}
        for ticket_id, was in rows:
            if "slot_id" in was:
                found.setdefault(ticket_id, was["slot_id"])
        return found

    def seen(
        self, local: _Local, booked: Mapping[int, _Booked], numbers: list[_Came], places: Mapping[int, _Place]
    ) -> Iterator[Seen]:
        """The visits of a day: who came, and who had a time and did not."""
        came = {number.booking_id for number in numbers}
        for number in numbers:
            place = places.get(number.slot_id or 0)
            if place is not None and local.begins <= place.starts_at < local.ends:
                yield from self.number_seen(local, number, local.minute(place.starts_at))
            elif number.slot_id is None:
                yield from self.number_seen(local, number, None)
        for booking_id, visit in booked.items():
            place, letter = places[visit.slot_id], self.letters.get(visit.service_id)
            did = visit.stage in (BookingStage.FULFILLED, BookingStage.ARRIVED)
            if booking_id not in came and letter is not None and (place.planned or did):
                slot, types = local.minute(place.starts_at), tuple(sorted(visit.types))
                yield Seen(letter, types, visit.units, slot, came=did, people=visit.party)

    def number_seen(self, local: _Local, number: _Came, slot: float | None) -> Iterator[Seen]:
        """Somebody who came, if to a service that there still is."""
        letter = self.letters.get(number.service_id)
        if letter is None:
            return
        is_served = number.stage == TicketStage.SERVED
        yield Seen(
            letter,
            tuple(sorted(number.types)),
            number.units,
            slot,
            arrived=None if number.is_from_paper else local.minute(number.arrived_at),
            inside=local.minute(number.admitted_at),
            called=local.minute(number.called_at) if is_served else None,
            ended=local.minute(number.ended_at) if is_served else None,
            counter=number.counter_id,
            people=number.people,
            priority=number.priority,
        )

    def fills(self, local: _Local, planned: int, booked: Mapping[int, _Booked]) -> list[Fill]:
        """What became of the units that were free as the day began, as the day before it began, and so on."""
        taken = sum(visit.units for visit in booked.values())
        found = []
        for ahead in range(self.office.horizon_days + 1):
            since = local.begins - ahead * ONE
            later = sum(visit.units for visit in booked.values() if visit.made_at >= since)
            free = max(planned - (taken - later), later)
            found.append(Fill(later, free - later))
        return found
