"""The document changes hands, a visit ends, or something is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Document, DocumentType, Handover, Office, OfficeDay, Ticket, Visit
from scheduler.domain.collecting import PROXY
from scheduler.domain.errors import DocumentUnknown, Invalid, NotReady, OldCardMissing
from scheduler.domain.names import compared_name
from scheduler.domain.stages import AT_COUNTER, BookingStage, DocumentStage, TicketStage
from scheduler.flow.admission import settle
from scheduler.flow.collecting import Cap, person_of, refuse_beyond_cap, takes_back
from scheduler.flow.day import free_places, hold
from scheduler.flow.desks import known_ticket, refuse_unless
from scheduler.flow.history import move, step_of
from scheduler.flow.outbox import Cause, note
from scheduler.flow.visits import let_go

MISPLACED_FOR = timedelta(minutes=10)
OLD_CARD_SETTLED = frozenset({"withdrawn", "none"})

PROBLEMS: dict[str, tuple[DocumentStage | None, str]] = {
    "misplaced": (DocumentStage.MISPLACED, "park"),
    "misprint": (DocumentStage.IN_PRODUCTION, "end"),
    "wrong_data": (DocumentStage.INCOMPLETE, "end"),
    "refused": (None, "end"),
    "not_entitled": (None, "park"),
    "papers_missing": (None, "park"),
}
"""Reason -> where the documents go (None: they stay ready), and what becomes of the ticket."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who took the documents, how identity was checked, and what became of the old card.

    beyond_cap: why somebody may collect for others more often than the office lets them; a supervisor says so.
    """

    collector_kind: str
    identity: str
    collector_name: str | None = None
    collector_letter: str | None = None
    old_card: str | None = None
    old_card_letter: str | None = None
    beyond_cap: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handover left: the ticket, what was handed over, what is still open (registration numbers)."""

    ticket: str
    stage: str
    handed_over: list[str] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)


def hand_over(
    session: Session, office: Office, number: str, references: Sequence[str] | None, proof: Proof,
    *, by: str, now: datetime,
) -> Outcome:  # fmt: skip
    """Hand over documents of the visit at a counter (None: all of it); the last one ends the visit.

    Raises TicketUnknown, IllegalStep, DocumentUnknown, NotReady, OldCardMissing, ProxyLimit.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.SERVED)
    booking = _booking(session, ticket)
    open_ones = list(queries.documents_of_booking(session, booking.id, live=True))
    chosen = open_ones if references is None else [_of_visit(open_ones, reference) for reference in references]
    for document in chosen:
        _refuse_handover(session, document, proof)
    person = _person(booking, proof)
    if person is not None and not proof.beyond_cap:
        refuse_beyond_cap(session, Cap(office.id, office.timezone, office.proxy_cap), person, now, but=booking.id)
    if ticket.stage == TicketStage.CALLED:
        move(session, ticket, TicketStage.SERVING, by=by, now=now, entered_at=ticket.entered_at or now)
    left = [document for document in open_ones if document not in chosen]
    if not left:
        _finish(session, day, ticket, booking, by=by, now=now)
    for document in chosen:
        _collect(session, ticket, document, proof, person, by=by, now=now)
    settle(session, office, day, now)
    return Outcome(number, ticket.stage, [d.reference for d in chosen], [d.reference for d in left])


def leave(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Somebody goes: after a partial handover served, else left; what was not fetched may be booked again.

    Raises TicketUnknown, IllegalStep.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    booking = _booking(session, ticket)
    everything = queries.documents_of_booking(session, booking.id)
    open_ones = queries.documents_of_booking(session, booking.id, live=True)
    if ticket.stage == TicketStage.SERVING and len(open_ones) < len(everything):
        _finish(session, day, ticket, booking, by=by, now=now)
    else:
        _give_up(session, day, ticket, booking, by=by, now=now)
    settle(session, office, day, now)
    return ticket


def report_problem(
    session: Session, office: Office, number: str, *, reason: str, by: str, now: datetime,
    references: Sequence[str] | None = None, note: str | None = None,
) -> Ticket:  # fmt: skip
    """Something is wrong at the counter: the reason decides where the documents go and what becomes of the ticket.

    Raises TicketUnknown, IllegalStep, DocumentUnknown, Invalid for an unknown reason.
    """
    if reason not in PROBLEMS:
        raise Invalid(errors={"reason": reason})
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.PARKED)
    booking = _booking(session, ticket)
    open_ones = list(queries.documents_of_booking(session, booking.id, live=True))
    touched = open_ones if references is None else [_of_visit(open_ones, reference) for reference in references]
    to, then = PROBLEMS[reason]
    if then == "park":
        until = now + MISPLACED_FOR if reason == "misplaced" else None
        move(session, ticket, TicketStage.PARKED, by=by, now=now, why=reason, note=note, not_before=until)
    else:
        _give_up(session, day, ticket, booking, by=by, now=now, why=reason, note=note)
    for document in touched if to else []:
        first: dict[str, Any] = {"priority": True} if reason == "misprint" else {}
        move(session, document, str(to), by=by, now=now, why=reason, note=note, **first)
    settle(session, office, day, now)
    return ticket


def _refuse_handover(session: Session, document: Document, proof: Proof) -> None:
    if document.stage != DocumentStage.READY:
        raise NotReady(stage=document.stage, type=document.title, reference=document.reference)
    kind = session.get(DocumentType, document.type_id)
    if kind and takes_back(kind, document.reason) and not _old_card_settled(proof):
        raise OldCardMissing(reference=document.reference)


def _old_card_settled(proof: Proof) -> bool:
    """Taken back, never had one, or lost with the number of the police letter."""
    if proof.old_card == "lost":
        return bool((proof.old_card_letter or "").strip())
    return proof.old_card in OLD_CARD_SETTLED


def _person(booking: Booking, proof: Proof) -> bytes | None:
    """Who collects for somebody else, as a keyed hash: the one who was to come, or whoever is named now."""
    if proof.collector_kind != PROXY or not proof.collector_name:
        return None
    planned = booking.collector_name if booking.collector_hash else None
    if planned and compared_name(planned) == compared_name(proof.collector_name):
        return booking.collector_hash
    return person_of(proof.collector_name)


def _collect(
    session: Session, ticket: Ticket, document: Document, proof: Proof, person: bytes | None, *, by: str, now: datetime
) -> None:
    why = "beyond_cap" if proof.beyond_cap else None
    move(session, document, DocumentStage.COLLECTED, by=by, now=now, why=why, note=proof.beyond_cap)
    counter = session.get(Counter, ticket.counter_id)
    session.add(
        Handover(
            office_id=ticket.office_id,
            document_id=document.id,
            booking_id=ticket.booking_id,
            ticket_id=ticket.id,
            counter_number=counter.number if counter else 0,
            collector_kind=proof.collector_kind,
            collector_name=proof.collector_name,
            collector_letter=proof.collector_letter,
            collector_hash=person,
            identity=proof.identity,
            old_card=proof.old_card,
            old_card_letter=proof.old_card_letter,
            at=now,
            by=by,
            step=step_of(session),
        )
    )
    session.execute(
        update(Visit)
        .where(col(Visit.booking_id) == ticket.booking_id, col(Visit.document_id) == document.id)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )


def _finish(session: Session, day: OfficeDay, ticket: Ticket, booking: Booking, *, by: str, now: datetime) -> None:
    """The visit is fulfilled: served means gone, its places are free, and what is left may be booked again."""
    free_places(session, day, ticket, by=by, now=now)
    move(session, booking, BookingStage.FULFILLED, by=by, now=now)
    move(session, ticket, TicketStage.SERVED, by=by, now=now, held=0, ended_at=now)
    let_go(session, booking)
    note(session, Cause.HANDED_OVER, booking, now=now, once=step_of(session))


def _give_up(
    session: Session,
    day: OfficeDay,
    ticket: Ticket,
    booking: Booking,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    note: str | None = None,
) -> None:
    """Gone without the documents: the booking counts as missed and the invitation opens again."""
    free_places(session, day, ticket, by=by, now=now)
    move(session, ticket, TicketStage.LEFT, by=by, now=now, why=why, note=note, held=0, ended_at=now)
    move(session, booking, BookingStage.MISSED, by=by, now=now, why=why, note=note)
    let_go(session, booking)


def _of_visit(open_ones: Sequence[Document], reference: str) -> Document:
    found = next((document for document in open_ones if document.reference == reference.strip()), None)
    if found is None:
        raise DocumentUnknown(reference=reference)
    return found


def _booking(session: Session, ticket: Ticket) -> Booking:
    booking = session.get(Booking, ticket.booking_id)
    assert booking is not None
    return booking
