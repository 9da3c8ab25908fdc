"""What an office keeps of citizens' files only for so long: pictures of applications and of talks, unsent applications.

Each step returns the marks of files that no row needs any more; whoever commits it drops them afterwards. A step takes
a handful at a time and is taken again until nothing is due, by any number of processes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    DeliveryRequest,
    Disclosure,
    Document,
    FileRequest,
    LinePicture,
    Message,
    Move,
    Office,
    PhoneCode,
    Upload,
)
from scheduler.domain.delivery.requests import REFUSED, SENT
from scheduler.domain.messages import Why
from scheduler.domain.privacy.keeping import Kind
from scheduler.domain.stages import OVER, DocumentStage
from scheduler.flow.applying.open_uploads import give_up_all_of
from scheduler.flow.audit.forgetting import say_forgotten
from scheduler.flow.audit.purged import Gone, note_purged
from scheduler.flow.audit.sealing import hold_chain
from scheduler.flow.core.untold import make_moot
from scheduler.flow.intake.imports import marks_needed

BATCH = 50
GIVEN_AWAY = (DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED)
"""Where nothing that was sent for a document is wanted at its office any more."""
DRAFT = "draft"
"""The rule by which an application goes that was never sent, as the chain over the audit log names it."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a step forgot. marks: of files that no row needs any more; gone: the evidence of it."""

    marks: list[str]
    gone: list[Gone]


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether `forget` would change anything."""
    due = (_files_due(office, now), _drafts_due(office, now), _pictures_due(office, now), _emails_due(office, now))
    is_any = any(session.scalars(each.limit(1)).first() is not None for each in due)
    return is_any or bool(_addresses_due(session, office, now))


def forget(session: Session, office: Office, *, now: datetime) -> list[str]:
    """Forget a handful of each kind; returns the marks of the files to drop. Nothing due: nothing happens."""
    marks: list[str] = []
    gone: list[Gone] = []
    for step in (forget_addresses, forget_files, forget_pictures, forget_drafts):
        forgotten = step(session, office, as_of=now)
        marks += forgotten.marks
        gone += forgotten.gone
    for each in gone:
        note_purged(session, office, each, now=now)
    return marks


def due_by_kind(session: Session, office: Office, now: datetime, most: int) -> dict[Kind, int]:
    """How many applications, pictures and addresses would go now, at most so many of each."""

    def counted(*due: Select[int]) -> int:
        found = (session.scalar(select(func.count()).select_from(each.limit(most).subquery())) for each in due)
        return sum(each or 0 for each in found)

    files = counted(_files_due(office, now), _pictures_due(office, now), _emails_due(office, now))
    return {
        Kind.FILES: files + len(_addresses_due(session, office, now)),
        Kind.DRAFTS: counted(_drafts_due(office, now)),
    }


def forget_files(session: Session, office: Office, *, as_of: datetime) -> Forgotten:
    """Forget the pages of applications that were accepted, or whose document was withdrawn, so many days ago.

    Their rows stay and say that the files are gone, and since when.
    """
    ids = _claimed(session, _files_due(office, as_of))
    items = select(col(ApplicationItem.id)).where(col(ApplicationItem.application_id).in_(ids))
    pages = session.scalars(
        select(ApplicationPage).where(col(ApplicationPage.item_id).in_(items), col(ApplicationPage.gone_at).is_(None))
    ).all()
    _mark_gone(session, ApplicationPage, col(ApplicationPage.id).in_([page.id for page in pages]), as_of)
    of_talks = col(LinePicture.page_id).in_([page.id for page in pages]) & col(LinePicture.gone_at).is_(None)
    _mark_gone(session, LinePicture, of_talks, as_of)
    there = update(Application).where(col(Application.id).in_(ids), col(Application.files_gone_at).is_(None))
    change_rows(session, there.values(files_gone_at=as_of))
    return _forgotten([page.mark for page in pages], Gone(Kind.FILES, "application", ids, _files_until(office, as_of)))


def forget_drafts(session: Session, office: Office, *, as_of: datetime) -> Forgotten:
    """Applications that were never sent and that nobody touched for so many days go whole.

    A picture that came in a talk stays with the talk.
    """
    ids = _claimed(session, _drafts_due(office, as_of))
    marks = take_drafts(session, ids, as_of)
    return _forgotten(marks, Gone(Kind.DRAFTS, "application", ids, as_of - timedelta(days=office.keep_drafts_days)))


def take_drafts(session: Session, ids: Collection[int], as_of: datetime, *, why: str = DRAFT) -> list[str]:
    """Let applications go whole that were never sent; returns the marks of their files.

    why: the rule, as the chain names it.
    """
    items = session.scalars(select(col(ApplicationItem.id)).where(col(ApplicationItem.application_id).in_(ids))).all()
    pages = session.scalars(select(ApplicationPage).where(col(ApplicationPage.item_id).in_(items))).all()
    page_ids = [page.id for page in pages]
    in_talks = set(session.scalars(select(col(LinePicture.mark)).where(col(LinePicture.page_id).in_(page_ids))))
    _let_go(session, ids, page_ids, as_of, why)
    give_up_all_of(session, items)
    for kind, where in (
        (ApplicationPage, col(ApplicationPage.id).in_(page_ids)),
        (Upload, col(Upload.item_id).in_(items)),
        (ApplicationItem, col(ApplicationItem.id).in_(items)),
        (PhoneCode, col(PhoneCode.application_id).in_(ids)),
        (Application, col(Application.id).in_(ids)),
    ):
        change_rows(session, delete(kind).where(where))
    return [page.mark for page in pages if page.mark not in in_talks and page.gone_at is None]


def forget_pictures(session: Session, office: Office, *, as_of: datetime) -> Forgotten:
    """Forget pictures that came in talks so many days ago; one that an application took is that one's."""
    ids = _claimed(session, _pictures_due(office, as_of))
    found = session.scalars(select(LinePicture).where(col(LinePicture.id).in_(ids))).all()
    _mark_gone(session, LinePicture, col(LinePicture.id).in_(ids), as_of)
    marks = [picture.mark for picture in found]
    return _forgotten(marks, Gone(Kind.FILES, "line_picture", ids, _files_until(office, as_of)))


def forget_addresses(session: Session, office: Office, *, as_of: datetime) -> Forgotten:
    """Addresses and words of people who asked to have their documents another way go so many days after the end of it:
    it was refused, or nothing of it is still to be handed over. So do those of who asked for a file once more.
    """
    asked, files = _addresses_due(session, office, as_of), _claimed(session, _emails_due(office, as_of))
    words = {"answer": None, "forgotten_at": as_of}
    gone = update(DeliveryRequest).where(col(DeliveryRequest.id).in_(asked))
    change_rows(session, gone.values(address=None, reason=None, **words))
    change_rows(session, update(FileRequest).where(col(FileRequest.id).in_(files)).values(email=None, **words))
    until = _files_until(office, as_of)
    return _forgotten(
        [], Gone(Kind.FILES, "delivery_request", asked, until), Gone(Kind.FILES, "file_request", files, until)
    )


def marks_kept(session: Session) -> set[str]:
    """The marks of all files that a row still needs."""
    kept = set(marks_needed(session))
    for kind in (ApplicationPage, LinePicture):
        kept.update(session.scalars(select(col(kind.mark)).where(col(kind.gone_at).is_(None))))
    return kept


def _forgotten(marks: Sequence[str], *gone: Gone) -> Forgotten:
    return Forgotten(list(marks), list(gone))


def _files_until(office: Office, now: datetime) -> datetime:
    return now - timedelta(days=office.keep_files_days)


def _files_due(office: Office, now: datetime) -> Select[int]:
    until = _files_until(office, now)
    withdrawn = select(col(Move.id)).where(
        col(Move.document_id) == col(Application.document_id),
        col(Move.after).in_(GIVEN_AWAY),
        col(Move.at) <= until,
        col(Document.id) == col(Move.document_id),
        col(Document.stage).in_(GIVEN_AWAY),
    )
    return select(col(Application.id)).where(
        col(Application.office_id) == office.id,
        col(Application.files_gone_at).is_(None),
        col(Application.document_id).is_not(None),
        or_(col(Application.accepted_at) <= until, withdrawn.exists()),
    )


def _drafts_due(office: Office, now: datetime) -> Select[int]:
    return select(col(Application.id)).where(
        col(Application.office_id) == office.id,
        col(Application.document_id).is_(None),
        col(Application.touched_at) <= now - timedelta(days=office.keep_drafts_days),
    )


def _pictures_due(office: Office, now: datetime) -> Select[int]:
    return select(col(LinePicture.id)).where(
        col(LinePicture.office_id) == office.id,
        col(LinePicture.gone_at).is_(None),
        col(LinePicture.page_id).is_(None),
        col(LinePicture.kept_at) <= _files_until(office, now),
    )


def _emails_due(office: Office, now: datetime) -> Select[int]:
    over = select(col(Document.id)).where(
        col(Document.id) == col(FileRequest.document_id), col(Document.stage).in_(OVER)
    )
    return select(col(FileRequest.id)).where(
        col(FileRequest.office_id) == office.id,
        col(FileRequest.forgotten_at).is_(None),
        func.coalesce(col(FileRequest.answered_at), col(FileRequest.asked_at)) <= _files_until(office, now),
        or_(col(FileRequest.state).in_((SENT, REFUSED)), over.exists()),
    )


def _addresses_due(session: Session, office: Office, now: datetime) -> Sequence[int]:
    """A handful of old requests that are over; which documents they were about is read here, row by row."""
    old = select(DeliveryRequest).where(
        col(DeliveryRequest.office_id) == office.id,
        col(DeliveryRequest.forgotten_at).is_(None),
        func.coalesce(col(DeliveryRequest.answered_at), col(DeliveryRequest.asked_at)) <= _files_until(office, now),
    )
    found = session.scalars(old.order_by(col(DeliveryRequest.id))).all()
    return [each.id for each in found if each.state == REFUSED or not _is_under_way(session, each)][:BATCH]


def _is_under_way(session: Session, request: DeliveryRequest) -> bool:
    there = col(Document.id).in_(request.documents) & col(Document.stage).not_in(OVER)
    return session.scalar(select(func.count()).where(there)) != 0


def _claimed(session: Session, due: Select[int]) -> Sequence[int]:
    """A handful that no other process has, and that are due still."""
    return session.scalars(due.limit(BATCH).with_for_update(skip_locked=True)).all()


def _mark_gone(
    session: Session, kind: type[ApplicationPage | LinePicture], where: ColumnElement[bool], now: datetime
) -> None:
    change_rows(session, update(kind).where(where).values(gone_at=now))


def _let_go(session: Session, ids: Collection[int], page_ids: Collection[int], now: datetime, why: str) -> None:
    """What named some applications and pages names nothing; what was still to be told of these is told nobody."""
    of_them = col(Message.application_id).in_(ids)
    make_moot(session, of_them, why=Why.UNTRUE)
    for statement in (
        update(Message).where(of_them).values(application_id=None),
        update(LinePicture).where(col(LinePicture.page_id).in_(page_ids)).values(page_id=None),
    ):
        change_rows(session, statement)
    _let_go_of_disclosures(session, ids, now, why)


def _let_go_of_disclosures(session: Session, ids: Collection[int], now: datetime, why: str) -> None:
    """They stay, and name no application any more; what sealed them is told so."""
    shown = session.scalars(select(col(Disclosure.id)).where(col(Disclosure.application_id).in_(ids))).all()
    if shown:
        hold_chain(session)
        change_rows(session, update(Disclosure).where(col(Disclosure.id).in_(shown)).values(application_id=None))
        say_forgotten(session, "disclosure", changed=shown, why=why, now=now)
