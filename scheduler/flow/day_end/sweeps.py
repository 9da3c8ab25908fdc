"""What time alone changes: deadlines that pass, people set aside who are due, days that end, seats that are free.

Safe to repeat.
"""

from datetime import datetime

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, Deployment, Invitation, Office, OfficeDay, Slot, Ticket
from scheduler.db.types import UTCDateTime
from scheduler.domain.calendar import calendar
from scheduler.domain.stages import LIVE, BookingStage, DocumentStage, TicketStage
from scheduler.flow.core import watch
from scheduler.flow.core.among_offices import IN_ZONE, TODAY, named_by_zone
from scheduler.flow.core.history import move, new_step
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.replays import forget_old
from scheduler.flow.counter.counter_lookup import back_into_queue
from scheduler.flow.counter.tickets import send_behind
from scheduler.flow.counter.visit_end import booking_of, depart, miss
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.day_end.rebooking_after_close import send_home
from scheduler.flow.hall import publishing
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lobby_lock import free_places, hold, hold_date, set_day
from scheduler.flow.hall.standing import Standing
from scheduler.flow.seats.slots import lay_out

UNSERVED = sorted(LIVE | {TicketStage.MISSED})
"""Numbers that a day ends though they were not served."""

_DAYS = select(OfficeDay.office_id).join(Office, col(Office.id) == col(OfficeDay.office_id)).where(IN_ZONE)
_PAST = Prepared(_DAYS.where(col(OfficeDay.day) < TODAY, col(OfficeDay.sealed_at).is_(None)))
_UNWATCHED = Prepared(
    _DAYS.where(
        col(OfficeDay.day) == TODAY,
        or_(col(OfficeDay.watched_at).is_(None), col(OfficeDay.watched_at) <= bindparam("until", type_=UTCDateTime())),
    )
)
_OPENED = select(OfficeDay.office_id).where(
    OfficeDay.office_id == Office.id, col(OfficeDay.day) == TODAY, col(OfficeDay.opened_at).is_not(None)
)
_UNOPENED = Prepared(select(Office.id).where(IN_ZONE, ~_OPENED.exists()))


def with_past(session: Session, now: datetime) -> set[int]:
    """The offices of which a day that has passed is still open."""
    return named_by_zone(session, _PAST, now)


def unopened(session: Session, now: datetime) -> set[int]:
    """The offices of which today has yet to be opened."""
    return named_by_zone(session, _UNOPENED, now)


def unwatched(session: Session, now: datetime) -> set[int]:
    """The offices of which nobody noted lately that the hall is watched."""
    return named_by_zone(session, _UNWATCHED, now, until=now - watch.NOTED_EVERY)


def needs_seal(session: Session, office: Office, now: datetime) -> bool:
    """Whether a day that has passed is still open."""
    return _unsealed(session, office, now) is not None


def seal_next(session: Session, office: Office, *, now: datetime) -> None:
    """Seal the first day that has passed and is still open: each is a step of its own, and its lock comes first."""
    past = _unsealed(session, office, now)
    if past is not None:
        seal(session, office, past, now=now)


def needs_opening(session: Session, office: Office, now: datetime) -> bool:
    """Whether today has yet to be opened; a scan may have made its row before."""
    day = queries.day_of(session, office.id, today_of(office, now))
    return day is None or day.opened_at is None


def open_day(session: Session, office: Office, *, now: datetime) -> None:
    """Begin today: lay out the slots of the days ahead, forget old answers, and show its board."""
    day = hold(session, office, now)
    if day.opened_at is not None:
        return
    lay_out(session, office, now=now)
    forget_old(session, now)
    set_day(session, day, opened_at=now)
    admit_and_publish(session, office, day, now)


def still_until(session: Session, office: Office, day: OfficeDay, now: datetime) -> datetime | None:
    """Until when a tick would change nothing of the hall if nobody does anything; None where it would now.

    It is `now` where that cannot be said. Of settings, hours, closures, counters and notices it holds as they are.
    """
    hall = hall_of(session, office, day, now)
    if _overdue(hall, now) or _due_back(session, hall, now) or _too_late(session, hall):
        return None
    return publishing.still_until(session, hall, now)


def tick(session: Session, office: Office, *, now: datetime) -> None:
    """Let deadlines of the hall pass, and write what they changed."""
    day = hold(session, office, now)
    hall = hall_of(session, office, day, now)
    late, overdue = _too_late(session, hall), _overdue(hall, now)
    back = [ticket for ticket in _due_back(session, hall, now) if ticket not in late]
    if late:
        send_home(session, office, day, [queries.ticket_by_id(session, each.id) for each in late], now=now)
    for overdue_one in overdue:
        ticket = queries.ticket_by_id(session, overdue_one.id)
        new_step(session)
        free_places(session, day, ticket, by="system", now=now)
        send_behind(session, office, day, ticket, by="system", now=now, why="did_not_come_in")
    for back_again in back:
        ticket = queries.ticket_by_id(session, back_again.id)
        new_step(session)
        back_into_queue(session, ticket, by="system", now=now)
    admit_and_publish(session, office, day, now, hall=hall)
    watch.look(session, office, day, now)


def needs_look(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody should note that the open hall is watched; no board changes by it."""
    day = queries.day_of(session, office.id, today_of(office, now))
    return day is not None and watch.is_due(session, office, day, now)


def look(session: Session, office: Office, *, now: datetime) -> None:
    """Note that the hall is watched, and after a cut ask for a count of who is inside."""
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is not None:
        watch.look(session, office, day, now)


def seal(session: Session, office: Office, past: OfficeDay, *, now: datetime) -> None:
    """End a day: who never came may book again, who came and was not served gets the first free time after it."""
    day = hold_date(session, office, past.day)
    if day.sealed_at is not None:
        return
    for booking, slot_stood in _never_came(session, office, day, now):
        miss(session, office, booking, why="did_not_come" if slot_stood else "slot_given_up", now=now)
    for ticket in queries.tickets_of(session, day.id, frozenset({TicketStage.MISSED})):
        _gone_when_called(session, office, day, ticket, now)
    send_home(session, office, day, queries.tickets_of(session, day.id, LIVE), now=now)
    change_rows(session, update(OfficeDay).where(col(OfficeDay.id) == day.id).values(sealed_at=now))


def record_clock(session: Session, *, now: datetime) -> None:
    """Write the time down. In training the clock goes on from here after a restart."""
    change_rows(session, update(Deployment).values(clock_at=now))


def _gone_when_called(session: Session, office: Office, day: OfficeDay, ticket: Ticket, now: datetime) -> None:
    """Called, not there, and not come back until the day ended: free to book again, and not counted as missed."""
    new_step(session)
    if last_handover(session, ticket.booking_id) is not None:
        depart(session, day, ticket, by="system", now=now, why="day_ended")
        return
    booking = booking_of(session, ticket)
    if booking.stage == BookingStage.ARRIVED:
        miss(session, office, booking, why="not_there", now=now)
    move(session, ticket, TicketStage.LEFT, by="system", now=now, why="day_ended", ended_at=now)


def _unsealed(session: Session, office: Office, now: datetime) -> OfficeDay | None:
    """The first past day that is still open."""
    today = today_of(office, now)
    return session.exec(
        select(OfficeDay)
        .where(OfficeDay.office_id == office.id, OfficeDay.day < today, col(OfficeDay.sealed_at).is_(None))
        .order_by(col(OfficeDay.day))
        .limit(1)
    ).first()


def _never_came(session: Session, office: Office, day: OfficeDay, now: datetime) -> list[tuple[Booking, bool]]:
    """Bookings for a day before today that nobody was scanned for, and whether their slot still stood.

    Those of days on which no process ran are among them. They are held, after the invitations of all whom the end of
    this day concerns: a visit that its citizen moves or cancels at this moment is not among them any more, and from
    here on nobody moves or cancels one.
    """
    midnight, _ = calendar.day_bounds(today_of(office, now), zone_of_office(office))
    of_the_past = and_(queries.booked_at(office.id), col(Slot.starts_at) < midnight)
    past = select(Booking, col(Slot.planned) > 0).join(Slot, col(Slot.id) == col(Booking.slot_id)).where(of_the_past)
    came = select(Booking.invitation_id).join(Ticket, col(Ticket.booking_id) == col(Booking.id))
    concerned = or_(
        col(Invitation.id).in_(past.with_only_columns(col(Booking.invitation_id))),
        col(Invitation.id).in_(came.where(Ticket.office_day_id == day.id, col(Ticket.stage).in_(UNSERVED))),
    )
    invitations = select(Invitation.id).where(concerned).order_by(col(Invitation.id))
    session.exec(invitations.with_for_update(key_share=True)).all()
    held = past.order_by(col(Booking.id)).with_for_update(key_share=True, of=Booking)
    rows = session.exec(held.execution_options(populate_existing=True))
    return [(booking, bool(stood)) for booking, stood in rows]


def _overdue(hall: Hall, now: datetime) -> list[Standing]:
    """Tickets that were called in and did not come by the deadline."""
    return [
        ticket
        for ticket in hall.tickets
        if ticket.stage == TicketStage.ADMITTED and (deadline := hall.entry_deadline(ticket)) and deadline <= now
    ]


def _due_back(session: Session, hall: Hall, now: datetime) -> list[Standing]:
    """Tickets set aside until a time that has come, or until documents that are ready now."""
    parked = [ticket for ticket in hall.tickets if ticket.stage == TicketStage.PARKED]
    return [
        ticket
        for ticket in parked
        if (ticket.not_before and ticket.not_before <= now)
        or (ticket.waits_for_document and _is_all_ready(session, ticket))
    ]


def _is_all_ready(session: Session, ticket: Standing) -> bool:
    documents = queries.documents_of_booking(session, ticket.booking_id, live=True)
    return all(document.stage == DocumentStage.READY for document in documents)


def _too_late(session: Session, hall: Hall) -> list[Standing]:
    """Tickets outside when the day's work has ended: nobody can serve them any more. Those inside still are.

    On a day that a closure took whole, those stay whom staff gave a time as urgent.
    """
    if not hall.is_over:
        return []
    outside = [t for t in hall.tickets if t.stage in (TicketStage.WAITING, TicketStage.PARKED) and not t.held]
    if hall.ends:
        return outside
    return [ticket for ticket in outside if not queries.is_urgent(session, ticket.booking_id, hall.day.day)]
