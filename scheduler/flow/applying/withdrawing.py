"""A document is given up, with a reason that its people are told, and taken up again within ten minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import Application, Batch, Booking, BookingDocument, Document, Message, Move, Office
from scheduler.domain import stages
from scheduler.domain.counter import MovedSince, NothingToUndo, UndoTooLate
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.messages import Why
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import CHECKED, BookingStage, DocumentStage
from scheduler.flow.applying.applications import application_of_document, hold_application, hold_applications
from scheduler.flow.blanks.allocation import take_up_again
from scheduler.flow.booking.visit_removal import held_visit, hold_invitations, leave_visit, rejoin_visit
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.history import go_back, restored, step_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.core.untold import make_moot
from scheduler.flow.destinations.batch_lines import hold_list, hold_lists, take_off
from scheduler.flow.documents.documents import known_document, move_on, table_of
from scheduler.flow.invitations.waves import hold_line, invite_in_turn
from scheduler.flow.seats import seats

UNDO_FOR = timedelta(minutes=10)
"""How long a withdrawal can be taken back: until then no message leaves, and pages say that the office looks at it."""


def withdraw(session: Session, office: Office, reference: str, *, reason: str, by: str, now: datetime) -> Document:
    """Give a document up. Its people are told why, once nobody can take that back any more.

    A visit that was to fetch nothing else is cancelled; from any other it is left out, with its units. A list that is
    not signed loses it.
    reason: in words for its people. Raises ReasonRequired, DocumentUnknown, IllegalStep, and BookedHere where its
    people have arrived already.
    """
    said = " ".join(reason.split())
    if not said:
        raise ReasonRequired
    document = known_document(session, office, reference)
    stages.advance(table_of(session, document), document.stage, DocumentStage.WITHDRAWN)
    batch = hold_list(session, document)
    application = _held_application(session, document, now)
    booking = held_visit(session, document)
    if booking is not None and booking.stage != BookingStage.BOOKED:
        raise BookedHere
    visit = leave_all(session, office, document, booking, batch, by=by, now=now)
    move_on(session, document, DocumentStage.WITHDRAWN, by=by, now=now, note=said)
    if application is not None and application.waiting_since is not None:
        _set_waiting(session, application, None)
    if is_reachable(session, document):
        once, due_at = step_of(session), now + UNDO_FOR
        note_document(session, Cause.WITHDRAWN, document, once=once, due_at=due_at, facts=visit, now=now)
    return document


def hold_to_withdraw(session: Session, office: Office, references: Sequence[str]) -> None:
    """Hold what giving several documents up takes of others, all of it before the first document, in lock order."""
    of_them = (col(Document.office_id) == office.id, col(Document.reference).in_(references))
    documents = session.execute(select(col(Document.id), col(Document.invitation_id)).where(*of_them)).all()
    ids = [each.id for each in documents]
    if not ids:
        return
    hold_lists(session, ids)
    hold_applications(session, ids)
    visits = (
        select(col(Booking.invitation_id), col(Booking.slot_id))
        .join(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
        .where(col(BookingDocument.document_id).in_(ids), col(BookingDocument.live))
    )
    hold_invitations(session, *(each.invitation_id for each in (*documents, *session.execute(visits))))
    slots = {each.slot_id for each in session.execute(visits) if each.slot_id is not None}
    seats.hold(session, slots)
    hold_visits(session, ids)


def hold_visits(session: Session, documents: Sequence[int]) -> None:
    """Hold the visits that are to fetch documents: who comes for one at the same moment comes before this, or after."""
    of_them = select(col(BookingDocument.booking_id)).where(
        col(BookingDocument.document_id).in_(documents), col(BookingDocument.live)
    )
    held = select(col(Booking.id)).where(col(Booking.id).in_(of_them)).order_by(col(Booking.id))
    session.execute(held.with_for_update(key_share=True)).all()


def leave_all(
    session: Session,
    office: Office,
    document: Document,
    booking: Booking | None,
    batch: Batch | None,
    *,
    by: str,
    now: datetime,
) -> dict[str, Any]:
    """Take a document out of the visit and off the list that are held for it, if any; returns as `leave_visit`."""
    if batch is not None:
        take_off(session, batch, document, by=by, now=now)
    return leave_visit(session, office, booking, document, by=by, now=now) if booking is not None else {}


def restore(session: Session, office: Office, reference: str, *, by: str, now: datetime) -> Document:
    """Take the withdrawal of a document back: it stands where it stood, and nobody is told.

    Only of what the office gave up: not of what its citizen or the rule ended. No list takes it back.
    Its visit stands again where the seat is still to be had; else its people are invited once more. What needs a blank
    and finds none waits for it; what was applied for from home lies before the clerks again.
    Raises DocumentUnknown, NothingToUndo, UndoTooLate, MovedSince.
    """
    document = known_document(session, office, reference)
    last = last_withdrawal(session, document)
    if last is None or last.before is None or not _is_by_office(last):
        raise NothingToUndo
    if now - last.at > UNDO_FOR:
        raise UndoTooLate
    if last.before == DocumentStage.READY:
        hold_line(session, office)
    application = _held_application(session, document, now)
    hold_invitations(session, document.invitation_id)
    session.refresh(document)
    if document.stage != DocumentStage.WITHDRAWN:
        raise MovedSince(stage=document.stage)
    is_lost = not rejoin_visit(session, last, document, by=by, now=now)
    was = {name: value for name, value in restored(document, last.was).items() if name != "has_blank"}
    go_back(session, document, last, last.before, by=by, now=now, **was)
    _tell_nobody(session, document)
    take_up_again(session, document, by=by, now=now)
    if application is not None and document.stage in CHECKED:
        _set_waiting(session, application, now)
    if is_lost or not _is_invited(session, document):
        invite_in_turn(session, document, office, now=now)
    return document


def last_withdrawal(session: Session, document: Document) -> Move | None:
    """The move that gave a document up; None where it was not."""
    if document.stage != DocumentStage.WITHDRAWN:
        return None
    return session.scalars(
        select(Move)
        .where(col(Move.document_id) == document.id, col(Move.after) == DocumentStage.WITHDRAWN)
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()


def may_be_restored(session: Session, document: Document, now: datetime) -> bool:
    """Whether a document's withdrawal can still be taken back: while it can, its people are told of a review."""
    last = last_withdrawal(session, document)
    return last is not None and last.before is not None and _is_by_office(last) and now - last.at <= UNDO_FOR


def _is_by_office(last: Move) -> bool:
    """Whether the office gave the document up, with a reason for its people: no citizen and no rule gives one."""
    return last.why is None and bool(last.note)


def _held_application(session: Session, document: Document, now: datetime) -> Application | None:
    application = application_of_document(session, document.id)
    if application is not None:
        hold_application(session, application, now=now)
    return application


def _tell_nobody(session: Session, document: Document) -> None:
    """The message that a document is given up is not sent, also when the document is given up once more."""
    make_moot(session, col(Message.document_id) == document.id, col(Message.cause) == Cause.WITHDRAWN, why=Why.UNTRUE)


def _set_waiting(session: Session, application: Application, since: datetime | None) -> None:
    application.waiting_since = since
    session.add(application)
    session.flush()


def _is_invited(session: Session, document: Document) -> bool:
    """Whether a document's people were told, or soon will be, that they may book; True for one that is not ready."""
    if document.stage != DocumentStage.READY:
        return True
    told = select(col(Message.id)).where(
        col(Message.invitation_id) == document.invitation_id,
        col(Message.cause) == Cause.READY,
        col(Message.state) != "moot",
    )
    return document.invitation_id is not None and session.scalars(told.limit(1)).first() is not None
