"""What the office page shows: one document with its history, and the households still to be told."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Message, Office, Slot
from scheduler.domain import stages
from scheduler.domain.errors import IllegalStep
from scheduler.domain.stages import DocumentStage
from scheduler.flow.access import SignedIn
from scheduler.flow.documents import table_of
from scheduler.flow.invitations import HERE, fetchable
from scheduler.flow.outbox import Cause
from scheduler.messages.links import Ready, ready_of
from scheduler.web.office.history import Event, history_of

PAGE = 50
ONLY_AT_THE_COUNTER = frozenset({DocumentStage.COLLECTED})
"""Reached by a handover, which says who took it; not by a button here."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document. moves: the stages a button takes it to; may_be_ready: whether it can be marked ready by hand."""

    document: Document
    type: str
    booking: Booking | None
    slot: Slot | None
    moves: list[str]
    may_be_ready: bool
    history: list[Event]


@dataclass(frozen=True, slots=True)
class ToTell:
    """A household that has not been told that it may book."""

    message_id: int
    ready: Ready


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The page for a registration number (or none), with one page of the list."""

    staff: SignedIn
    office: Office
    wanted: str
    found: Found | None
    to_tell: list[ToTell]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.total // PAGE))


def office_page(session: Session, staff: SignedIn, wanted: str, number: int) -> OfficePage:
    """Look up one registration number, and the list's page of a number (1 is the first)."""
    office = staff.office
    document = queries.document_by_reference(session, office.id, wanted) if wanted else None
    total = session.scalar(select(func.count()).select_from(Message).where(_untold(office))) or 0
    number = min(max(number, 1), max(1, -(-total // PAGE)))
    return OfficePage(
        staff=staff,
        office=office,
        wanted=wanted,
        found=_found(session, document) if document else None,
        to_tell=_to_tell(session, office, number),
        total=total,
        number=number,
    )


def _found(session: Session, document: Document) -> Found:
    table = table_of(session, document)
    kinds = {kind.id: kind.code for kind in queries.types_of(session, document.office_id)}
    booking = queries.live_booking_of_document(session, document.id)
    nexts = set(table[document.stage]) - ONLY_AT_THE_COUNTER - {DocumentStage.READY}
    order = list(table)
    return Found(
        document=document,
        type=kinds[document.type_id],
        booking=booking,
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        moves=sorted(nexts, key=order.index),
        may_be_ready=_may_be_ready(session, document),
        history=history_of(session, document),
    )


def _may_be_ready(session: Session, document: Document) -> bool:
    if document.stage in (DocumentStage.READY, DocumentStage.COLLECTED):
        return False
    try:
        stages.path(table_of(session, document), document.stage, DocumentStage.READY)
    except IllegalStep:
        return False
    return True


def _untold(office: Office) -> ColumnElement[bool]:
    """Messages that nobody sent, of invitations with something to fetch that nobody has booked."""
    here = select(Document.id).where(
        col(Document.invitation_id) == col(Message.invitation_id),
        col(Document.stage) == DocumentStage.READY,
        col(Document.channel).in_(HERE),
    )
    booked = select(Booking.id).where(
        col(Booking.invitation_id) == col(Message.invitation_id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    return (
        (col(Message.office_id) == office.id)
        & (col(Message.state) == "new")
        & (col(Message.cause) == Cause.READY)
        & here.exists()
        & ~booked.exists()
    )


def _to_tell(session: Session, office: Office, number: int) -> list[ToTell]:
    rows = session.execute(
        select(Message, Invitation)
        .join(Invitation, col(Invitation.id) == col(Message.invitation_id))
        .where(_untold(office))
        .order_by(col(Message.id))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    ).all()
    kinds = {kind.id: kind for kind in queries.types_of(session, office.id)}
    found = []
    for message, invitation in rows:
        documents = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
        types = [kinds[document.type_id] for document in documents]
        found.append(ToTell(message.id, ready_of(office, invitation, documents, types)))
    return found
