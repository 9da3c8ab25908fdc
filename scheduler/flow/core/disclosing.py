"""What pages of the office mask is shown to a clerk who asks for it, and it is written down that they did."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Application, Conversation, Disclosure, Document, Office
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.documents.refusals import DocumentUnknown, NothingToDisclose
from scheduler.domain.refusals import Refusal
from scheduler.domain.talks import ConversationUnknown
from scheduler.flow.core.local_time import today_of

FIELDS = ("nik", "kk", "phone", "email", "applicant", "holder")
"""What may be asked for; a document keeps no KK number, an application that was sent keeps neither NIK nor names."""
PICTURES = "pictures"
"""What is shown without being asked for: photos of papers, on which all of it stands."""
VISIT = "visit"
"""That somebody has a visit today: shown at the door for a name and a date of birth, or the end of a number."""

ADDRESS = "address"
"""To which address a document, or its file, is wanted, which stands in what its people asked for."""

Pictured = Application | Conversation
Subject = Pictured | Document
SUBJECTS: Mapping[type[Subject], tuple[str, type[Refusal]]] = {
    Application: ("application_id", ApplicationUnknown),
    Conversation: ("conversation_id", ConversationUnknown),
    Document: ("document_id", DocumentUnknown),
}
"""Where the row says whose it was, and the refusal for another office's."""


def disclose(
    session: Session, office: Office, subject: Subject, *, fields: Collection[str], place: str, by: str, now: datetime
) -> dict[str, str]:
    """Field -> value, for one answer; who saw what, when and on which page is kept as a row.

    Of an application its document's comes first, which clerks put right.
    fields: words of FIELDS; what has no value is left out. place: the name of the page.
    Raises DocumentUnknown, ApplicationUnknown or ConversationUnknown for what is another office's, NothingToDisclose.
    """
    _refuse_foreign(subject, office)
    subjects = _subjects(session, subject)
    shown = {name: value for name in FIELDS if name in fields and (value := _value(name, subjects))}
    if not shown:
        raise NothingToDisclose
    session.add(
        Disclosure(
            office_id=office.id,
            **{SUBJECTS[type(each)][0]: each.id for each in subjects},
            fields=",".join(shown),
            place=place,
            at=now,
            by=by,
            day=None,
        )
    )
    session.flush()
    return shown


def are_pictures_noted(session: Session, subject: Pictured, *, by: str, day: date) -> bool:
    """Whether it is written down that somebody was shown the pictures of an application or a conversation that day."""
    which, _ = SUBJECTS[type(subject)]
    noted = select(col(Disclosure.id)).where(
        getattr(Disclosure, which) == subject.id, col(Disclosure.by) == by, col(Disclosure.day) == day
    )
    return session.scalar(noted) is not None


def note_pictures(session: Session, office: Office, subject: Pictured, *, place: str, by: str, now: datetime) -> None:
    """Write down that somebody is shown the pictures of an application or a conversation: once a day of the office.

    Of many that are loaded at once the unique index keeps one row. Raises ApplicationUnknown or ConversationUnknown for
    what is another office's.
    """
    _refuse_foreign(subject, office)
    row = {
        "office_id": office.id,
        **{SUBJECTS[type(each)][0]: each.id for each in _subjects(session, subject)},
        "fields": PICTURES,
        "place": place,
        "at": now,
        "by": by,
        "day": today_of(office, now),
    }
    session.execute(insert_into(session, Disclosure).values(row).on_conflict_do_nothing())


def note_address(session: Session, document: Document, *, place: str, by: str, now: datetime) -> None:
    """Write down that somebody saw to which address a document is wanted: once a day, however often it is looked at."""
    today = today_of(session.get_one(Office, document.office_id), now)
    seen = (
        col(Disclosure.document_id) == document.id,
        col(Disclosure.by) == by,
        col(Disclosure.day) == today,
        col(Disclosure.fields) == ADDRESS,
    )
    if session.scalar(select(col(Disclosure.id)).where(*seen)) is None:
        about = {"office_id": document.office_id, "document_id": document.id}
        session.add(Disclosure(**about, fields=ADDRESS, place=place, at=now, by=by, day=today))
        session.flush()


def note_found(session: Session, office: Office, document: Document, *, by: str, now: datetime) -> None:
    """Write down that the door was shown that a document is fetched today. Raises DocumentUnknown for a foreign one."""
    _refuse_foreign(document, office)
    found = Disclosure(office_id=office.id, document_id=document.id, fields=VISIT, place="door", at=now, by=by)
    session.add(found)
    session.flush()


def _refuse_foreign(subject: Subject, office: Office) -> None:
    _, unknown = SUBJECTS[type(subject)]
    if subject.office_id != office.id:
        raise unknown


def _subjects(session: Session, subject: Subject) -> list[Subject]:
    """Where a value may stand, the surest first."""
    if isinstance(subject, Application) and subject.document_id:
        return [session.get_one(Document, subject.document_id), subject]
    return [subject]


def _value(name: str, subjects: Sequence[Subject]) -> str | None:
    """The value of a field, of the first subject that has one."""
    return next((value for subject in subjects if (value := getattr(subject, name, None))), None)
