"""Who takes a document, whether they may, and the record that it changed hands."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Booking, Document, DocumentType, Handover, Ticket
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.custody.refusals import OldCardMissing, PoliceLetterMissing
from scheduler.domain.door import NotReady
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import compared_name
from scheduler.flow.core.history import move, step_of
from scheduler.flow.custody.collectors import asks_letter, has_old_cards, person_of, takes_back
from scheduler.flow.seats.visits import let_go

OLD_CARD_SETTLED = frozenset({"withdrawn", "none"})
"""What became of a card that is to be taken back, so that it need not be asked for: it is back, or there was none."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who took the documents, how identity was checked, and what became of the old card.

    beyond_cap: why somebody may collect for others more often than the office lets them; without_card: why an old card
    need not come back. A supervisor says so. signature: strokes on the screen, as `domain.text.signatures` reads them.
    """

    collector_kind: str
    identity: str
    collector_name: str | None = None
    collector_letter: str | None = None
    old_card: str | None = None
    old_card_letter: str | None = None
    beyond_cap: str | None = None
    without_card: str | None = None
    signature: str | None = None

    @property
    def exception(self) -> tuple[str | None, str | None]:
        """What a supervisor let pass, in a word for the history, and what was said to it."""
        said = {"beyond_cap": self.beyond_cap, "without_card": self.without_card}
        passed = {why: reason for why, reason in said.items() if reason and reason.strip()}
        return next(iter(passed), None), "; ".join(dict.fromkeys(passed.values())) or None


@dataclass(frozen=True, slots=True)
class Taken:
    """How documents change hands: the proof, the keyed hash of who collects for others, and the counter's number.

    at: when it was, where it is written down afterwards.
    """

    proof: Proof
    person: bytes | None
    counter: int
    at: datetime | None = None


def refuse_unproven(session: Session, document: Document, proof: Proof) -> None:
    """Whether a document may be handed over with a proof. Raises NotReady, OldCardMissing, PoliceLetterMissing."""
    if document.stage != DocumentStage.READY:
        raise NotReady(stage=document.stage, type=document.title, reference=document.reference)
    refuse_card_missing(session, document, proof)


def refuse_card_missing(session: Session, document: Document, proof: Proof) -> None:
    """Whether an old card that is to be taken back was, or need not be, and by which letter one is lost.

    Who says that it is lost, and brings it after all, gives it back. Raises OldCardMissing, PoliceLetterMissing.
    """
    kind = session.get_one(DocumentType, document.type_id)
    if proof.without_card:
        return
    if asks_letter(kind, document.reason):
        if proof.old_card != "withdrawn" and not _has_letter(proof):
            raise PoliceLetterMissing(reference=document.reference)
    elif takes_back(kind, document.reason) and not (proof.old_card in OLD_CARD_SETTLED or _has_letter(proof)):
        raise OldCardMissing(reference=document.reference)


def person_collecting(booking: Booking | None, proof: Proof) -> bytes | None:
    """The proxy who collects, as a keyed hash: the one who was to come, or who is named now; None where none does."""
    if proof.collector_kind != PROXY or not proof.collector_name:
        return None
    planned = booking.collector_name if booking and booking.collector_hash else None
    if booking and planned and compared_name(planned) == compared_name(proof.collector_name):
        return booking.collector_hash
    return person_of(proof.collector_name)


def collect(
    session: Session,
    ticket: Ticket,
    document: Document,
    taken: Taken,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
) -> None:
    """Move a document to collected and write down who took it; the visit does not fetch it any more.

    One proof is given for a whole visit: what it says of the old card is kept of documents alone that have one.
    """
    proof = taken.proof
    has_card = has_old_cards(session.get_one(DocumentType, document.type_id))
    passed, said = proof.exception
    move(session, document, DocumentStage.COLLECTED, by=by, now=now, why=why or passed, note=said)
    session.add(
        Handover(
            office_id=ticket.office_id,
            document_id=document.id,
            booking_id=ticket.booking_id,
            ticket_id=ticket.id,
            counter_number=taken.counter,
            collector_kind=proof.collector_kind,
            collector_name=proof.collector_name,
            collector_letter=proof.collector_letter,
            collector_hash=taken.person,
            identity=proof.identity,
            old_card=proof.old_card if has_card else None,
            old_card_letter=proof.old_card_letter if has_card else None,
            signature=proof.signature,
            at=taken.at or now,
            recorded_at=now if taken.at else None,
            by=by,
            step=step_of(session),
        )
    )
    let_go(session, ticket.booking_id, document.id)


def _has_letter(proof: Proof) -> bool:
    """Lost, with the number of the police letter."""
    return proof.old_card == "lost" and bool((proof.old_card_letter or "").strip())
