"""What an office will not have: it refuses what is on its way there, or sends back what it has received.

Either way the document lies at the office that sent it once that says so, by scanning its receipt: until then the card
is on a road, and nobody is invited for it.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Document, Message, Office, Transfer
from scheduler.domain.messages import UNTOLD, Why
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.regency import NotFromOffice, NotUnderWay, TransferOver, TransferUnknown, Unwanted
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.history import record, step_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.core.untold import make_moot
from scheduler.flow.documents.documents import known_document
from scheduler.flow.regency.arriving import coming, receive
from scheduler.flow.regency.sending import send, take_back
from scheduler.flow.regency.transfers import ARRIVED, REFUSED, end, newest_transfer, open_transfer

BY_OTHER_OFFICE = "office"
"""Who did it, as the history of the office says that sent it: staff of another office have no names there."""
WHY = "unwanted"


def refuse(
    session: Session, office: Office, reference: str, why: Unwanted, note: str, *, by: str, now: datetime
) -> Transfer:
    """The office will not have what is on its way to it; the one that sent it has it again once it says so.

    note: a word about it, needed where `why` is OTHER. Its visit is not put back yet, nor a blank kept for it. Who was
    to be told of the transfer, and was not yet, is told of a visit that was cancelled, and of nothing else.
    Raises ReasonRequired, TransferUnknown, RefusedHere.
    """
    word = _word(why, note)
    transfer, sent = coming(session, office, reference)
    if not end(session, transfer, REFUSED, ended_at=now, ended_by=by, why=str(why), note=word):
        raise TransferUnknown(reference=sent.reference)
    record(session, sent, before=sent.stage, by=BY_OTHER_OFFICE, now=now, why=WHY, note=word)
    _tell_of_the_visit_alone(session, sent, now=now)
    return transfer


def send_back(
    session: Session, office: Office, reference: str, why: Unwanted, note: str, *, by: str, now: datetime
) -> Transfer:
    """What another office sent goes back to it, as `send` does it; note: as of `refuse`.

    Raises ReasonRequired, DocumentUnknown, NotFromOffice, and what `send` raises.
    """
    word = _word(why, note)
    document = known_document(session, office, reference)
    came = select(Transfer).where(col(Transfer.there_id) == document.id, col(Transfer.state) == ARRIVED)
    transfer = session.scalars(came.order_by(col(Transfer.id).desc()).limit(1)).first()
    if transfer is None or document.stage == DocumentStage.TRANSFERRED:
        raise NotFromOffice(reference=document.reference)
    sender = session.get_one(Office, transfer.office_id)
    return send(session, office, document.reference, sender.code, by=by, now=now, why=why, note=word)


def take_in(session: Session, office: Office, reference: str, *, by: str, now: datetime) -> Document:
    """What a receipt says that was scanned: another office's document comes, or the office's own, which was refused,
    is there again. Raises what `receive` and `take_back` raise.
    """
    for number in dict.fromkeys([reference.strip(), reference.strip().upper()]):
        own = queries.document_by_reference(session, office.id, number)
        transfer = open_transfer(session, own) if own is not None else None
        if transfer is not None and transfer.state == REFUSED:
            return take_back(session, office, transfer.id, by=by, now=now)
    return receive(session, office, reference, by=by, now=now)


def keep(session: Session, office: Office, reference: str, *, by: str, now: datetime) -> Document:
    """As `take_back`, by the document's number. Raises DocumentUnknown, NotUnderWay, TransferOver."""
    document = known_document(session, office, reference)
    transfer = newest_transfer(session, document)
    if transfer is None or document.stage != DocumentStage.TRANSFERRED:
        raise NotUnderWay(reference=document.reference)
    if transfer.state == ARRIVED:
        raise TransferOver
    return take_back(session, office, transfer.id, by=by, now=now)


def _word(why: Unwanted, note: str) -> str | None:
    """What somebody wrote beside a reason. Raises ReasonRequired where there is nothing else."""
    word = note.strip() or None
    if word is None and why is Unwanted.OTHER:
        raise ReasonRequired
    return word


def _tell_of_the_visit_alone(session: Session, document: Document, *, now: datetime) -> None:
    """That it goes elsewhere is not told any more; whose visit was cancelled for that must not come in vain."""
    of_it = col(Message.document_id) == document.id, col(Message.cause) == Cause.TRANSFERRED
    waiting = session.scalars(select(Message).where(*of_it, col(Message.state).in_(UNTOLD))).first()
    visit = waiting.facts.get("visit") if waiting is not None else None
    if make_moot(session, *of_it, why=Why.UNTRUE) and visit:
        facts = {"visit": visit, "returns": True}
        note_document(session, Cause.TRANSFERRED, document, once=step_of(session), facts=facts, now=now)
