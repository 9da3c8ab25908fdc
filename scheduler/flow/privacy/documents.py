"""What is personal of a document goes, and the document stays as a number: its type, its stages and their days.

By the office's rule all of it goes, the record of who took it too. Where its owner asks for it, that record and the
registration number stay until the rule takes them: the office has to be able to prove to whom it gave what.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    BatchDocument,
    BookingDocument,
    Consent,
    Conversation,
    DeliveryRequest,
    Document,
    FileRequest,
    Handover,
    Invitation,
    KnownPhone,
    LinePicture,
    Message,
    Move,
    Office,
    PhoneCode,
    StockEntry,
    Transfer,
)
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.messages import UNDER_WAY
from scheduler.domain.privacy.keeping import GONE, Kind
from scheduler.domain.stages import OVER
from scheduler.flow.audit.forgetting import say_forgotten
from scheduler.flow.audit.sealing import hold_chain
from scheduler.flow.documents.finding import index_again
from scheduler.flow.privacy.parts import Part
from scheduler.flow.regency.transfers import UNDER_WAY as AWAY

RULE = "keep_documents"
"""As the chain names it."""
NAMELESS = {
    "holder": GONE,
    **dict.fromkeys(("nik", "nik_hash", "applicant", "phone", "email", "phone_hash", "household")),
    **dict.fromkeys(("kelurahan", "rt", "rw", "note", "content_hash", "shelf")),
}
"""What stands in a document of which nothing personal is left."""
UNTAKEN = dict.fromkeys(("collector_name", "collector_letter", "collector_hash", "old_card_letter"))
"""What stands where it was written down who took a document."""


def _due(office: Office, until: datetime) -> Select[int]:
    """A document is over for so long when nothing happened to it since, and nothing of it is under way."""
    own = col(Document.id)
    under_way = (
        select(col(Move.id)).where(col(Move.document_id) == own, col(Move.at) > until),
        select(col(BookingDocument.document_id)).where(
            col(BookingDocument.document_id) == own, col(BookingDocument.live).is_(True)
        ),
        select(col(BatchDocument.id)).where(
            col(BatchDocument.document_id) == own, col(BatchDocument.outcome).is_(None)
        ),
        select(col(FileRequest.id)).where(col(FileRequest.document_id) == own, col(FileRequest.state) == ASKED),
        select(col(Message.id)).where(col(Message.document_id) == own, col(Message.state).in_(UNDER_WAY)),
        select(col(Transfer.id)).where(col(Transfer.document_id) == own, col(Transfer.state).in_(AWAY)),
    )
    return (
        select(own)
        .where(
            col(Document.office_id) == office.id,
            col(Document.stage).in_(OVER),
            col(Document.forgotten_at).is_(None),
            col(Document.created_at) <= until,
            *(~each.exists() for each in under_way),
        )
        .order_by(own)
    )


def _take(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    marks = take_names(session, ids, now, why=RULE)
    for document in session.scalars(select(Document).where(col(Document.id).in_(ids))):
        document.reference, document.forgotten_at = f"{GONE} {document.id}", now
        session.add(document)
        session.flush()
        index_again(session, document)
    change_rows(session, update(Handover).where(col(Handover.document_id).in_(ids)).values(**UNTAKEN, signature=None))
    change_rows(session, update(BatchDocument).where(col(BatchDocument.document_id).in_(ids)).values(**UNTAKEN))
    return marks


def take_names(session: Session, ids: Sequence[int], now: datetime, *, why: str) -> list[str]:
    """Let go of what is personal of documents, but for their numbers and who took them; returns marks of files.

    Holds the chain. why: the rule, as the chain names it.
    """
    of_them = select(Document).where(col(Document.id).in_(ids)).order_by(col(Document.id))
    as_they_stand = of_them.with_for_update().execution_options(populate_existing=True)
    documents = session.scalars(as_they_stand).all()
    phones = {document.phone_hash for document in documents if document.phone_hash is not None}
    for document in documents:
        for name, value in NAMELESS.items():
            setattr(document, name, value)
        session.add(document)
    session.flush()
    for document in documents:
        index_again(session, document)
    applications = session.scalars(select(col(Application.id)).where(col(Application.document_id).in_(ids))).all()
    marks = take_application_names(session, applications, now)
    invitations = [document.invitation_id for document in documents if document.invitation_id is not None]
    of_ways = or_(col(Transfer.document_id).in_(ids), col(Transfer.there_id).in_(ids))
    for statement in (
        update(FileRequest)
        .where(col(FileRequest.document_id).in_(ids))
        .values(email=None, answer=None, forgotten_at=now),
        update(StockEntry).where(col(StockEntry.document_id).in_(ids)).values(note=None),
        update(Transfer).where(of_ways).values(note=None),
    ):
        change_rows(session, statement)
    _take_households(session, invitations, now)
    for office_id in {document.office_id for document in documents}:
        take_phones(session, office_id, phones)
    take_notes(session, col(Move.document_id).in_(ids), now, why=why)
    return marks


def take_application_names(session: Session, ids: Collection[int], now: datetime) -> list[str]:
    """Let go of what is personal of applications, with what was sent for them; returns the marks of its files."""
    items = col(ApplicationItem.application_id).in_(ids)
    of_items = col(ApplicationPage.item_id).in_(select(col(ApplicationItem.id)).where(items))
    pages = session.scalars(select(ApplicationPage).where(of_items)).all()
    marks = [page.mark for page in pages if page.gone_at is None]
    of_pages = col(LinePicture.page_id).in_([page.id for page in pages])
    nobody = dict.fromkeys(("holder", "nik", "kk", "applicant", "phone", "phone_hash", "kelurahan", "rt", "rw"))
    for statement in (
        update(ApplicationItem).where(items).values(words=None),
        update(ApplicationPage).where(of_items, col(ApplicationPage.gone_at).is_(None)).values(gone_at=now),
        update(LinePicture).where(of_pages, col(LinePicture.gone_at).is_(None)).values(gone_at=now),
        delete(PhoneCode).where(col(PhoneCode.application_id).in_(ids)),
        update(Application).where(col(Application.id).in_(ids)).values(**nobody),
        update(Application)
        .where(col(Application.id).in_(ids), col(Application.files_gone_at).is_(None))
        .values(files_gone_at=now),
    ):
        change_rows(session, statement)
    return marks


def take_phones(session: Session, office_id: int, phones: Collection[bytes]) -> None:
    """Let go of what an office keeps of phones by their hash, where nobody there has them any more.

    That a phone wants no messages is kept: it is what protects whoever has it next.
    """
    for phone in phones:
        kept = (
            select(col(kind.id)).where(col(kind.office_id) == office_id, col(kind.phone_hash) == phone).limit(1)
            for kind in (Document, Application, Conversation)
        )
        if not any(session.scalar(each) is not None for each in kept):
            for kind in (Consent, KnownPhone):
                own = (col(kind.office_id) == office_id, col(kind.phone_hash) == phone)
                change_rows(session, delete(kind).where(*own))


def _take_households(session: Session, invitations: Collection[int], now: datetime) -> None:
    """Links that no document with a household stands behind name none; nor does what was asked for by them."""
    named = select(col(Document.id)).where(
        col(Document.invitation_id) == col(Invitation.id), col(Document.household).is_not(None)
    )
    of_them = select(col(Invitation.id)).where(col(Invitation.id).in_(invitations), ~named.exists())
    gone = session.scalars(of_them).all()
    change_rows(session, update(Invitation).where(col(Invitation.id).in_(gone)).values(household=None))
    words = {"address": None, "reason": None, "answer": None, "forgotten_at": now}
    asked = update(DeliveryRequest).where(
        col(DeliveryRequest.invitation_id).in_(gone), col(DeliveryRequest.state) != ASKED
    )
    change_rows(session, asked.values(**words))


def take_notes(session: Session, of: ColumnElement[bool], now: datetime, *, why: str) -> None:
    """What staff wrote beside steps may name somebody; that the step was taken stays. of: of which steps."""
    hold_chain(session)
    noted = select(col(Move.id)).where(of, col(Move.note).is_not(None))
    changed = session.scalars(noted).all()
    if changed:
        change_rows(session, update(Move).where(col(Move.id).in_(changed)).values(note=None))
        say_forgotten(session, "move", changed=changed, why=why, now=now)


PARTS = (Part(Kind.DOCUMENTS, "document", _due, _take),)
