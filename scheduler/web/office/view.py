"""What the office page shows: one document with its history, and who is still to be told."""

from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Office, Slot, StoppedNumber
from scheduler.domain.errors import IllegalStep
from scheduler.domain.stages import DocumentStage
from scheduler.flow.access import SignedIn
from scheduler.flow.documents import table_of
from scheduler.flow.readiness import way_to_ready
from scheduler.flow.stopped import stopped_among
from scheduler.web.office.history import Event, history_of
from scheduler.web.office.to_tell import Asked, ToTellList, to_tell

ONLY_AT_THE_COUNTER = frozenset({DocumentStage.COLLECTED})
"""Reached by a handover, which says who took it; not by a button here."""
BY_SUPERVISOR = frozenset({DocumentStage.RETURNED})
"""A document that went to the wrong person and is back."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document. moves: the stages a button takes it to; may_be_ready: whether it can be marked ready by hand.

    stopped: why and since when nothing is sent to its number.
    """

    document: Document
    type: str
    booking: Booking | None
    slot: Slot | None
    moves: list[str]
    may_be_ready: bool
    stopped: StoppedNumber | None
    history: list[Event]


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The page for a registration number (or none), with one page of the list."""

    staff: SignedIn
    office: Office
    wanted: str
    found: Found | None
    to_tell: ToTellList


def office_page(session: Session, staff: SignedIn, wanted: str, asked: Asked) -> OfficePage:
    """Look up one registration number, and a page of the list."""
    office = staff.office
    document = queries.document_by_reference(session, office.id, wanted) if wanted else None
    return OfficePage(
        staff=staff,
        office=office,
        wanted=wanted,
        found=_found(session, document, staff) if document else None,
        to_tell=to_tell(session, office, asked),
    )


def _found(session: Session, document: Document, staff: SignedIn) -> Found:
    table = table_of(session, document)
    not_here = ONLY_AT_THE_COUNTER | (frozenset() if staff.role == "supervisor" else BY_SUPERVISOR)
    kinds = {kind.id: kind.code for kind in queries.types_of(session, document.office_id)}
    booking = queries.live_booking_of_document(session, document.id)
    nexts = set(table[document.stage]) - not_here - {DocumentStage.READY}
    order = list(table)
    return Found(
        document=document,
        type=kinds[document.type_id],
        booking=booking,
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        moves=sorted(nexts, key=order.index),
        may_be_ready=_may_be_ready(session, document),
        stopped=stopped_among(session, document.office_id, [document.phone]).get(document.phone or ""),
        history=history_of(session, document),
    )


def _may_be_ready(session: Session, document: Document) -> bool:
    try:
        return bool(way_to_ready(session, document))
    except IllegalStep:
        return False
