"""Scans and taps at the door as steps that are safe to send twice: each is kept under its nonce with its answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from scheduler.db import queries
from scheduler.db.models import Answer, Booking, Invitation, Office
from scheduler.domain import codes
from scheduler.domain.errors import PassUnknown, Refusal
from scheduler.domain.stages import BookingStage
from scheduler.flow import arrivals, bookings, corrections, lobby
from scheduler.flow.arrivals import Scan
from scheduler.flow.bookings import Wishes
from scheduler.flow.collecting import collector_again
from scheduler.flow.day import today_of
from scheduler.flow.invitations import code_of, pass_of
from scheduler.flow.replays import Answered, kept_body
from scheduler.web.door import answers
from scheduler.web.door.answers import DoorAnswer
from scheduler.web.staff import done_once, recognised

PREFIX = "door:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A scan: the text that was shown, or the earlier answer (by nonce) that it goes on from."""

    text: str = ""
    of: str = ""
    early: bool = False
    service: str | None = None


def scan(session: Session, office: Office, asked: Asked, nonce: str, *, by: str, now: datetime) -> DoorAnswer:
    """Answer what was shown at the door; a refusal is an answer too. Raises TicketUnknown, KeyReused."""
    shown = _shown(session, office, asked, now)

    def work(session: Session) -> Answered:
        if asked.service:
            arrival = arrivals.walk_in(session, office, shown, service=asked.service, by=by, now=now)
        else:
            arrival = arrivals.arrive(session, office, shown, by=by, now=now)
        return answers.of_arrival(arrival, now)

    def refused(refusal: Refusal) -> Answered:
        booking = _booking(session, office, shown)
        day = queries.day_of(session, office.id, today_of(office, now))
        ticket = queries.ticket_of_booking(session, booking.id, day.id) if booking and day else None
        return answers.of_refusal(
            refusal, now, ticket=ticket.number if ticket else None, booking=booking.id if booking else None
        )

    key = PREFIX + nonce
    _, body = done_once(session, office, key, (asked,), work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def correct(
    session: Session, office: Office, number: str, nonce: str,
    *, by: str, now: datetime, **seen: Any,
) -> DoorAnswer:  # fmt: skip
    """Put right what the guard sees (people, priority, escort; None leaves it); what does not fit is an answer too."""

    def work(session: Session) -> Answered:
        arrival = corrections.correct_arrival(session, office, number, by=by, now=now, **seen)
        return answers.of_arrival(arrival, now)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number)

    asked = (number, *sorted(seen.items()))
    _, body = done_once(session, office, PREFIX + nonce, asked, work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def fit_in_today(session: Session, office: Office, of: str, slot_id: int, *, by: str, now: datetime) -> str:
    """Give somebody who came on the wrong day a free time of today; returns the pass. The same again changes nothing.

    of: the nonce of the answer that offered it. Raises PassUnknown and whatever moving and booking raise.
    """
    booking = _of_answer(session, office, of)
    if booking.stage == BookingStage.BOOKED:
        return pass_of(bookings.move_booking(session, pass_of(booking), slot_id, ref3=None, by=by, now=now))
    invitation = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    if invitation is None:
        raise PassUnknown
    live = queries.live_booking_of_invitation(session, invitation.id)
    if live is not None and live.slot_id == slot_id:
        return pass_of(live)
    return bookings.book(
        session, code_of(invitation), slot_id, party=booking.party, collector=collector_again(booking),
        wishes=Wishes(booking.wish_priority, booking.wish_escort), by=by, now=now,
    ).code  # fmt: skip


def change(session: Session, office: Office, by_one: int, nonce: str, *, by: str, now: datetime) -> None:
    """Count one person more or less who has no number. Raises LobbyFull."""

    def work(session: Session) -> Answered:
        lobby.change_by_one(session, office, by_one, by=by, now=now)
        return 200, {}

    done_once(session, office, f"change:{nonce}", (by_one,), work=work, now=now)


def answer_kept(session: Session, office: Office, nonce: str) -> DoorAnswer | None:
    """The answer that a nonce got."""
    row = session.exec(select(Answer).where(Answer.office_id == office.id, Answer.key == PREFIX + nonce)).first()
    return read_row(row) if row else None


def read_row(row: Answer) -> DoorAnswer:
    """A kept row as an answer."""
    return answers.read(kept_body(row), row.key.removeprefix(PREFIX))


def _shown(session: Session, office: Office, asked: Asked, now: datetime) -> Scan:
    if asked.of:
        return Scan(pass_code=pass_of(_of_answer(session, office, asked.of)), early=asked.early)
    if asked.service:
        return Scan()
    shown = recognised(session, office, asked.text, now)
    return Scan(shown.pass_code, shown.short, shown.reference, early=asked.early)


def _of_answer(session: Session, office: Office, nonce: str) -> Booking:
    """The visit an earlier answer was about. Raises PassUnknown."""
    kept = answer_kept(session, office, nonce)
    booking = session.get(Booking, kept.booking) if kept and kept.booking else None
    if booking is None:
        raise PassUnknown
    return booking


def _booking(session: Session, office: Office, shown: Scan) -> Booking | None:
    """The visit that was shown, if it is one of this office."""
    if shown.reference:
        document = queries.document_by_reference(session, office.id, shown.reference)
        return queries.latest_booking_of_document(session, document.id) if document else None
    if shown.short:
        return queries.booking_by_short(session, office.id, codes.read_short(shown.short) or 0)
    booking = queries.booking_by_code(session, shown.pass_code or "")
    return booking if booking and booking.office_id == office.id else None
