"""What the door's screen shows: the count, the last answers, and what may still be put right about a number."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.models import Booking, Counter, KeptAnswer, Office, OfficeDay, Service, Slot, Ticket
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.door import OfficeClosed, ServiceClosed
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.counter.corrections import BEFORE_THE_CALL
from scheduler.flow.door.looking_for import FoundVisit
from scheduler.flow.door.refusals import refuse_closed, refuse_closed_service
from scheduler.flow.door.turned_away import turned_away_between
from scheduler.flow.door.walk_in_quota import left_today
from scheduler.flow.hall.publishing import board_now
from scheduler.flow.hall.standing import is_walking
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.scans import PREFIX, answer_kept, read_row
from scheduler.web.shared.staff.scanned import booking_of_number

RECENT = 5
OUTSIDE = frozenset({TicketStage.WAITING, TicketStage.ADMITTED, TicketStage.MISSED})
QUESTIONS = frozenset({"leaving"})
"""Kinds of answers that ask back: nothing has moved yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an answered number stands now: what the guard may still put right, or the counter it is called to.

    wishes_...: wished for at booking, and not yet confirmed.
    """

    people: int
    priority: bool
    escort: bool
    wishes_priority: bool
    wishes_escort: bool
    correctable: bool
    counter: int | None


@dataclass(frozen=True, slots=True)
class WalkIns:
    """How many numbers a service still gives today to people without a booking."""

    service: Service
    left: int


@dataclass(frozen=True, slots=True)
class Outside:
    """Today's numbers that are not inside, in the order in which they are let in.

    called: called in, and not past the door. kept_out: of these, whom there is no room for now. waiting: outside;
    people: how many they are. missed: called at a counter and not there, the latest first.
    """

    called: list[str]
    kept_out: list[str]
    waiting: list[str]
    people: int
    missed: list[str]


@dataclass(frozen=True, slots=True)
class DoorPage:
    """Everything on the door's screen.

    day: none before the first step of a date. closed: why nobody gets a number now; None while the door takes people.
    found: what a search for somebody without anything found; None where none was made.
    turned: today's people without a number, for how many of them in vain.
    """

    office: Office
    day: OfficeDay | None
    board: Board
    answer: DoorAnswer | None
    standing: Standing | None
    recent: list[DoorAnswer]
    without_documents: list[Service]
    walk_ins: list[WalkIns]
    turned: tuple[int, int]
    outside: Outside
    closed: OfficeClosed | None
    found: list[FoundVisit] | None = None

    @property
    def state(self) -> str:
        """What holds at the door now, the gravest first: emptied, over, closed, break, full, room."""
        if self.day and self.day.halted_at:
            return "emptied"
        if self.board.lobby.over:
            return "over"
        if self.closed:
            return "closed"
        if self.board.open.state == "break":
            return "break"
        return "room" if self.board.lobby.room else "full"


@dataclass(frozen=True, slots=True)
class Slip:
    """A number on paper, with the pass that the same visit has on a phone."""

    office: Office
    ticket: Ticket
    booking: Booking
    slot: Slot | None


def door_page(session: Session, office: Office, nonce: str, now: datetime) -> DoorPage:
    """The screen with the answer of a nonce, or none."""
    return page_with(session, office, answer_kept(session, office, nonce) if nonce else None, now)


def page_with(
    session: Session,
    office: Office,
    answer: DoorAnswer | None,
    now: datetime,
    *,
    found: list[FoundVisit] | None = None,
) -> DoorPage:
    """The screen with a given answer, or with what a search found."""
    today = today_of(office, now)
    day = queries.day_of(session, office.id, today)
    board, closed = board_now(session, office, now), _closed(session, office, now)
    services = [] if closed else _open_services(session, office, now)
    return DoorPage(
        office=office,
        day=day,
        board=board,
        answer=answer,
        standing=_standing(session, day, answer) if day and answer and answer.ticket else None,
        recent=_recent(session, office, day, now),
        without_documents=_without_documents(session, office, services),
        walk_ins=_walk_ins(session, day, services),
        turned=_turned(session, office, today),
        outside=_outside(session, day, board),
        closed=closed,
        found=found,
    )


def slip_of(session: Session, office: Office, number: str, now: datetime) -> Slip:
    """What is printed for one of today's numbers. Raises TicketUnknown."""
    booking = booking_of_number(session, office, number.upper(), now)
    ticket = queries.ticket_of_booking(session, booking.id)
    assert ticket is not None
    return Slip(office, ticket, booking, session.get(Slot, booking.slot_id) if booking.slot_id else None)


def _standing(session: Session, day: OfficeDay, answer: DoorAnswer) -> Standing | None:
    ticket = queries.ticket_by_number(session, day.id, answer.ticket or "")
    if ticket is None:
        return None
    booking = session.get_one(Booking, ticket.booking_id)
    counter = session.get(Counter, ticket.counter_id) if ticket.stage == "called" and ticket.counter_id else None
    return Standing(
        people=ticket.people,
        priority=ticket.priority,
        escort=ticket.escort,
        wishes_priority=booking.wish_priority and not ticket.priority,
        wishes_escort=booking.wish_escort and not ticket.escort,
        correctable=ticket.stage in BEFORE_THE_CALL,
        counter=counter.number if counter else None,
    )


def _recent(session: Session, office: Office, day: OfficeDay | None, now: datetime) -> list[DoorAnswer]:
    """The last that happened at the doors today, each number once: their answers, and who came in otherwise."""
    midnight, _ = day_bounds(today_of(office, now), ZoneInfo(office.timezone))
    rows = session.exec(
        select(KeptAnswer)
        .where(
            KeptAnswer.office_id == office.id, col(KeptAnswer.at) >= midnight, col(KeptAnswer.key).startswith(PREFIX)
        )
        .order_by(col(KeptAnswer.id).desc())
        .limit(RECENT * 4)
    ).all()
    found: dict[str, DoorAnswer] = {}
    for row in rows:
        answer = read_row(row)
        if answer.kind in QUESTIONS:
            continue
        found.setdefault(answer.ticket or row.key, answer)
    for answer in _arrivals(session, day) if day and len(found) < RECENT else []:
        found.setdefault(answer.ticket or "", answer)
    return sorted(found.values(), key=lambda answer: answer.at, reverse=True)[:RECENT]


def _arrivals(session: Session, day: OfficeDay) -> list[DoorAnswer]:
    """Who came by other ways than this screen (a machine's scan), as far as the day's numbers tell."""
    tickets = session.exec(
        select(Ticket).where(Ticket.office_day_id == day.id).order_by(col(Ticket.id).desc()).limit(RECENT)
    ).all()
    return [_told(ticket) for ticket in tickets]


def _told(ticket: Ticket) -> DoorAnswer:
    """What the door would have said last of a number."""
    if ticket.stage == TicketStage.LEFT:
        return DoorAnswer("left", ticket.ended_at or ticket.arrived_at, ticket=ticket.number)
    kind = "come_in" if ticket.entered_at else "wait_outside"
    return DoorAnswer(kind, ticket.entered_at or ticket.arrived_at, ticket=ticket.number)


def _outside(session: Session, day: OfficeDay | None, board: Board) -> Outside:
    tickets = queries.tickets_of(session, day.id, OUTSIDE) if day else []
    waiting = [ticket for ticket in tickets if ticket.stage == TicketStage.WAITING]
    missed = sorted(
        (ticket for ticket in tickets if ticket.stage == TicketStage.MISSED),
        key=lambda ticket: ticket.ended_at or ticket.arrived_at,
        reverse=True,
    )
    return Outside(
        called=[ticket.number for ticket in tickets if is_walking(ticket)],
        kept_out=[entry.ticket for entry in board.kept_out],
        waiting=[ticket.number for ticket in waiting],
        people=sum(ticket.people for ticket in waiting),
        missed=[ticket.number for ticket in missed],
    )


def _closed(session: Session, office: Office, now: datetime) -> OfficeClosed | None:
    try:
        refuse_closed(office, times_of(session, office), now)
    except OfficeClosed as refusal:
        return refusal
    return None


def _open_services(session: Session, office: Office, now: datetime) -> list[Service]:
    """The services that give numbers now, of an open office."""
    return [each for each in queries.services_of(session, office.id) if _is_open(session, office, each, now)]


def _is_open(session: Session, office: Office, service: Service, now: datetime) -> bool:
    try:
        refuse_closed_service(session, office, service.id, times_of(session, office), now)
    except ServiceClosed:
        return False
    return True


def _without_documents(session: Session, office: Office, services: list[Service]) -> list[Service]:
    """Queues for which nobody needs a registration number: nothing is handed over there."""
    with_documents = {kind.service_id for kind in queries.types_handed_over(session, office.id) if kind.hands_over}
    return [service for service in services if service.id not in with_documents]


def _walk_ins(session: Session, day: OfficeDay | None, services: list[Service]) -> list[WalkIns]:
    found = ((service, left_today(session, day, service)) for service in services)
    return [WalkIns(service, left) for service, left in found if left is not None]


def _turned(session: Session, office: Office, today: date) -> tuple[int, int]:
    turned = turned_away_between(session, office, today, today)
    return sum(each.people for each in turned), sum(each.in_vain for each in turned)
