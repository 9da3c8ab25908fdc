"""Somebody goes home from the door: asked once, written down, and taken back within ten minutes."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Office, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.counter import MovedSince
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import AT_COUNTER, BookingStage, TicketStage
from scheduler.flow.core.replays import Answered
from scheduler.flow.counter import handovers, undo
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.hall.lobby_lock import hold
from scheduler.web.door.shared import answers, scans
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.scans import Asked
from scheduler.web.shared.staff.pages import done_once

GONE = frozenset({TicketStage.LEFT, TicketStage.SERVED})


def depart(
    session: Session, office: Office, asked: Asked, nonce: str, *, sure: bool, by: str, now: datetime
) -> DoorAnswer:
    """End the visit of whoever goes without a handover; unless that is sure, ask first. A refusal is an answer too.

    Who is at a counter is seen off there. Raises TicketUnknown, KeyReused.
    """
    shown = scans.shown_of(session, office, asked, now)

    def work(session: Session) -> Answered:
        hold(session, office, now)
        booking = _known(session, office, shown, now)
        ticket = scans.ticket_today(session, office, booking, now) if booking else None
        kind = _answer_before(ticket, sure=sure)
        if ticket is not None and kind == "left":
            handovers.leave(session, office, ticket.number, by=by, now=now)
        about = {"ticket": ticket.number if ticket else None, "booking": booking.id if booking else None}
        return answers.said(kind, now, facts=_counter(session, ticket), **about)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now)

    _, body = done_once(session, office, scans.PREFIX + nonce, (asked, sure), work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def undo_departure(session: Session, office: Office, of: str, nonce: str, *, by: str, now: datetime) -> DoorAnswer:
    """Somebody has not gone after all. of: the nonce of the answer that said so.

    A refusal (MovedSince, UndoTooLate) is an answer too. Raises PassUnknown.
    """
    kept = scans.answer_kept(session, office, of)
    if kept is None or kept.kind != "left" or kept.ticket is None:
        raise PassUnknown
    number = kept.ticket

    def work(session: Session) -> Answered:
        day = hold(session, office, now)
        ticket = queries.ticket_by_number(session, day.id, number)
        if ticket is None or ticket.stage != TicketStage.LEFT:
            raise MovedSince(stage=ticket.stage if ticket else None)
        back = undo.undo_last(session, office, number, by=by, now=now)
        outside = back.stage == TicketStage.WAITING
        return answers.said("undone", now, facts={"outside": outside}, ticket=number, booking=kept.booking)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number)

    _, body = done_once(session, office, scans.PREFIX + nonce, (of,), work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def _known(session: Session, office: Office, shown: Scan, now: datetime) -> Booking | None:
    """The visit that was shown, unless it is over; None for a document that nobody came for yet.

    Who has been here today is told of that, also with another visit booked since. Raises PassUnknown, DocumentUnknown,
    HandedOver.
    """
    booking, own = scans.booking_shown(session, office, shown), scans.visit_of_pass(session, office, shown)
    if booking and own and not scans.ticket_today(session, office, booking, now):
        booking = own if scans.ticket_today(session, office, own, now) else booking
    if booking is None and shown.reference is None:
        raise PassUnknown if shown.short is None else PassUnknown(typed=True)
    if booking is None:
        if queries.document_by_reference(session, office.id, shown.reference or "") is None:
            raise DocumentUnknown(reference=shown.reference)
        return None
    if booking.stage == BookingStage.FULFILLED:
        raise handed_over(session, booking)
    return booking


def _answer_before(ticket: Ticket | None, *, sure: bool) -> str:
    """What is said to a departure; "left" is the one that moves something."""
    if ticket is None:
        return "not_here"
    if ticket.stage in AT_COUNTER:
        return "at_counter"
    if ticket.stage in GONE:
        return "gone"
    return "left" if sure else "leaving"


def _counter(session: Session, ticket: Ticket | None) -> dict[str, int]:
    counter = session.get(Counter, ticket.counter_id) if ticket and ticket.counter_id else None
    return {"counter": counter.number} if counter else {}
