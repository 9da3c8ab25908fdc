"""A document that another office sent is received: from here on it is this office's, in its lines and on its record."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Office, Transfer
from scheduler.domain.regency import RefusedHere, TransferUnknown
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.history import record, shift
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.documents.documents import move_on
from scheduler.flow.documents.finding import index_again, index_new
from scheduler.flow.invitations.waves import hold_line, invite_in_turn
from scheduler.flow.regency.transfers import ARRIVED, IS_REFUSED, IS_SENT, end, refuse_taken, type_there

WHY = "from_office"
COPIED = (
    "title",
    "holder",
    "nik",
    "nik_hash",
    "applicant",
    "phone",
    "email",
    "phone_hash",
    "household",
    "kelurahan",
    "rt",
    "rw",
    "reason",
    "note",
    "language",
    "printed_on",
    "content_hash",
    "priority",
    "waits_since",
)
"""What a document is at whatever office; where it lies, how it is handed over, its invitation are each office's own."""


def receive(session: Session, office: Office, reference: str, *, by: str, now: datetime) -> Document:
    """Take in what another office sent, by its registration number; a scanner may write small letters.

    A card is ready here, and its people are invited in turn; what is not printed yet stands in the line for blanks of
    this office, at the place of when it first waited. A phone that somebody said was not theirs is not taken over.
    Raises TransferUnknown, RefusedHere; TypeNotThere, ReferenceThere where that changed since it was sent.
    """
    hold_line(session, office)
    transfer, sent = coming(session, office, reference)
    if not end(session, transfer, ARRIVED, ended_at=now, ended_by=by):
        raise TransferUnknown(reference=sent.reference)
    kind = type_there(session, office, session.get_one(DocumentType, sent.type_id).code)
    known = refuse_taken(session, office, sent.reference, coming_from=sent.office_id)
    sender = session.get_one(Office, transfer.office_id)
    document = _taken_in(session, office, sent, kind, known, stage=transfer.stage, sender=sender.name, by=by, now=now)
    transfer.there_id = document.id
    session.add(transfer)
    session.flush()
    if transfer.stage in UNPRINTED:
        move_on(session, document, DocumentStage.IN_PRODUCTION, by=by, now=now, why=WHY)
    invite_in_turn(session, document, office, now=now)
    return document


def coming(session: Session, office: Office, reference: str) -> tuple[Transfer, Document]:
    """What is on its way here by a number. Raises TransferUnknown, RefusedHere."""
    of_number = (
        select(Transfer, Document)
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .where(
            col(Transfer.to_office_id) == office.id,
            col(Document.reference).in_([reference.strip(), reference.strip().upper()]),
        )
        .order_by(col(Transfer.id))
        .execution_options(populate_existing=True)
    )
    found = session.execute(of_number.where(IS_SENT)).first()
    if found is not None:
        return found[0], found[1]
    refused = session.execute(of_number.where(IS_REFUSED)).first()
    if refused is None:
        raise TransferUnknown(reference=reference.strip())
    sender = session.get_one(Office, refused[0].office_id)
    raise RefusedHere(reference=refused[1].reference, office=sender.name)


def _taken_in(
    session: Session,
    office: Office,
    sent: Document,
    kind: DocumentType,
    known: Document | None,
    *,
    stage: str,
    sender: str,
    by: str,
    now: datetime,
) -> Document:
    """The document as this office's own: a new row, or the one that it sent away itself and that comes back."""
    is_ready = stage == DocumentStage.READY
    stands = DocumentStage.READY if is_ready else DocumentStage.RECEIVED
    facts = {name: getattr(sent, name) for name in COPIED}
    facts |= {"type_id": kind.id, "channel": "office", "place": None, "shelf": None}
    facts["ready_at"] = now if is_ready else None
    if stopped_among(session, sent.office_id, [sent.phone]):
        facts |= {"phone": None, "phone_hash": None}
    if known is not None:
        before = known.stage
        # What was erased here meanwhile is known again, by what the other office has.
        shift(session, known, stands, {**facts, "has_blank": False, "erased_at": None})
        record(session, known, before=before, by=by, now=now, why=WHY, note=sender)
        index_again(session, known)
        return known
    document = Document(
        office_id=office.id, reference=sent.reference, stage=stands, created_at=sent.created_at, **facts
    )
    session.add(document)
    session.flush()
    index_new(session, document)
    record(session, document, by=by, now=now, why=WHY, note=sender)
    return document
