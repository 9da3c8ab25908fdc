"""Scans and taps at the door as steps that are safe to send twice: each is kept under its nonce with its answer."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, KeptAnswer, Office, Slot
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.replays import Answered, kept_body
from scheduler.flow.counter import corrections
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.door.fitting_in import fit_in
from scheduler.flow.door.shown import booking_shown, ticket_today
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.door.shared import answers
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.shared.staff.once import done_once
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
            short=booking.short if booking else None,
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
    """Give the people of an answer a free time that it offered; for one of today the pass is scanned as if just shown.

    of: the nonce of that answer. Raises as `fit_in` does.
    """
    code = fit_in(session, office, _about(session, office, of), slot_id, by=by, now=now)
    slot = session.get_one(Slot, slot_id)
    if today_of(office, slot.starts_at) == today_of(office, now):
        return scan(session, office, Asked(text=code), nonce, by=by, now=now)
    booking = queries.booking_by_code(session, code)
    assert booking is not None

    def work(_session: Session) -> Answered:
        return answers.said("booked", now, facts={"slot": slot, "short": booking.short}, booking=booking.id)

    _, body = done_once(session, office, PREFIX + nonce, (of, slot_id), work=work, now=now)
    return answers.read(body, nonce)


def once_in_hall(
    session: Session,
    office: Office,
    operation: str,
    step: Callable[..., Any],
    nonce: str,
    *args: Any,
    by: str,
    now: datetime,
    **facts: Any,
) -> None:
    """Run a step about the whole hall, once however often and however late its form is sent.

    operation: what the step is called where that is kept.
    """

    def work(session: Session) -> Answered:
        step(session, office, *args, by=by, now=now, **facts)
        return 200, {}

    done_once(session, office, f"{operation}:{nonce}", (*args, *sorted(facts.items())), work=work, now=now)


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


def _about(session: Session, office: Office, nonce: str) -> Booking | Document:
    """What an earlier answer was about: a document without a visit, or the visit. Raises PassUnknown."""
    kept = answer_kept(session, office, nonce)
    document = session.get(Document, kept.document) if kept and kept.document and not kept.booking else None
    return document or _of_answer(session, office, nonce)


def _of_answer(session: Session, office: Office, nonce: str) -> Booking:
    """The visit an earlier answer was about. Raises PassUnknown."""
    kept = answer_kept(session, office, nonce)
    booking = session.get(Booking, kept.booking) if kept and kept.booking else None
    if booking is None:
        raise PassUnknown
    return booking
