"""The record itself: refusals, the visit and its number, who took the documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Document, Office, OfficeDay, Service, Ticket
from scheduler.db.queries.figures import note_changed
from scheduler.domain.counter import PaperNumberTaken, StillInQueue
from scheduler.domain.custody.collecting import usual_collector
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import LIVE, BookingStage, TicketStage
from scheduler.flow.core.history import move, record, step_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.counter.counter_lookup import known_counter
from scheduler.flow.counter.paper_handovers.finding import Late, slot_of, visit_of
from scheduler.flow.counter.retroactive_fulfilment import LATE, as_if_not_missed, end_as_served
from scheduler.flow.counter.tickets import DEFAULT_MINUTES
from scheduler.flow.custody.collectors import Cap, collectors_of, refuse_beyond_cap
from scheduler.flow.custody.handover_proof import Taken, collect, person_collecting, refuse_unproven
from scheduler.flow.destinations.whereabouts import elsewhere
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import PAPER, hold, hold_date, next_number, next_seq
from scheduler.flow.invitations.invitations import HERE, main_service
from scheduler.flow.seats.seats import hold_back
from scheduler.flow.seats.visits import add_booking, let_go, types_of_documents

LONGEST = timedelta(days=7)
"""How far back a handover may be written down."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down: the number of that day, the registration numbers."""

    ticket: str
    references: list[str]


def record_handover(session: Session, office: Office, late: Late, *, by: str, now: datetime) -> Recorded:
    """Write down a handover of today or of the last seven days.

    A number that the visit has on that day ends by it; otherwise there is one more, served, of the paper's own number
    or the next. Raises Invalid (`at`: future, too_long_ago or before_arrival; `paper`; `text`: missing, two_visits),
    CounterUnknown, PassUnknown, DocumentUnknown, HandedOver, NotReady, Elsewhere, OldCardMissing, PoliceLetterMissing,
    ProxyLimit, StillInQueue, PaperNumberTaken.
    """
    _refuse_impossible(office, late, now)
    that_day, today = _hold_days(session, office, late.at, now)
    counter = known_counter(session, office, late.counter)
    documents, booking = visit_of(session, office, late)
    for document in documents:
        if document.channel not in HERE:
            raise elsewhere(session, document, place=document.channel)
        refuse_unproven(session, document, late.proof)
    person = person_collecting(booking, late.proof)
    if person is not None and not late.proof.beyond_cap:
        cap = Cap(office.id, office.timezone, office.proxy_cap)
        refuse_beyond_cap(session, cap, person, late.at, but=booking.id if booking else None)
    known = _number_of_that_day(session, booking, that_day, late)
    booking = booking or _new_booking(session, office, documents, by=by, now=now)
    _fulfil(session, office, booking, by=by, now=now)
    if known is not None:
        end_as_served(session, that_day, known, counter, late.at, by=by, now=now)
    ticket = known or _new_ticket(session, that_day, booking, documents, late, counter, by=by, now=now)
    taken = Taken(late.proof, person, counter.number, late.at)
    for document in documents:
        collect(session, ticket, document, taken, by=by, now=now, why=LATE)
    let_go(session, booking.id)
    if that_day.day < today.day:
        note_changed(session, office.id, that_day.day)
    note(session, Cause.HANDED_OVER, booking, now=now, once=step_of(session))
    admit_and_publish(session, office, today, now)
    return Recorded(ticket.number, [document.reference for document in documents])


def _refuse_impossible(office: Office, late: Late, now: datetime) -> None:
    if late.at > now:
        raise Invalid(errors={"at": "future"})
    if today_of(office, late.at) < today_of(office, now) - LONGEST:
        raise Invalid(errors={"at": "too_long_ago"})
    if late.paper is not None and late.paper not in PAPER:
        raise Invalid(errors={"paper": f"{PAPER.start}-{PAPER.stop - 1}"})


def _hold_days(session: Session, office: Office, at: datetime, now: datetime) -> tuple[OfficeDay, OfficeDay]:
    """That day and today, by rising date; today's lock keeps counters from handing over the same meanwhile."""
    that_date = today_of(office, at)
    if that_date == today_of(office, now):
        today = hold(session, office, now)
        return today, today
    return hold_date(session, office, that_date), hold(session, office, now)


def _number_of_that_day(session: Session, booking: Booking | None, day: OfficeDay, late: Late) -> Ticket | None:
    """The number a visit has on that day. Raises StillInQueue, Invalid for a time before its people came."""
    last = queries.ticket_of_booking(session, booking.id) if booking else None
    known = queries.ticket_of_booking(session, booking.id, day.id) if booking else None
    if last is not None and last.office_day_id != day.id and last.stage in LIVE | {TicketStage.MISSED}:
        raise StillInQueue(ticket=last.number)
    if known is not None and late.at < known.arrived_at:
        raise Invalid(errors={"at": "before_arrival"})
    return known


def _new_booking(session: Session, office: Office, documents: Sequence[Document], *, by: str, now: datetime) -> Booking:
    types = types_of_documents(session, list(documents))
    invitation_id = documents[0].invitation_id
    is_used = invitation_id and queries.live_booking_of_invitation(session, invitation_id)
    made = add_booking(
        session,
        [document.id for document in documents],
        by=by,
        now=now,
        office_id=office.id,
        service_id=main_service((kind.service_id, kind.minutes) for kind in types),
        invitation_id=None if is_used else invitation_id,
        language=documents[0].language,
        units=sum(kind.units for kind in types),
        collector_kind=usual_collector(collectors_of(types)),
    )
    return session.get_one(Booking, made.id)


def _fulfil(session: Session, office: Office, booking: Booking, *, by: str, now: datetime) -> None:
    """Fulfil a visit. A time that is still to come goes to somebody else; a missed visit is so no more."""
    slot = slot_of(session, booking)
    if booking.stage == BookingStage.MISSED:
        as_if_not_missed(session, booking)
    if booking.stage == BookingStage.BOOKED:
        given_up = {}
        if slot is not None and slot.starts_at > now:
            hold_back(session, office, booking, booking.units, now=now)
            given_up = {"slot_id": None}
        move(session, booking, BookingStage.ARRIVED, by=by, now=now, why=LATE, **given_up)
    move(session, booking, BookingStage.FULFILLED, by=by, now=now, why=LATE)


def _new_ticket(
    session: Session,
    day: OfficeDay,
    booking: Booking,
    documents: Sequence[Document],
    late: Late,
    counter: Counter,
    *,
    by: str,
    now: datetime,
) -> Ticket:
    service = session.get_one(Service, booking.service_id)
    types = types_of_documents(session, list(documents)) if documents else []
    ticket = Ticket(
        office_id=day.office_id,
        office_day_id=day.id,
        booking_id=booking.id,
        service_id=service.id,
        number=_number(session, day, service.letter, late.paper),
        stage=TicketStage.SERVED,
        due_at=late.at,
        seq=next_seq(session, day),
        people=booking.party,
        minutes=sum(kind.minutes for kind in types) or DEFAULT_MINUTES,
        arrived_at=late.at,
        ended_at=late.at,
        counter_id=counter.id,
    )
    session.add(ticket)
    session.flush()
    record(session, ticket, by=by, now=now, why=LATE)
    return ticket


def _number(session: Session, day: OfficeDay, letter: str, paper: int | None) -> str:
    if paper is None:
        return next_number(session, day, letter)
    number = f"{letter}-{paper}"
    if queries.ticket_by_number(session, day.id, number) is not None:
        raise PaperNumberTaken(number=number)
    return number
