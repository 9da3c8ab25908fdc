"""The hall as the estimates see it: where everybody stands, how long visits take here, who is expected."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, Slot
from scheduler.domain.hall import queue, waiting
from scheduler.domain.hall.expected import Booked, Showing, expecting, last_due
from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.likely import MINUTE, Minutes
from scheduler.domain.hall.rests import Rest
from scheduler.domain.stages import TicketStage
from scheduler.flow.hall.hall_state import Hall
from scheduler.flow.hall.lobby_lock import room_of_queue
from scheduler.flow.hall.pace import paces_of
from scheduler.flow.hall.standing import Standing

MINUTES_OF_UNIT = 5

EXPECTED = Prepared(
    select(col(Slot.starts_at), col(Booking.id), col(Booking.party), col(Booking.units))
    .join(Slot, col(Slot.id) == col(Booking.slot_id))
    .where(
        col(Slot.service_id) == bindparam("service"),
        col(Slot.starts_at) >= bindparam("since"),
        col(Slot.starts_at) < bindparam("until"),
        col(Booking.stage) == "booked",
    )
)
"""Who is booked with a service for some stretch of the day and has not come."""


def estimates(session: Session, hall: Hall, now: datetime) -> dict[int, Minutes]:
    """Ticket id -> minutes from and to, until it is let in or called; nothing while the office rests."""
    if hall.is_resting:
        return {}
    outlook = outlook_of(session, hall, now)
    if not outlook.tickets:
        return {}
    found = waiting.estimates_of(_expecting(session, hall, outlook))
    hall.too_late = found.too_late
    return {ticket: minutes for ticket, minutes in found.minutes.items() if ticket > 0}


def is_too_late(session: Session, hall: Hall, ticket: Standing, now: datetime) -> bool:
    """Whether somebody outside will hardly be served today: those before them fill the rest of the day."""
    if hall.too_late is not None:
        return ticket.id in hall.too_late
    outlook = outlook_of(session, hall, now)
    return waiting.is_too_late(_expecting(session, hall, outlook), hall.as_queued(ticket))


def outlook_of(session: Session, hall: Hall, now: datetime) -> Outlook:
    """What is known now, of those who have come; people set aside until a time are counted from then on."""
    paces = paces_of(session, hall, now)
    tickets = hall.queued() + [_coming_back(hall, t) for t in hall.tickets if _is_coming_back(t, now)]
    leaving = {}
    for counter in hall.counters:
        ticket = hall.at(counter)
        if ticket is not None:
            called = ticket.called_at or now
            pace = paces[hall.service_letter(ticket)]
            left, variance = pace.left(ticket.minutes, (now - called) / MINUTE)
            at = now + left * MINUTE if pace.visits else called + ticket.minutes * MINUTE
            leaving[counter.number] = Leaving(at, ticket.held, variance)
    return Outlook(
        tickets=tickets,
        desks=hall.desks(),
        limit=room_of_queue(hall.day),
        inside=hall.day.people_inside,
        now=now,
        work=_works(hall),
        leaving=leaving,
        passes=hall.office.passes,
        rests=_rests(hall, now),
        ends=hall.served_until,
    )


def _works(hall: Hall) -> dict[int, Work]:
    """What the visit of everybody is at the counter; visits of a service that take as long are the same work."""
    alike: dict[tuple[int, int], Work] = {}
    found = {}
    for ticket in hall.tickets:
        kind = (ticket.service_id, ticket.minutes)
        if kind not in alike:
            alike[kind] = _work(hall, hall.service_letter(ticket), ticket.minutes)
        found[ticket.id] = alike[kind]
    return found


def _work(hall: Hall, letter: str, minutes: float) -> Work:
    pace = hall.paces[letter]
    return Work(minutes * pace.factor, pace.variance(minutes), pace.doubt if pace.visits else None)


def _is_coming_back(ticket: Standing, now: datetime) -> bool:
    return ticket.stage == TicketStage.PARKED and ticket.not_before is not None and ticket.not_before > now


def _coming_back(hall: Hall, ticket: Standing) -> queue.Queued:
    return replace(hall.as_queued(ticket), stage=queue.ADMITTED if ticket.held else queue.WAITING)


def _rests(hall: Hall, now: datetime) -> list[Rest]:
    """The breaks that are still to come, and the time until the doors open."""
    rests = [Rest(start, end) for start, end in hall.rests if now < end]
    opens = hall.opening.until
    if (
        hall.opening.state == "closed"
        and not hall.is_resting
        and opens
        and hall.ends
        and opens < max(hall.ends.values())
    ):
        rests.append(Rest(now, opens, admits=True))
    return rests


def _expecting(session: Session, hall: Hall, outlook: Outlook) -> Outlook:
    """The outlook with those who are booked and still come, as many as usually do at this office."""
    return expecting(outlook, _booked(session, hall, outlook), Showing.of(hall.office.showing))


def _booked(session: Session, hall: Hall, outlook: Outlook) -> list[Booked]:
    """Who is booked, has not come, and would go before somebody who waits already."""
    last = last_due(outlook)
    return booked_until(session, hall, outlook.now, last) if last is not None else []


def booked_until(session: Session, hall: Hall, now: datetime, until: datetime) -> list[Booked]:
    """Who is booked to come before a moment and has not come, soonest first. The paces of the hall are known."""
    span = {"since": now - timedelta(minutes=hall.office.grace_minutes), "until": until}
    for service in hall.services:
        EXPECTED.ask(session, service=service.id, **span)
    rows = sorted(
        (starts_at, booking, service.letter, party, units)
        for service in hall.services
        for starts_at, booking, party, units in EXPECTED.all(session, service=service.id, **span)
    )
    return [
        Booked(letter, starts_at, party, _work(hall, letter, units * MINUTES_OF_UNIT))
        for starts_at, _, letter, party, units in rows
    ]
