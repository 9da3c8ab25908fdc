"""What time alone changes: deadlines that pass, people set aside who are due, days that end, seats that are free.

Safe to repeat.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Deployment, Office, OfficeDay, Slot, Ticket
from scheduler.domain import calendar
from scheduler.domain.stages import LIVE, BookingStage, TicketStage
from scheduler.flow import offers, waves
from scheduler.flow.admission import settle
from scheduler.flow.day import free_places, hold, hold_date, today_of, zone_of_office
from scheduler.flow.hall import Hall, hall_of
from scheduler.flow.handed import last_handover
from scheduler.flow.history import move, new_step
from scheduler.flow.limits import open_again
from scheduler.flow.outbox import Cause, note
from scheduler.flow.publishing import is_stale
from scheduler.flow.replays import forget_old
from scheduler.flow.slots import lay_out
from scheduler.flow.tickets import send_behind
from scheduler.flow.visits import let_go


def needs_tick(session: Session, office: Office, now: datetime) -> bool:
    """Whether a tick would change anything; asked before the lock is taken, so that an idle office writes nothing."""
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is None or _unsealed(session, office, now):
        return True
    if offers.is_due(session, office, now) or waves.is_due(session, office, now):
        return True
    hall = hall_of(session, office, day, now)
    return bool(_overdue(hall, now) or _due_back(hall, now)) or is_stale(session, office, day, now)


def tick(session: Session, office: Office, *, now: datetime) -> None:
    """Seal past days, open today's, let deadlines pass, write what they changed; offer free seats, then invite."""
    for past in _unsealed(session, office, now):
        seal(session, office, past, now=now)
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is None:
        lay_out(session, office, now=now)
        forget_old(session, now)
    day = hold(session, office, now)
    for ticket in _overdue(hall_of(session, office, day, now), now):
        new_step(session)
        free_places(session, day, ticket, by="system", now=now)
        send_behind(session, office, day, ticket, by="system", now=now, why="did_not_come_in")
    for ticket in _due_back(hall_of(session, office, day, now), now):
        new_step(session)
        to = TicketStage.ADMITTED if ticket.held else TicketStage.WAITING
        move(session, ticket, to, by="system", now=now, why="resumed", not_before=None)
    settle(session, office, day, now)
    offers.offer_seats(session, office, now=now)
    waves.send(session, office, now=now)


def seal(session: Session, office: Office, past: OfficeDay, *, now: datetime) -> None:
    """End a day: who came and was not served has left, who never came is missed, and both may book again."""
    day = hold_date(session, office, past.day)
    if day.sealed_at is not None:
        return
    for ticket in queries.tickets_of(session, day.id, LIVE | {TicketStage.MISSED}):
        booking = session.get_one(Booking, ticket.booking_id)
        was_served = ticket.stage == TicketStage.SERVING and last_handover(session, booking.id) is not None
        to = TicketStage.SERVED if was_served else TicketStage.LEFT
        free_places(session, day, ticket, by="system", now=now)
        if was_served:
            move(session, booking, BookingStage.FULFILLED, by="system", now=now, why="day_ended")
            let_go(session, booking)
        elif booking.stage == BookingStage.ARRIVED:
            _miss(session, office, booking, now, "not_served")
        move(session, ticket, to, by="system", now=now, why="day_ended", held=0, ended_at=now)
    for booking, slot_stood in _never_came(session, office, now):
        _miss(session, office, booking, now, "did_not_come" if slot_stood else "slot_given_up")
    session.execute(
        update(OfficeDay)
        .where(col(OfficeDay.id) == day.id)
        .values(sealed_at=now)
        .execution_options(synchronize_session=False)
    )


def record_clock(session: Session, *, now: datetime) -> None:
    """In training the clock goes on from here after a restart."""
    session.execute(update(Deployment).values(clock_at=now).execution_options(synchronize_session=False))


def _miss(session: Session, office: Office, booking: Booking, now: datetime, why: str) -> None:
    """The visit is over and its invitation opens again.

    Who came and was not served, or was never moved out of a slot that the office gave up, is not held to it.
    """
    open_again(session, office, booking, counted=why == "did_not_come", now=now)
    move(session, booking, BookingStage.MISSED, by="system", now=now, why=why)
    let_go(session, booking)
    note(session, Cause.MISSED, booking, now=now)


def _unsealed(session: Session, office: Office, now: datetime) -> list[OfficeDay]:
    """Past days that are still open."""
    today = today_of(office, now)
    return list(
        session.exec(
            select(OfficeDay)
            .where(OfficeDay.office_id == office.id, OfficeDay.day < today, col(OfficeDay.sealed_at).is_(None))
            .order_by(col(OfficeDay.day))
        ).all()
    )


def _never_came(session: Session, office: Office, now: datetime) -> list[tuple[Booking, bool]]:
    """Bookings for a day before today that nobody was scanned for, and whether their slot still stood.

    Those of days on which no process ran are among them.
    """
    midnight, _ = calendar.day_bounds(today_of(office, now), zone_of_office(office))
    rows = session.exec(
        select(Booking, col(Slot.planned) > 0)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(Booking.office_id == office.id, Booking.stage == BookingStage.BOOKED, Slot.starts_at < midnight)
    )
    return [(booking, bool(stood)) for booking, stood in rows]


def _overdue(hall: Hall, now: datetime) -> list[Ticket]:
    """Called in and not come by the deadline."""
    return [
        ticket
        for ticket in hall.tickets
        if ticket.stage == TicketStage.ADMITTED and (deadline := hall.entry_deadline(ticket)) and deadline <= now
    ]


def _due_back(hall: Hall, now: datetime) -> list[Ticket]:
    """Set aside until a time that has come."""
    return [t for t in hall.tickets if t.stage == TicketStage.PARKED and t.not_before and t.not_before <= now]
