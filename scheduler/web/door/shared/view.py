"""What the door's screen shows: the count, the last answers, and what may still be put right about a number."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.models import Booking, Counter, KeptAnswer, Office, OfficeDay, Service, Slot, Ticket
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter.corrections import BEFORE_THE_CALL
from scheduler.flow.door.turned_away import turned_away_between
from scheduler.flow.door.walk_in_quota import left_today
from scheduler.flow.hall.publishing import board_now
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.scans import PREFIX, answer_kept, read_row
from scheduler.web.shared.staff.scanned import booking_of_number

RECENT = 5
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
class DoorPage:
    """Everything on the door's screen.

    day: none before the first step of a date. turned: today's people without a number, for how many of them in vain.
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


def page_with(session: Session, office: Office, answer: DoorAnswer | None, now: datetime) -> DoorPage:
    """The screen with a given answer."""
    today = today_of(office, now)
    day = queries.day_of(session, office.id, today)
    return DoorPage(
        office=office,
        day=day,
        board=board_now(session, office, now),
        answer=answer,
        standing=_standing(session, day, answer) if day and answer and answer.ticket else None,
        recent=_recent(session, office, day, now),
        without_documents=_without_documents(session, office),
        walk_ins=_walk_ins(session, office, day),
        turned=_turned(session, office, today),
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


def _without_documents(session: Session, office: Office) -> list[Service]:
    """Queues for which nobody needs a registration number: nothing is handed over there."""
    with_documents = {kind.service_id for kind in queries.types_of(session, office.id) if kind.hands_over}
    return [service for service in queries.services_of(session, office.id) if service.id not in with_documents]


def _walk_ins(session: Session, office: Office, day: OfficeDay | None) -> list[WalkIns]:
    found = ((service, left_today(session, day, service)) for service in queries.services_of(session, office.id))
    return [WalkIns(service, left) for service, left in found if left is not None]


def _turned(session: Session, office: Office, today: date) -> tuple[int, int]:
    turned = turned_away_between(session, office, today, today)
    return sum(each.people for each in turned), sum(each.in_vain for each in turned)
