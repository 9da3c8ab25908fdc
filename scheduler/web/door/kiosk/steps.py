"""What somebody at the kiosk may ask for about the number they were just given, and no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, Office, Ticket
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.proofs import ProofNeeded, ProofWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.text.dates import read_date
from scheduler.flow.core.knowing import knows_birth, knows_phone
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.replays import Answered
from scheduler.flow.counter.corrections import BEFORE_THE_CALL
from scheduler.flow.door.help_wanted import call_guard
from scheduler.web.door.shared import answers, scans
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.shared.staff.once import done_once

SHOWN_FOR = timedelta(minutes=3)
"""How long an answer at the kiosk belongs to whoever stands there; the screen clears itself much earlier."""
HELP_WANTED = "help_wanted"
PHONE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class KioskAnswer:
    """An answer with what its number may still have changed.

    people: how many came; None once the number was called, without one, or where nobody has shown that it is theirs.
    """

    said: DoorAnswer
    people: int | None = None


def answer_here(session: Session, office: Office, nonce: str, now: datetime) -> KioskAnswer | None:
    """The answer of a nonce, while it belongs to whoever stands there; else None."""
    said = scans.answer_kept(session, office, nonce) if nonce else None
    if said is None or not said.at <= now <= said.at + SHOWN_FOR:
        return None
    ticket = _ticket(session, office, said, now)
    may_change = said.is_theirs and ticket is not None and ticket.stage in BEFORE_THE_CALL
    return KioskAnswer(said, ticket.people if ticket and may_change else None)


def refuse_unproven(session: Session, said: DoorAnswer, proof: str) -> None:
    """What a typed number leads to takes another time for whoever knows more of it. Raises ProofNeeded, ProofWrong.

    proof: the last four digits of the phone on record, or the holder's birth date; of any document of the visit.
    """
    if said.is_theirs:
        return
    if not proof:
        raise ProofNeeded
    phone4 = "".join(proof.split())
    born = read_date(proof)
    for document in _documents(session, said):
        if (len(phone4) == PHONE_DIGITS and knows_phone(document, phone4)) or (born and knows_birth(document, born)):
            return
    raise ProofWrong


def set_people(
    session: Session, office: Office, of: str, people: int, nonce: str, *, by: str, now: datetime
) -> DoorAnswer:
    """So many came. Raises TicketUnknown where the answer is over, ProofNeeded; what does not fit is an answer."""
    number = own_number(session, office, of, now)
    return scans.correct(session, office, number, nonce, people=people, is_theirs=True, by=by, now=now)


def ask_for_help(
    session: Session, office: Office, of: str, nonce: str, *, priority: bool, by: str, now: datetime
) -> DoorAnswer:
    """Call the guard: somebody is to be fetched at once (escort), or asks to go first, which the guard alone grants.

    Raises TicketUnknown where the answer is over, ProofNeeded, IllegalStep once the number was called.
    """
    number = own_number(session, office, of, now)

    def work(session: Session) -> Answered:
        booking = call_guard(session, office, number, priority=priority, by=by, now=now)
        return answers.said(HELP_WANTED, now, ticket=number, booking=booking.id, is_theirs=True)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number)

    asked = (HELP_WANTED, of, priority)
    _, body = done_once(session, office, scans.PREFIX + nonce, asked, work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def own_number(session: Session, office: Office, of: str, now: datetime) -> str:
    """The number of an answer, for whoever has shown that it is theirs. Raises TicketUnknown, ProofNeeded."""
    return own_answer(session, office, of, now).ticket or ""


def own_answer(session: Session, office: Office, of: str, now: datetime) -> DoorAnswer:
    """An answer with a number, for whoever has shown that it is theirs. Raises TicketUnknown, ProofNeeded."""
    found = answer_here(session, office, of, now)
    if found is None or found.said.ticket is None:
        raise TicketUnknown(ticket="-")
    if not found.said.is_theirs:
        raise ProofNeeded
    return found.said


def _documents(session: Session, said: DoorAnswer) -> Sequence[Document]:
    """What an answer was about: the documents of its visit, or the one without any."""
    if said.booking:
        return queries.documents_of_booking(session, said.booking)
    document = session.get(Document, said.document) if said.document else None
    return [document] if document else []


def _ticket(session: Session, office: Office, said: DoorAnswer, now: datetime) -> Ticket | None:
    day = queries.day_of(session, office.id, today_of(office, now))
    return queries.ticket_by_number(session, day.id, said.ticket) if day and said.ticket else None
