"""The document changes hands, or somebody goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Document, Office, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.stages import AT_COUNTER, DocumentStage, TicketStage
from scheduler.flow.core.history import move, record
from scheduler.flow.core.knowing import prove_reference
from scheduler.flow.counter.counter_lookup import known_ticket, refuse_unless
from scheduler.flow.counter.visit_end import booking_of, depart, finish
from scheduler.flow.custody.collectors import Cap, refuse_beyond_cap
from scheduler.flow.custody.handover_proof import Proof, Taken, collect, person_collecting, refuse_unproven
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold

__all__ = ["Outcome", "Proof", "hand_over", "leave", "leave_by_pass"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handover left: the ticket, what was handed over, what is still open (registration numbers)."""

    ticket: str
    stage: str
    handed_over: list[str] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)


def hand_over(
    session: Session,
    office: Office,
    number: str,
    references: Sequence[str] | None,
    proof: Proof,
    *,
    by: str,
    now: datetime,
) -> Outcome:
    """Hand over documents of the visit at a counter (None: all of it); the last one ends the visit.

    Raises TicketUnknown, IllegalStep, DocumentUnknown, HandedOver, NotReady, OldCardMissing, PoliceLetterMissing,
    ProxyLimit.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.SERVED)
    booking = booking_of(session, ticket)
    open_ones = list(queries.documents_of_booking(session, booking.id, live=True))
    chosen = open_ones if references is None else [_of_visit(session, booking, open_ones, each) for each in references]
    for document in chosen:
        refuse_unproven(session, document, proof)
    person = person_collecting(booking, proof)
    if person is not None and not proof.beyond_cap:
        refuse_beyond_cap(session, Cap(office.id, office.timezone, office.proxy_cap), person, now, but=booking.id)
    left = [document for document in open_ones if document not in chosen]
    if ticket.stage == TicketStage.CALLED:
        move(session, ticket, TicketStage.SERVING, by=by, now=now, entered_at=ticket.entered_at or now)
    elif left:  # for an undo to find: nothing else of the ticket changes
        record(session, ticket, before=ticket.stage, by=by, now=now, why="part")
    taken = Taken(proof, person, _counter_number(session, ticket))
    if not left:
        finish(session, day, ticket, by=by, now=now)
    for document in chosen:
        collect(session, ticket, document, taken, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return Outcome(number, ticket.stage, [d.reference for d in chosen], [d.reference for d in left])


def leave(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Somebody goes: after a partial handover served, else left; what was not fetched may be booked again.

    Raises TicketUnknown, IllegalStep.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    depart(session, day, ticket, by=by, now=now)
    admit_and_publish(session, office, day, now)
    return ticket


def leave_by_pass(session: Session, code: str, *, ref4: str | None, by: str, now: datetime) -> None:
    """A citizen goes home. ref4: None for a browser that need not prove to be that citizen's.

    Raises PassUnknown, DigitsWrong, DigitsTooFew; IllegalStep at a counter or without a number today.
    """
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    if ref4 is not None:
        prove_reference(session, booking, ref4)
    office = queries.office_by_id(session, booking.office_id)
    day = hold(session, office, now)
    mine = queries.ticket_of_booking(session, booking.id, day.id)
    if mine is None or mine.stage in AT_COUNTER:
        raise IllegalStep(stage=mine.stage if mine else booking.stage)
    leave(session, office, mine.number, by=by, now=now)


def _of_visit(session: Session, booking: Booking, open_ones: Sequence[Document], reference: str) -> Document:
    """A document that the visit still fetches. Raises DocumentUnknown, or HandedOver for one that it has fetched."""
    wanted = reference.strip()
    for document in queries.documents_of_booking(session, booking.id):
        if document.reference == wanted and document in open_ones:
            return document
        if document.reference == wanted and document.stage == DocumentStage.COLLECTED:
            raise handed_over(session, booking, document.id)
    raise DocumentUnknown(reference=reference)


def _counter_number(session: Session, ticket: Ticket) -> int:
    counter = session.get(Counter, ticket.counter_id)
    return counter.number if counter else 0
