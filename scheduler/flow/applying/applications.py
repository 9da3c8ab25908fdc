"""An application: begun from a procedure's checklist, found by its code, and handed in, which registers a document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from secrets import randbelow
from zoneinfo import ZoneInfo

from sqlalchemy import Update, update
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    Conversation,
    Document,
    DocumentType,
    Office,
    Procedure,
    Requirement,
)
from scheduler.domain.applying.refusals import ApplicationSent, ApplicationUnknown, ApplicationWithdrawn
from scheduler.domain.calendar.due_days import due_day
from scheduler.domain.text import codes
from scheduler.flow.blanks.print_blockers import ahead_of
from scheduler.flow.core.closed_links import note_closed
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.documents.documents import NewDocument, apply_for
from scheduler.flow.offices.procedures import type_of_procedure

PURPOSE = "application"
NUMBERS = 100_000
"""So many registration numbers a day are to be had; chance picks, so that nobody guesses a neighbour's."""


def begin_application(
    session: Session,
    office: Office,
    procedure: Procedure,
    *,
    channel: str,
    language: str,
    now: datetime,
    conversation: Conversation | None = None,
) -> Application:
    """A new application with the procedure's checklist as it is now. channel: online, whatsapp or desk."""
    salt = codes.new_salt()
    application = Application(
        office_id=office.id,
        procedure_id=procedure.id,
        salt=salt,
        code_hash=codes.hash_of(codes.derive(keys.ring().codes[0], PURPOSE, salt)),
        channel=channel,
        language=language,
        conversation_id=conversation.id if conversation else None,
        created_at=now,
        touched_at=now,
    )
    session.add(application)
    session.flush()
    for position, each in enumerate(requirements_of(session, procedure.id)):
        session.add(
            ApplicationItem(
                office_id=office.id,
                application_id=application.id,
                position=position,
                name=each.name,
                explains=each.explains,
                example=each.example,
                optional=each.optional,
                most_pages=each.most_pages,
            )
        )
    session.flush()
    return application


def hold_draft(session: Session, code: str, *, now: datetime) -> Application:
    """An application that was not sent, held until the transaction ends: nobody else changes or sends it meanwhile.

    Raises ApplicationUnknown, ApplicationSent, ApplicationWithdrawn.
    """
    application = application_by_code(session, code)
    held = change_rows(session, _draft(application).values(touched_at=now))
    session.refresh(application)
    if held:
        return application
    raise ApplicationWithdrawn if application.withdrawn_at else ApplicationSent


def hold_application(session: Session, application: Application, *, now: datetime) -> None:
    """Hold an application until the transaction ends, sent or not; what depends on it is read after this.

    Raises ApplicationUnknown.
    """
    of_it = update(Application).where(col(Application.id) == application.id)
    if not change_rows(session, of_it.values(touched_at=now)):
        raise ApplicationUnknown
    session.refresh(application)


def hold_applications(session: Session, document_ids: Sequence[int]) -> None:
    """Hold the applications of some documents until the transaction ends, before the first of the documents."""
    of_them = select(col(Application.id)).where(col(Application.document_id).in_(document_ids))
    session.execute(of_them.order_by(col(Application.id)).with_for_update()).all()


def hand_in(
    session: Session, office: Office, application: Application, *, by: str, now: datetime, expected: date | None = None
) -> Document:
    """Register what was applied for, and put it before the clerks. What is personal stands in the document from now on.

    The application is whole: its holder and, where its holder does not apply, its applicant are known. The same again
    changes nothing, also at the same moment. expected: the day by which it is usually done; its people are told.

    Raises ApplicationWithdrawn.
    """
    if not _claimed(session, application, now):
        session.refresh(application)
        if application.withdrawn_at is not None:
            raise ApplicationWithdrawn
        return session.get_one(Document, application.document_id)
    procedure = session.get_one(Procedure, application.procedure_id)
    kind = session.get_one(DocumentType, procedure.type_id)
    new = NewDocument(
        reference=_new_reference(session, office, now),
        type=kind.code,
        holder=application.holder or "",
        nik=application.nik,
        applicant=application.applicant,
        phone=application.phone,
        kk=application.kk,
        kelurahan=application.kelurahan,
        rt=application.rt,
        rw=application.rw,
        reason=procedure.reason,
        language=application.language,
        title=procedure.title,
    )
    document, _ = apply_for(session, office, new, by=by, now=now, expected=expected)
    application.document_id = document.id
    application.sent_at = application.waiting_since = application.touched_at = now
    application.holder = application.nik = application.kk = application.applicant = None
    application.kelurahan = application.rt = application.rw = None
    session.add(application)
    session.flush()
    return document


def _draft(application: Application) -> Update:
    return update(Application).where(
        col(Application.id) == application.id,
        col(Application.sent_at).is_(None),
        col(Application.withdrawn_at).is_(None),
    )


def _claimed(session: Session, application: Application, now: datetime) -> bool:
    """Whether this transaction is the one that sends the application: of two at once one is, the other waits here."""
    return change_rows(session, _draft(application).values(sent_at=now)) == 1


def expected_of(session: Session, application: Application, now: datetime) -> date | None:
    """The day by which what was applied for is usually done, counted over the office's open days.

    None for a visit, and while nothing of its type can be printed: nobody knows until when.
    """
    procedure = session.get_one(Procedure, application.procedure_id)
    kind = type_of_procedure(session, procedure)
    if not kind.hands_over or ahead_of(session, kind) is not None:
        return None
    office = queries.office_by_id(session, application.office_id)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return due_day(today_of(office, now), procedure.working_days, hours, closed, zone_of_office(office))


def application_by_code(session: Session, code: str) -> Application:
    """The application of a code, in any spelling. Raises ApplicationUnknown."""
    plain = codes.read(code)
    found = (
        plain and session.scalars(select(Application).where(col(Application.code_hash) == codes.hash_of(plain))).first()
    )
    if not found:
        raise ApplicationUnknown
    return found


def application_of_document(session: Session, document_id: int) -> Application | None:
    """The application of a document; None where that came by import, by the API or over the counter."""
    return session.scalars(select(Application).where(col(Application.document_id) == document_id)).first()


def application_code(application: Application) -> str:
    """The code of an application's page, written out again as it was."""
    return keys.ring().code(PURPOSE, application.salt, application.code_hash, "application.salt")


def application_path(application: Application) -> str:
    """The address of an application's page, after the domain; the code in it is a secret."""
    return f"a/{application_code(application)}"


def shut_application(session: Session, document_id: int, *, now: datetime) -> None:
    """A document's application, if any, gets another code and a phone nobody has confirmed; its old link is void."""
    application = application_of_document(session, document_id)
    if application is None:
        return
    note_closed(session, application.office_id, application.code_hash, now=now)
    salt = codes.new_salt()
    application.salt = salt
    application.code_hash = codes.hash_of(codes.derive(keys.ring().codes[0], PURPOSE, salt))
    application.phone_confirmed_at = None
    session.add(application)
    session.flush()


def requirements_of(session: Session, procedure_id: int) -> Sequence[Requirement]:
    """The checklist of a procedure."""
    of_it = select(Requirement).where(col(Requirement.procedure_id) == procedure_id)
    return session.scalars(of_it.order_by(col(Requirement.position), col(Requirement.id))).all()


def items_of(session: Session, application_id: int) -> Sequence[ApplicationItem]:
    """The checklist of an application."""
    of_it = select(ApplicationItem).where(col(ApplicationItem.application_id) == application_id)
    return session.scalars(of_it.order_by(col(ApplicationItem.position))).all()


def pages_of(session: Session, items: Sequence[ApplicationItem]) -> Mapping[int, list[ApplicationPage]]:
    """By item: the pages that stand for it now, in order. Those that were replaced or deleted are left out."""
    found: dict[int, list[ApplicationPage]] = defaultdict(list)
    of_them = select(ApplicationPage).where(
        col(ApplicationPage.item_id).in_([item.id for item in items]),
        col(ApplicationPage.replaced_at).is_(None),
        col(ApplicationPage.gone_at).is_(None),
    )
    for page in session.scalars(of_them.order_by(col(ApplicationPage.position), col(ApplicationPage.id))):
        found[page.item_id].append(page)
    return found


def _new_reference(session: Session, office: Office, now: datetime) -> str:
    """A registration number of today that is not given yet: P-261126-48317, the day and five random digits."""
    day = now.astimezone(ZoneInfo(office.timezone))
    while True:
        reference = f"P-{day:%y%m%d}-{randbelow(NUMBERS):05}"
        if queries.document_by_reference(session, office.id, reference) is None:
            return reference
