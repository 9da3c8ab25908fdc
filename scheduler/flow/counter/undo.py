"""The last step of a ticket is taken back within ten minutes: the reverse moves are appended, newest first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Call,
    Counter,
    Document,
    Move,
    Office,
    OfficeDay,
    Ticket,
    Undone,
)
from scheduler.db.queries.spans import in_span, since, span
from scheduler.domain.counter import MovedSince, NothingToUndo, UndoTooLate
from scheduler.domain.hall.refusals import HallEmptied, LobbyFull
from scheduler.domain.stages import AT_COUNTER, LIVE_BOOKING, DocumentStage, TicketStage
from scheduler.flow.blanks.allocation import follow_undo
from scheduler.flow.core.history import Subject, go_back, restored
from scheduler.flow.counter.counter_lookup import known_ticket
from scheduler.flow.counter.retroactive_fulfilment import LATE
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import free_places, hold, take_places
from scheduler.flow.invitations.invitations import HERE
from scheduler.flow.seats.visits import fetch_again, hold_visit

UNDO_FOR = timedelta(minutes=10)
FOR_ALL = "hall_emptied"
"""Why of a step that concerned the whole hall: it is taken back for everybody, by opening the hall."""
_STANDS = (col(Move.undoes).is_(None), ~exists().where(col(Undone.move_id) == col(Move.id)))
"""Of a move: it takes none back, and was not taken back."""


def undo_last(session: Session, office: Office, number: str, *, by: str, now: datetime) -> Ticket:
    """Take back the last step of a ticket, with the document and booking moves of the same step.

    Raises TicketUnknown, NothingToUndo, UndoTooLate, MovedSince, DocumentNameless, LobbyFull, HallEmptied.
    """
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    moves = _last_step(session, ticket, now)
    booking = _held_visit(session, ticket)
    subjects = [_subject(session, undone) for undone in moves]
    for undone, subject in zip(moves, subjects, strict=True):
        _refuse_moved_since(session, undone, subject)
    again = _to_fetch_again(session, booking, moves)
    for undone, subject in zip(moves, subjects, strict=True):
        _reverse(session, day, undone, subject, by=by, now=now)
    fetch_again(session, booking.id, again)
    admit_and_publish(session, office, day, now)
    session.refresh(ticket)
    return ticket


def _last_step(session: Session, ticket: Ticket, now: datetime) -> Sequence[Move]:
    """The moves of the ticket's last step that is not itself undone or an undo, newest first."""
    of_today = in_span(col(Move.at), **span(ticket.arrived_at, now))
    last = session.exec(
        select(Move).where(Move.ticket_id == ticket.id, of_today, *_STANDS).order_by(col(Move.id).desc()).limit(1)
    ).first()
    if last is None or last.before is None or last.by == "system" or last.why in (FOR_ALL, LATE):
        raise NothingToUndo
    if now - last.at > UNDO_FOR:
        raise UndoTooLate
    then = in_span(col(Move.at), **span(last.at, last.at))
    return session.exec(select(Move).where(Move.step == last.step, then).order_by(col(Move.id).desc())).all()


def _held_visit(session: Session, ticket: Ticket) -> Booking:
    """The visit of a ticket, held: nobody takes a document out of it until the transaction ends.

    That its invitation is booked again at this moment is kept out by the unique index: one live visit each.
    """
    booking = session.get_one(Booking, ticket.booking_id)
    hold_visit(session, booking)
    return booking


def _subject(session: Session, undone: Move) -> Subject:
    kind: type[Subject] = Document if undone.document_id else Booking if undone.booking_id else Ticket
    subject = session.get(kind, undone.document_id or undone.booking_id or undone.ticket_id)
    assert isinstance(subject, Subject)
    return subject


def _refuse_moved_since(session: Session, undone: Move, subject: Subject) -> None:
    if _is_newer(session, undone, subject) or _is_booked_again(session, undone, subject):
        raise MovedSince(stage=subject.stage)


def _is_newer(session: Session, undone: Move, subject: Subject, *where: ColumnElement[bool]) -> bool:
    """Whether something was written down of a subject since, of the kind asked for.

    Moves that were undone, and their undos, do not count: they left things as they were.
    """
    own = {Document: Move.document_id, Booking: Move.booking_id, Ticket: Move.ticket_id}[type(subject)]
    newer = select(Move.id).where(
        own == subject.id,
        col(Move.id) > undone.id,
        since(col(Move.at), undone.at),
        Move.step != undone.step,
        *_STANDS,
        *where,
    )
    return session.exec(newer.limit(1)).first() is not None


def _has_gone_on(session: Session, document: Document, since: Move) -> bool:
    """Whether a document stands elsewhere than it did; that it was put on a shelf, say, is nothing to its visit."""
    return _is_newer(session, since, document, col(Move.before) != col(Move.after))


def _is_booked_again(session: Session, undone: Move, subject: Subject) -> bool:
    """Whether a visit cannot come alive again because its invitation has another one meanwhile."""
    if not isinstance(subject, Booking) or subject.invitation_id is None or undone.before not in LIVE_BOOKING:
        return False
    live = queries.live_booking_of_invitation(session, subject.invitation_id)
    return live is not None and live.id != subject.id


def _to_fetch_again(session: Session, booking: Booking, moves: Sequence[Move]) -> list[int]:
    """What the visit let go in the step, held: it fetches that again, but for what was given an invitation of its own.

    Raises MovedSince where something of it has gone on since, or nothing of it is the visit's any more.
    """
    freed = session.scalars(
        select(Document)
        .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
        .where(col(BookingDocument.booking_id) == booking.id, col(BookingDocument.let_go) == moves[0].step)
        .order_by(col(Document.id))
        .with_for_update(key_share=True, of=Document)
        .execution_options(populate_existing=True)
    ).all()
    if not freed and _is_unknown(session, booking, moves):
        raise MovedSince(stage=booking.stage)
    for document in freed:
        if document.channel not in HERE or _has_gone_on(session, document, moves[-1]):
            raise MovedSince(stage=document.stage)
    own = [document.id for document in freed if document.invitation_id == booking.invitation_id]
    if freed and not own:
        raise MovedSince(stage=freed[0].stage)
    return own


def _is_unknown(session: Session, booking: Booking, moves: Sequence[Move]) -> bool:
    """Whether the step let something go and nobody wrote down what: it was taken just before an upgrade."""
    if not any(_lets_go(undone) for undone in moves):
        return False
    unwritten = select(BookingDocument.document_id).where(
        BookingDocument.booking_id == booking.id, ~col(BookingDocument.live), col(BookingDocument.let_go).is_(None)
    )
    return session.exec(unwritten.limit(1)).first() is not None


def _lets_go(move: Move) -> bool:
    """Whether a move ended a visit, or gave a document of one out."""
    if move.booking_id is not None:
        return move.after not in LIVE_BOOKING
    return move.document_id is not None and move.after == DocumentStage.COLLECTED


def _reverse(session: Session, day: OfficeDay, undone: Move, subject: Subject, *, by: str, now: datetime) -> None:
    before, was = undone.before or subject.stage, restored(subject, undone.was)
    if isinstance(subject, Ticket):
        before, was = _with_places(session, day, subject, undone, was, by=by, now=now)
    had_blank = isinstance(subject, Document) and subject.has_blank
    go_back(session, subject, undone, before, by=by, now=now, **was)
    if isinstance(subject, Document):
        follow_undo(session, subject, had_blank=had_blank)
    if isinstance(subject, Ticket) and undone.why == "recalled":
        _uncount_call(session, subject, now)
    if isinstance(subject, Ticket) and "people" in was:
        session.execute(update(Booking).where(col(Booking.id) == subject.booking_id).values(party=was["people"]))


def _with_places(
    session: Session, day: OfficeDay, ticket: Ticket, undone: Move, was: dict[str, Any], *, by: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Where the ticket goes back to: its places by the guard of the lobby, its counter if that is still free.

    Without a place it waits outside, first in order since its due time is as it was. Once it has gone another way,
    the older moves of the same step have nothing more to move.
    """
    before = undone.before or ticket.stage
    if ticket.stage != undone.after:
        return ticket.stage, {}
    held = was.get("held", ticket.held)
    if held > ticket.held and not take_places(session, day, held - ticket.held):
        if undone.before == undone.after:  # how many there are was put right: nobody is sent out to put it back
            raise LobbyFull
        if day.halted_at is not None and ticket.stage == TicketStage.WAITING:
            raise HallEmptied
        return TicketStage.WAITING, {**was, "held": 0, "admitted_at": None, "entered_at": None, "counter_id": None}
    if held < ticket.held:
        free_places(session, day, ticket, by=by, now=now, people=ticket.held - held)
    counter_id = was.get("counter_id", ticket.counter_id)
    if before in AT_COUNTER and counter_id is not None and not _is_free(session, counter_id, ticket):
        return TicketStage.ADMITTED, {**was, "counter_id": None}
    return before, was


def _uncount_call(session: Session, ticket: Ticket, now: datetime) -> None:
    """A call that was repeated by mistake does not count; when it was heard last stays as it is."""
    latest = queries.latest_call(session, ticket, now)
    if latest is None:
        return
    same = (col(Call.id) == latest.id, col(Call.at) == latest.at)
    repeated = update(Call).where(*same, col(Call.repeat) > 0)
    change_rows(session, repeated.values(repeat=col(Call.repeat) - 1))


def _is_free(session: Session, counter_id: int, ticket: Ticket) -> bool:
    """Whether a counter is open and nobody else is at it."""
    counter, other = session.get(Counter, counter_id), queries.ticket_at_counter(session, counter_id)
    return counter is not None and counter.state == "open" and (other is None or other.id == ticket.id)
