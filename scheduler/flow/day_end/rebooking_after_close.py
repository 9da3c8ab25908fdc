"""Who came and could not be served gets the first free time of the days that follow; pass and QR stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Office, OfficeDay, Slot, Ticket
from scheduler.db.queries.hot import TAKEN_ONLINE
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.flow.core.history import move, new_step
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.counter.visit_end import booking_of, depart, miss
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.hall.lobby_lock import free_places
from scheduler.flow.seats.seats import Recount
from scheduler.flow.seats.visits import window_of

WHY = "not_served"


@dataclass(slots=True)
class _Place:
    """A slot as it is under its lock; `taken` is counted on while seats are dealt out. What is kept for who books with
    staff counts as taken.
    """

    id: int
    service_id: int
    starts_at: datetime
    planned: int
    reserved: int
    taken: int

    def needs(self, booking: Booking) -> int:
        """The units a visit takes here: no more than the slot has, as when it is booked."""
        return max(1, min(booking.units, self.planned - self.reserved))


def send_home(session: Session, office: Office, day: OfficeDay, tickets: Sequence[Ticket], *, now: datetime) -> None:
    """End the day of some tickets that were not served, in their order; the day's lock is held.

    Each visit is booked again into the first free slot of its service after that day, and told; where the horizon has
    none, or nothing of it is ready any more, it is missed and may be booked again. A visit with a part of its
    documents is fulfilled.
    """
    visits = [(ticket, booking_of(session, ticket)) for ticket in tickets]
    _hold_invitations(session, [booking for _, booking in visits])
    moving = [(t, b) for t, b in visits if _has_business(session, b)]
    given = _deal(session, office, day, [booking for _, booking in moving], now) if moving else {}
    for ticket, booking in visits:
        new_step(session)
        if last_handover(session, booking.id) is not None:
            depart(session, day, ticket, by="system", now=now, why="day_ended")
            continue
        free_places(session, day, ticket, by="system", now=now)
        if booking.stage == BookingStage.ARRIVED and (place := given.get(booking.id)) is not None:
            _book(session, ticket, booking, place, now=now)
        elif booking.stage == BookingStage.ARRIVED:
            miss(session, office, booking, why=WHY, now=now)
        move(session, ticket, TicketStage.LEFT, by="system", now=now, why=WHY, held=0, ended_at=now)


def _has_business(session: Session, booking: Booking) -> bool:
    """Whether another day would be of use: a visit without documents, or one of which something is ready."""
    if booking.stage != BookingStage.ARRIVED or last_handover(session, booking.id) is not None:
        return False
    documents = queries.documents_of_booking(session, booking.id, live=True)
    return not documents or any(document.stage == DocumentStage.READY for document in documents)


def _deal(
    session: Session, office: Office, day: OfficeDay, bookings: Sequence[Booking], now: datetime
) -> dict[int, _Place]:
    """Booking id -> where it is seated now, first come first; the seats are counted over from the old slots."""
    places = _hold_places(session, office, day, bookings, now)
    seats = Recount()
    given: dict[int, _Place] = {}
    for booking in bookings:
        fits = (p for p in places if p.service_id == booking.service_id and p.taken + p.needs(booking) <= p.planned)
        place = next(fits, None)
        if place is None:
            continue
        given[booking.id] = place
        place.taken += place.needs(booking)
        seats.into(place.id, booking, place.needs(booking))
        if booking.slot_id is not None:
            seats.out_of(booking.slot_id, booking)
    seats.count(session)
    return given


def _book(session: Session, ticket: Ticket, booking: Booking, place: _Place, *, now: datetime) -> None:
    """Like any move by the office: the first time promised keeps its rank, and a change by the citizen is free."""
    old = session.get(Slot, booking.slot_id) if booking.slot_id else None
    came_for = old.starts_at if old else ticket.arrived_at
    facts: dict[str, Any] = {"old": came_for.isoformat(), "new": place.starts_at.isoformat()}
    move(
        session,
        booking,
        BookingStage.BOOKED,
        by="system",
        now=now,
        why=WHY,
        slot_id=place.id,
        units=place.needs(booking),
        first_starts_at=booking.first_starts_at or came_for,
        moved_by_office=booking.moved_by_office + 1,
    )
    note(session, Cause.NOT_SERVED, booking, now=now, once=f"s{place.id}", facts=facts)


def _hold_invitations(session: Session, bookings: Sequence[Booking]) -> None:
    """Hold the invitations before any slot, by rising id: what citizens change waits, and waits in the same order."""
    ids = {booking.invitation_id for booking in bookings if booking.invitation_id is not None}
    if ids:
        query = select(col(Invitation.id)).where(col(Invitation.id).in_(ids)).order_by(col(Invitation.id))
        session.execute(query.with_for_update(key_share=True)).all()


def _hold_places(
    session: Session, office: Office, day: OfficeDay, bookings: Sequence[Booking], now: datetime
) -> list[_Place]:
    """The slots that may take some visits, soonest first: held by rising id, together with those they give back."""
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=office.notice_minutes, now=now)
    earliest = max(window.earliest, day_bounds(day.day, zone_of_office(office))[1])
    offered = (
        col(Slot.service_id).in_({booking.service_id for booking in bookings})
        & (col(Slot.starts_at) > earliest)
        & (col(Slot.starts_at) < window.end)
        & (col(Slot.planned) > TAKEN_ONLINE)
    )
    given_back = {booking.slot_id for booking in bookings if booking.slot_id is not None}
    rows = session.execute(
        select(
            col(Slot.id),
            col(Slot.service_id),
            col(Slot.starts_at),
            col(Slot.planned),
            col(Slot.reserved),
            TAKEN_ONLINE.label("taken"),
        )
        .where(or_(offered, col(Slot.id).in_(given_back)))
        .order_by(col(Slot.id))
        .with_for_update()
    )
    places = [_Place(*row) for row in rows]
    return sorted((p for p in places if p.starts_at > earliest), key=lambda place: place.starts_at)
