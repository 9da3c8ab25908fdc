"""A ticket of the day: made at arrival, let in when there is room, sent behind others when it was not there."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.loading import object_of
from scheduler.db.models import Booking, DocumentType, Office, OfficeDay, Service, Slot, Ticket
from scheduler.db.queries.hot import ADD_TICKET, TO_FETCH
from scheduler.domain.hall import queue
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.flow.blanks.print_blockers import not_ready
from scheduler.flow.core.history import move, record
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.hall_state import Hall, Queue, hall_of, rules_of
from scheduler.flow.hall.lobby_lock import next_place, next_return, room_of_queue
from scheduler.flow.hall.outlook import is_too_late
from scheduler.flow.hall.standing import is_walking
from scheduler.flow.seats.visits import refuse_large_party

DEFAULT_MINUTES = 5


@dataclass(frozen=True, slots=True)
class PartySeen:
    """What the guard sees of who stands at the door: how many people (None: as booked), and whether they go first.

    escort: staff go to them instead of calling only.
    """

    party: int | None = None
    priority: bool = False
    escort: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """The door's answer: come_in, wait_outside, wait_at_door, welcome_back or rejoined.

    minutes: until who waits outside is let in, from and to. behind: how many others a rejoined ticket lets go first.
    is_late: who waits outside will hardly get a turn before the day's work ends.
    people_inside: past the door. over: how many of them are more than there may be, where somebody waits at the door.
    """

    ticket: str
    stage: str
    answer: str
    people_inside: int
    is_new: bool
    people: int
    minutes: tuple[int, int] | None = None
    behind: int | None = None
    booking_id: int = 0
    is_late: bool = False
    over: int = 0


def new_ticket(
    session: Session,
    office: Office,
    day: OfficeDay,
    booking: Booking,
    wish: PartySeen,
    *,
    service: Service | Queue,
    slot: Slot | None,
    by: str,
    now: datetime,
    came_at: datetime | None = None,
) -> Ticket:
    """The number of a visit that begins. service, slot: the visit's own. came_at: when its people stood at the door, if
    that was before `now`.

    Raises PartyTooLarge, NotReady.
    """
    people, came_at = wish.party or booking.party, came_at or now
    minutes = refuse_ticket(session, booking, people, limit=room_of_queue(day))
    rules = rules_of(office)
    number, seq = next_place(session, day, service.letter)
    move(session, booking, BookingStage.ARRIVED, by=by, now=now, party=people)
    row = ADD_TICKET.first(
        session,
        office_id=office.id,
        office_day_id=day.id,
        booking_id=booking.id,
        service_id=service.id,
        number=number,
        stage=str(TicketStage.WAITING),
        due_at=queue.due_at(came_at, slot.starts_at if slot else None, priority=wish.priority, rules=rules),
        seq=seq,
        people=people,
        priority=wish.priority,
        escort=wish.escort,
        minutes=minutes or _minutes_without_documents(session, service.id),
        arrived_at=came_at,
    )
    assert row is not None
    ticket = object_of(session, Ticket, row)
    record(session, ticket, by=by, now=now)
    return ticket


def let_in(
    session: Session,
    office: Office,
    day: OfficeDay,
    ticket: Ticket,
    *,
    by: str,
    now: datetime,
    is_new: bool = False,
    answer: str | None = None,
    hall: Hall | None = None,
) -> Arrival:
    """The end of a scan, which is the passing: the ticket at the door passes it now if it may. Returns the answer.

    hall: as `admit_and_publish` takes it.
    "wait_at_door": it was called in before, and the hall has no room for it now; its turn is not lost.
    """
    was_inside = ticket.held > 0 and (ticket.stage != TicketStage.ADMITTED or ticket.entered_at is not None)
    hall, waits = admit_and_publish(session, office, day, now, hall=hall, at_door=ticket, by=by)
    outside = ticket.stage == TicketStage.WAITING or (ticket.stage == TicketStage.PARKED and not ticket.held)
    minutes = waits.get(ticket.id) if ticket.stage == TicketStage.WAITING else None
    kept_out = is_walking(ticket)
    said = answer or ("wait_outside" if outside else "welcome_back" if was_inside else "come_in")
    return Arrival(
        ticket=ticket.number,
        stage=ticket.stage,
        answer="wait_at_door" if kept_out else said,
        people_inside=hall.past_door,
        is_new=is_new,
        people=ticket.people,
        minutes=minutes,
        behind=office.behind if said == "rejoined" else None,
        booking_id=ticket.booking_id,
        is_late=ticket.stage == TicketStage.WAITING
        and minutes is None
        and is_too_late(session, hall, hall.ticket(ticket.id), now),
        over=max(hall.past_door - day.lobby_limit, 0) if kept_out else 0,
    )


def send_behind(
    session: Session, office: Office, day: OfficeDay, ticket: Ticket, *, by: str, now: datetime, why: str
) -> None:
    """Put a ticket outside again, behind the k-th of its service in the queue now; its places must have been freed."""
    hall = hall_of(session, office, day, now)
    own = hall.as_queued(ticket)
    others = [other for other in hall.queued() if other.service == own.service and other.id != own.id]
    key = queue.place_behind(own, others, again=next_return(session, day), k=office.behind)
    move(
        session,
        ticket,
        TicketStage.WAITING,
        by=by,
        now=now,
        why=why,
        due_at=key.due_at,
        seq=key.seq,
        again=key.again,
        held=0,
        passed=0,
        admitted_at=None,
        entered_at=None,
        called_at=None,
        ended_at=None,
        counter_id=None,
    )


def refuse_ticket(session: Session, booking: Booking, people: int, *, limit: int) -> int:
    """Nobody waits whom the lobby can never hold, or whose documents have all gone back to work.

    Returns the minutes that what is fetched takes at the counter, 0 where nothing is. Raises PartyTooLarge, NotReady.
    """
    refuse_large_party(people, limit)
    session.flush()
    fetches = TO_FETCH.all(session, booking=booking.id)
    if fetches and not any(stage == DocumentStage.READY for stage, _ in fetches):
        raise not_ready(session, queries.documents_of_booking(session, booking.id, live=True)[0])
    return sum(minutes for _, minutes in fetches)


def _minutes_without_documents(session: Session, service_id: int) -> int:
    offered = select(DocumentType).where(
        col(DocumentType.service_id) == service_id, col(DocumentType.retired_at).is_(None)
    )
    types = session.exec(offered).all()
    return max((kind.minutes for kind in types), default=DEFAULT_MINUTES)
