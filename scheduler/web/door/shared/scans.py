"""Scans and taps at the door as steps that are safe to send twice: each is kept under its nonce with its answer."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, KeptAnswer, Office, Slot, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import codes
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import Wishes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.replays import Answered, kept_body
from scheduler.flow.counter import corrections
from scheduler.flow.custody.collectors import Collector, collector_again
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.flow.invitations.waves import invite_whole
from scheduler.flow.seats import seats
from scheduler.flow.seats.visits import meant_by
from scheduler.web.door.shared import answers
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.shared.staff.pages import done_once
from scheduler.web.shared.staff.scanned import recognised

PREFIX = "door:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A scan: the text that was shown, or the earlier answer (by nonce) that it goes on from.

    seen_at: when the text was shown, where the scan comes late; it is the very same scan all the same.
    """

    text: str = ""
    of: str = ""
    early: bool = False
    service: str | None = None
    seen_at: datetime | None = field(default=None, repr=False)

    @property
    def is_pass(self) -> bool:
        """Whether the text can only be the code of a pass, which nobody guesses."""
        return codes.read(self.text) is not None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """How a visit is booked at the door: as the one before it, or with nothing known but its document."""

    party: int
    collector: Collector
    wishes: Wishes


NEW = NewVisit(1, Collector(None), Wishes())


def scan(session: Session, office: Office, asked: Asked, nonce: str, *, by: str, now: datetime) -> DoorAnswer:
    """Answer what was shown at the door; a refusal is an answer too. Raises TicketUnknown, KeyReused."""
    shown = replace(shown_of(session, office, asked, now), seen_at=asked.seen_at)
    is_theirs = asked.is_pass and shown.pass_code is not None

    def work(session: Session) -> Answered:
        if asked.service:
            arrival = arrivals.walk_in(session, office, shown, service=asked.service, by=by, now=now)
        else:
            arrival = arrivals.arrive(session, office, shown, by=by, now=now)
        return answers.of_arrival(arrival, now, is_theirs=is_theirs)

    def refused(refusal: Refusal) -> Answered:
        arrivals.turn_away(session, office, shown, refusal, by=by, now=now)
        booking = booking_shown(session, office, shown)
        document = queries.document_by_reference(session, office.id, shown.reference) if shown.reference else None
        ticket = ticket_today(session, office, booking, now) if booking else None
        return answers.of_refusal(
            refusal,
            now,
            ticket=ticket.number if ticket else None,
            booking=booking.id if booking else None,
            document=document.id if document else None,
            is_theirs=is_theirs,
        )

    key = PREFIX + nonce
    _, body = done_once(session, office, key, (asked,), work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def correct(
    session: Session,
    office: Office,
    number: str,
    nonce: str,
    *,
    by: str,
    now: datetime,
    is_theirs: bool = False,
    **seen: Any,
) -> DoorAnswer:
    """Put right what is seen (people, priority, escort; None leaves it) of a number; what does not fit is an answer.

    is_theirs: of the number at the kiosk, by whoever has shown that it is.
    """

    def work(session: Session) -> Answered:
        arrival = corrections.correct_arrival(session, office, number, by=by, now=now, **seen)
        return answers.of_arrival(arrival, now, is_theirs=is_theirs)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number, is_theirs=is_theirs)

    asked = (number, *sorted(seen.items()))
    _, body = done_once(session, office, PREFIX + nonce, asked, work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def move_to(
    session: Session, office: Office, of: str, slot_id: int, nonce: str, *, by: str, now: datetime
) -> DoorAnswer:
    """`fit_in` with its answer: for a time of today the pass is scanned as if just shown. Raises as that does."""
    code = fit_in(session, office, of, slot_id, by=by, now=now)
    slot = session.get_one(Slot, slot_id)
    if today_of(office, slot.starts_at) == today_of(office, now):
        return scan(session, office, Asked(text=code), nonce, by=by, now=now)
    booking = queries.booking_by_code(session, code)
    assert booking is not None

    def work(_session: Session) -> Answered:
        return answers.said("booked", now, facts={"slot": slot, "short": booking.short}, booking=booking.id)

    _, body = done_once(session, office, PREFIX + nonce, (of, slot_id), work=work, now=now)
    return answers.read(body, nonce)


def fit_in(session: Session, office: Office, of: str, slot_id: int, *, by: str, now: datetime) -> str:
    """Give the people of an answer a free time that it offered; returns the pass. The same again changes nothing.

    of: the nonce of that answer. Raises PassUnknown and whatever moving and booking raise.
    """
    kept = answer_kept(session, office, of)
    document = session.get(Document, kept.document) if kept and kept.document and not kept.booking else None
    if document is not None:
        seats.hold(session, [slot_id])  # before the household's documents, as everywhere
        invitation = invite_whole(session, document, office, now=now)
        return _booked(session, invitation, slot_id, NEW, by=by, now=now)
    booking = _of_answer(session, office, of)
    if booking.stage == BookingStage.BOOKED:
        return pass_of(bookings.move_booking(session, pass_of(booking), slot_id, ref3=None, by=by, now=now))
    again = NewVisit(booking.party, collector_again(booking), Wishes(booking.wish_priority, booking.wish_escort))
    invitation = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    return _booked(session, invitation, slot_id, again, by=by, now=now)


def _booked(
    session: Session, invitation: Invitation | None, slot_id: int, visit: NewVisit, *, by: str, now: datetime
) -> str:
    if invitation is None:
        raise PassUnknown
    live = queries.live_booking_of_invitation(session, invitation.id)
    if live is not None and live.slot_id == slot_id:
        return pass_of(live)
    return bookings.book(
        session,
        code_of(invitation),
        slot_id,
        party=visit.party,
        collector=visit.collector,
        wishes=visit.wishes,
        by=by,
        now=now,
    ).code


def once_in_hall(
    session: Session,
    office: Office,
    step: Callable[..., Any],
    nonce: str,
    *args: Any,
    by: str,
    now: datetime,
    **facts: Any,
) -> None:
    """Run a step about the whole hall, once however often and however late its form is sent."""

    def work(session: Session) -> Answered:
        step(session, office, *args, by=by, now=now, **facts)
        return 200, {}

    done_once(session, office, f"{step.__name__}:{nonce}", (*args, *sorted(facts.items())), work=work, now=now)


def answer_kept(session: Session, office: Office, nonce: str) -> DoorAnswer | None:
    """The answer that a nonce got; None where it got none."""
    row = session.exec(
        select(KeptAnswer).where(KeptAnswer.office_id == office.id, KeptAnswer.key == PREFIX + nonce)
    ).first()
    return read_row(row) if row else None


def read_row(row: KeptAnswer) -> DoorAnswer:
    """A kept row as an answer."""
    return answers.read(kept_body(row), row.key.removeprefix(PREFIX))


def shown_of(session: Session, office: Office, asked: Asked, now: datetime) -> Scan:
    """What was shown, as the steps of an arrival take it. Raises TicketUnknown, PassUnknown."""
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


def booking_shown(session: Session, office: Office, shown: Scan) -> Booking | None:
    """The visit that was shown, if it is one of this office; once that is over, the one that was booked after it."""
    booking = visit_of_pass(session, office, shown)
    return meant_by(session, booking) if booking and not shown.reference else booking


def visit_of_pass(session: Session, office: Office, shown: Scan) -> Booking | None:
    """The very visit that was shown, over or not; of a registration number the latest."""
    if shown.reference:
        document = queries.document_by_reference(session, office.id, shown.reference)
        return queries.latest_booking_of_document(session, document.id) if document else None
    if shown.short:
        booking = queries.booking_by_short(session, office.id, codes.read_short(shown.short) or 0)
    else:
        booking = queries.booking_by_code(session, shown.pass_code or "")
    return booking if booking and booking.office_id == office.id else None


def ticket_today(session: Session, office: Office, booking: Booking, now: datetime) -> Ticket | None:
    """The number that a visit has today."""
    day = queries.day_of(session, office.id, today_of(office, now))
    return queries.ticket_of_booking(session, booking.id, day.id) if day else None
