"""Applying from home: begun, filled in, sent, or sent again where something was asked for again."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Application, ApplicationItem, Document, Office, Procedure
from scheduler.domain.applying.applicants import People, faults_of
from scheduler.domain.applying.procedures import relations_of
from scheduler.domain.applying.refusals import ApplicationSent, ApplicationUnready, NothingToSend, OnlineClosed
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.residence import read_residence
from scheduler.flow.applying.applications import (
    application_by_code,
    application_code,
    begin_application,
    expected_of,
    hand_in,
    hold_application,
    hold_draft,
    items_of,
)
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.shares import count_begun
from scheduler.flow.documents.documents import advance_document
from scheduler.flow.offices.kelurahan import kelurahan_of
from scheduler.flow.offices.procedures import procedure_by_code

ASKED_AGAIN = frozenset({"missing", "unreadable"})
SENT = frozenset({"sent", "accepted"})


def begin(
    session: Session,
    office: Office,
    procedure_code: str,
    *,
    language: str,
    now: datetime,
    nonce: str | None = None,
    asker: str | None = None,
) -> str:
    """Begin an application from home; returns the code of its page.

    nonce: of the form; the same again, also at the same moment, leads to the draft that it began, while it is one.
    asker: keyed hash of the address that it is begun from.
    Raises OnlineClosed, ProcedureUnknown, TooManyBegunToday, TooManyBegunFromHere.
    """
    if not office.applies_online:
        raise OnlineClosed(phone=office.phone or office.name)
    procedure = procedure_by_code(session, office.id, procedure_code)
    mark = sha256(f"{office.id}:{procedure.id}:{nonce}".encode()).digest() if nonce else None
    known = session.scalars(select(Application).where(col(Application.begun_with) == mark)).first() if mark else None
    if known is not None and known.sent_at is None and known.withdrawn_at is None:
        return application_code(known)
    if known is not None:
        known.begun_with = None
        session.flush()
    made = begin_application(session, office, procedure, channel="online", language=language, now=now)
    made.begun_with = mark
    session.flush()
    count_begun(session, office, asker=asker, now=now)
    return application_code(made)


def fill_in(session: Session, code: str, people: People, *, now: datetime) -> None:
    """Keep who applies, for whom, and where they live; a NIK or KK number left empty stays as it was.

    Raises what `hold_draft` does; Invalid.
    """
    application = hold_draft(session, code, now=now)
    procedure = session.get_one(Procedure, application.procedure_id)
    tidy = people.tidy
    listed = kelurahan_of(queries.office_by_id(session, application.office_id))
    lives, unread = read_residence(tidy.kelurahan, tidy.rt, tidy.rw, listed=listed, known=application.kelurahan)
    faults = faults_of(
        tidy,
        relations_of(procedure.code, for_child=procedure.for_child),
        needs_nik=not procedure.for_child,
        knows=[name for name in ("nik", "kk") if getattr(application, name)],
    )
    faults = {**faults, **unread}
    if faults:
        raise Invalid(errors=faults)
    application.relation, application.holder = tidy.relation, tidy.holder
    application.nik, application.kk = tidy.nik or application.nik, tidy.kk or application.kk
    application.applicant = tidy.applicant or None
    application.kelurahan, application.rt, application.rw = lives.kelurahan, lives.rt, lives.rw
    session.add(application)
    session.flush()


def lacking_of(session: Session, application: Application, *, asks_code: bool) -> Sequence[str]:
    """What an application lacks before it can be sent: "people", "phone", "code", and "item-N" of its checklist."""
    found: list[str] = []
    if not application.holder or not application.relation:
        found.append("people")
    if not application.phone:
        found.append("phone")
    elif asks_code and application.phone_confirmed_at is None:
        found.append("code")
    items = items_of(session, application.id)
    return found + [f"item-{item.position}" for item in items if not item.optional and item.state not in SENT]


def send(session: Session, code: str, *, asks_code: bool, now: datetime) -> Document:
    """Send an application: its document is registered, and its people are told by when it is usually done.

    asks_code: whether its phone has to be confirmed. The same again changes nothing, also at the same moment.
    Raises ApplicationUnknown, ApplicationWithdrawn, ApplicationUnready.
    """
    application = application_by_code(session, code)
    if application.document_id is not None or not _held(session, code, now):
        return session.get_one(Document, application.document_id)
    lacking = lacking_of(session, application, asks_code=asks_code)
    if lacking:
        raise ApplicationUnready(lacking=list(lacking))
    office = queries.office_by_id(session, application.office_id)
    return hand_in(session, office, application, by=CITIZEN, now=now, expected=expected_of(session, application, now))


def send_again(session: Session, code: str, *, now: datetime) -> None:
    """Put before the clerks again what was asked for again; the same again changes nothing.

    What waits for them already, since something of it came another way, keeps its place. Raises ApplicationUnknown;
    IllegalStep for what was never sent; NothingToSend while something still lacks.
    """
    application = application_by_code(session, code)
    if application.document_id is None:
        raise IllegalStep
    hold_application(session, application, now=now)
    document = session.get_one(Document, application.document_id)
    session.refresh(document)
    if document.stage != DocumentStage.INCOMPLETE:
        return
    still = [item.name for item in _asked_again(session, application)]
    if still:
        raise NothingToSend(names=", ".join(still))
    application.waiting_since = application.waiting_since or now
    session.add(application)
    office = queries.office_by_id(session, application.office_id)
    advance_document(session, office, document, DocumentStage.RECEIVED, by=CITIZEN, now=now)


def wants_again(application: Application, items: Sequence[ApplicationItem]) -> bool:
    """Of an application whose document is incomplete: whether its citizen was asked for something and has not sent it.

    Else a clerk looks first: what was complete went back, and nobody has said yet what is wanted.
    """
    if application.waiting_since is None:
        return True
    is_asked = any(item.state in ASKED_AGAIN and not item.optional for item in items)
    return is_asked or (application.asked_again > 0 and any(item.state == "sent" for item in items))


def _held(session: Session, code: str, now: datetime) -> bool:
    """Whether an application is still to be sent, held from here on; else it was sent just now, and is read anew."""
    try:
        hold_draft(session, code, now=now)
    except ApplicationSent:
        return False
    return True


def _asked_again(session: Session, application: Application) -> list[ApplicationItem]:
    return [item for item in items_of(session, application.id) if item.state in ASKED_AGAIN]
