"""What somebody at the kiosk may ask for about the number they were just given, and no other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Ticket
from scheduler.domain.errors import IllegalStep, Refusal, TicketUnknown
from scheduler.flow import corrections
from scheduler.flow.corrections import BEFORE_THE_CALL
from scheduler.flow.day import today_of
from scheduler.flow.replays import Answered
from scheduler.web.door import answers, scans
from scheduler.web.door.answers import DoorAnswer
from scheduler.web.staff import done_once

SHOWN_FOR = timedelta(minutes=3)
"""How long an answer at the kiosk belongs to whoever stands there; the screen clears itself much earlier."""
HELP_WANTED = "help_wanted"


@dataclass(frozen=True, slots=True)
class KioskAnswer:
    """An answer with what its number may still have changed; people: None once it was called, or without a number."""

    said: DoorAnswer
    people: int | None = None


def answer_here(session: Session, office: Office, nonce: str, now: datetime) -> KioskAnswer | None:
    """The answer of a nonce, while it belongs to whoever stands there."""
    said = scans.answer_kept(session, office, nonce) if nonce else None
    if said is None or not said.at <= now <= said.at + SHOWN_FOR:
        return None
    ticket = _ticket(session, office, said, now)
    return KioskAnswer(said, ticket.people if ticket and ticket.stage in BEFORE_THE_CALL else None)


def set_people(
    session: Session, office: Office, of: str, people: int, nonce: str, *, by: str, now: datetime
) -> DoorAnswer:
    """So many came. Raises TicketUnknown where the answer is over; what does not fit is an answer."""
    number = _number(session, office, of, now)
    return scans.correct(session, office, number, nonce, people=people, by=by, now=now)


def ask_for_help(
    session: Session, office: Office, of: str, nonce: str, *, priority: bool, by: str, now: datetime
) -> DoorAnswer:
    """Call the guard: somebody is to be fetched at once (escort), or asks to go first, which the guard alone grants.

    Raises TicketUnknown where the answer is over, IllegalStep once the number was called.
    """
    number = _number(session, office, of, now)

    def work(session: Session) -> Answered:
        if not priority:
            corrections.correct_arrival(session, office, number, escort=True, by=by, now=now)
        ticket = _ticket_of(session, office, number, now)
        if ticket.stage not in BEFORE_THE_CALL:
            raise IllegalStep(stage=ticket.stage)
        booking = session.get_one(Booking, ticket.booking_id)
        booking.wish_priority = booking.wish_priority or priority
        booking.wish_escort = booking.wish_escort or not priority
        session.add(booking)
        session.flush()
        return answers.said(HELP_WANTED, now, ticket=number, booking=booking.id)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number)

    asked = (HELP_WANTED, of, priority)
    _, body = done_once(session, office, scans.PREFIX + nonce, asked, work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def _number(session: Session, office: Office, of: str, now: datetime) -> str:
    found = answer_here(session, office, of, now)
    if found is None or found.said.ticket is None:
        raise TicketUnknown(ticket="-")
    return found.said.ticket


def _ticket(session: Session, office: Office, said: DoorAnswer, now: datetime) -> Ticket | None:
    day = queries.day_of(session, office.id, today_of(office, now))
    return queries.ticket_by_number(session, day.id, said.ticket) if day and said.ticket else None


def _ticket_of(session: Session, office: Office, number: str, now: datetime) -> Ticket:
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number) if day else None
    if ticket is None:
        raise TicketUnknown(ticket=number)
    return ticket
