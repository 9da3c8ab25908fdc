"""Something is wrong at the counter: each reason has its effect on the document, the ticket and the stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Move, Office, OfficeDay, StockEntry, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain import stages
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.stages import AT_COUNTER, DocumentStage, TicketStage
from scheduler.flow.blanks.allocation import begin_production
from scheduler.flow.blanks.stock import SPOILT, UNUSED, enter, material_of
from scheduler.flow.core.history import move, record, step_of
from scheduler.flow.core.outbox import Cause
from scheduler.flow.core.outbox import note as tell
from scheduler.flow.counter.counter_lookup import known_ticket, refuse_unless
from scheduler.flow.counter.visit_end import booking_of, depart
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.flow.documents.documents import known_document
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import free_places, hold
from scheduler.flow.offices.reopening import reopen

MISPLACED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a reason brings about. document: where it goes, None if it stays ready.

    ticket: it is set aside in the hall, set aside to wait outside with its right of today, or it ends.
    """

    document: DocumentStage | None
    ticket: Literal["aside", "outside", "end"]


PROBLEMS: Mapping[str, Effect] = {
    "misplaced": Effect(DocumentStage.MISPLACED, "aside"),
    "misprint": Effect(DocumentStage.IN_PRODUCTION, "end"),
    "wrong_data": Effect(DocumentStage.INCOMPLETE, "end"),
    "refused": Effect(None, "end"),
    "not_entitled": Effect(None, "outside"),
    "papers_missing": Effect(None, "outside"),
}


def report_problem(
    session: Session,
    office: Office,
    number: str,
    *,
    reason: str,
    by: str,
    now: datetime,
    references: Sequence[str] | None = None,
    note: str | None = None,
    wait: bool = False,
) -> Ticket:
    """Write a problem down with documents of a visit (None: all it still fetches), and let the reason have its effect.

    While another document of the visit can still be handed over, the ticket stays at its counter. wait: its people
    wait in the hall for a document that goes back to work, and are back in the queue once it is ready.
    Raises TicketUnknown, IllegalStep, DocumentUnknown, Invalid for an unknown reason.
    """
    if reason not in PROBLEMS:
        raise Invalid(errors={"reason": reason})
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, AT_COUNTER, TicketStage.PARKED)
    open_ones = queries.documents_of_booking(session, ticket.booking_id, live=True)
    touched = list(open_ones) if references is None else [_of_visit(open_ones, each) for each in references]
    rest = [document for document in open_ones if document not in touched]
    for document in touched:
        reopen(session, document, PROBLEMS[reason].document, now=now)
    if any(_can_be_handed_over(session, document, ticket, now) for document in rest):
        record(session, ticket, before=ticket.stage, by=by, now=now, why=reason, note=note)
    elif PROBLEMS[reason].ticket == "end" and not (wait and PROBLEMS[reason].document):
        depart(session, day, ticket, by=by, now=now, why=reason, note=note)
    else:
        _set_aside(session, day, ticket, reason, by=by, now=now, note=note)
    for document in touched:
        _touch(session, ticket, document, reason, by=by, now=now, note=note)
    admit_and_publish(session, office, day, now)
    return ticket


def report_wrong_person(
    session: Session, office: Office, reference: str, *, note: str, by: str, now: datetime
) -> Document:
    """A document went to the wrong person, was fetched back, and is the office's again; the handover stays on record.

    note: what happened. Raises ReasonRequired, DocumentUnknown, IllegalStep for one that nobody has collected.
    """
    if not note.strip():
        raise ReasonRequired
    document = known_document(session, office, reference)
    move(session, document, DocumentStage.RETURNED, by=by, now=now, why="wrong_person", note=note)
    return document


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that is looked for: since when, and the number that waits for it today if one does."""

    reference: str
    title: str
    shelf: str | None
    since: datetime
    ticket: str | None


def misplaced(session: Session, office: Office, day: OfficeDay | None) -> list[Missing]:
    """Documents that are not on their shelf, longest first. day: today's, for the numbers that wait."""
    query = select(Document).where(col(Document.office_id) == office.id, col(Document.stage) == DocumentStage.MISPLACED)
    found = [_missing(session, document, day) for document in session.scalars(query)]
    return sorted(found, key=lambda each: each.since)


def spoilt_between(session: Session, office: Office, start: datetime, end: datetime) -> dict[str, int]:
    """Material -> blanks spoilt in a stretch of time; those of a step that was undone are not."""
    entries = session.scalars(
        select(StockEntry).where(
            col(StockEntry.office_id) == office.id,
            col(StockEntry.kind) == SPOILT,
            col(StockEntry.at) >= start,
            col(StockEntry.at) < end,
            ~is_taken_back(StockEntry),
        )
    )
    spoilt: dict[str, int] = {}
    for entry in entries:
        spoilt[entry.material] = spoilt.get(entry.material, 0) + entry.pieces
    return spoilt


def _set_aside(
    session: Session, day: OfficeDay, ticket: Ticket, reason: str, *, by: str, now: datetime, note: str | None
) -> None:
    """Set a ticket aside: for a while, or to wait outside, or until what goes back to work is ready."""
    effect = PROBLEMS[reason]
    facts: dict[str, Any] = {
        "not_before": now + MISPLACED_FOR if effect.ticket == "aside" else None,
        "waits_for_document": effect.ticket == "end",
    }
    if effect.ticket == "outside":
        free_places(session, day, ticket, by=by, now=now)
        facts["held"] = 0
    move(session, ticket, TicketStage.PARKED, by=by, now=now, why=reason, note=note, **facts)


def _touch(
    session: Session, ticket: Ticket, document: Document, reason: str, *, by: str, now: datetime, note: str | None
) -> None:
    to = PROBLEMS[reason].document
    if to is None:
        record(session, document, before=document.stage, by=by, now=now, why=reason, note=note)
        return
    if to == DocumentStage.IN_PRODUCTION:
        first: dict[str, Any] = {"priority": True} if reason == "misprint" else {}
        table = stages.DOCUMENT
        begin_production(session, document, by=by, now=now, table=table, why=reason, note=note, **first)
    else:
        move(session, document, to, by=by, now=now, why=reason, note=note)
    if reason == "misprint":
        _spoil(session, document, by=by, now=now)
        tell(
            session,
            Cause.REPRINT,
            booking_of(session, ticket),
            now=now,
            once=f"{document.id}:{step_of(session)}",
            document_id=document.id,
        )


def _spoil(session: Session, document: Document, *, by: str, now: datetime) -> None:
    """One blank of the document's material came to nothing; papers need none.

    Where blanks are counted, its use was none: a blank that is spoilt was not used as well.
    """
    kind = session.get(DocumentType, document.type_id)
    if kind is None or not kind.material:
        return
    session.add(
        StockEntry(
            office_id=document.office_id,
            material=kind.material,
            kind=SPOILT,
            document_id=document.id,
            at=now,
            by=by,
            step=step_of(session),
        )
    )
    session.flush()
    material = material_of(session, document.office_id, kind.material)
    if material is not None:
        enter(session, material, UNUSED, 1, document_id=document.id, by=by, now=now)


def _can_be_handed_over(session: Session, document: Document, ticket: Ticket, now: datetime) -> bool:
    """Whether a document is ready, and no problem with it was written down since its people came."""
    if document.stage != DocumentStage.READY:
        return False
    last = session.scalars(
        select(Move)
        .where(col(Move.document_id) == document.id, in_span(col(Move.at), **span(ticket.arrived_at, now)))
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    return last is None or last.why not in PROBLEMS or last.at < ticket.arrived_at


def _missing(session: Session, document: Document, day: OfficeDay | None) -> Missing:
    since = session.scalars(
        select(col(Move.at))
        .where(col(Move.document_id) == document.id, col(Move.after) == DocumentStage.MISPLACED)
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    booking = queries.live_booking_of_document(session, document.id)
    ticket = queries.ticket_of_booking(session, booking.id, day.id) if booking and day else None
    number = ticket.number if ticket else None
    return Missing(document.reference, document.title, document.shelf, since or document.created_at, number)


def _of_visit(open_ones: Sequence[Document], reference: str) -> Document:
    found = next((document for document in open_ones if document.reference == reference.strip()), None)
    if found is None:
        raise DocumentUnknown(reference=reference)
    return found
