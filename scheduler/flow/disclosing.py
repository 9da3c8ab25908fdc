"""What pages of the office mask is shown to a clerk who asks for it, and it is written down that they did."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Application, Disclosure, Document, Office
from scheduler.domain.errors import ApplicationUnknown, DocumentUnknown, Refusal
from scheduler.domain.finding_errors import NothingToDisclose

FIELDS = ("nik", "kk", "phone", "email", "applicant", "holder")
"""What may be asked for; a document keeps no KK number, an application that was sent keeps neither NIK nor names."""


def disclose(
    session: Session, office: Office, *, document: Document | None = None, application: Application | None = None,
    fields: Collection[str], place: str, by: str, now: datetime,
) -> dict[str, str]:  # fmt: skip
    """Field -> value, for one answer; who saw what, when and on which page is kept as a row.

    Of a document, or of an application: of that its document's comes first, which clerks put right.
    fields: words of FIELDS; what has no value is left out. place: the name of the page.
    Raises DocumentUnknown or ApplicationUnknown for what is another office's, NothingToDisclose.
    """
    if application is not None:
        _refuse_foreign(office, application, ApplicationUnknown)
        document = session.get_one(Document, application.document_id) if application.document_id else None
    elif document is not None:
        _refuse_foreign(office, document, DocumentUnknown)
    shown = {name: value for name in FIELDS if name in fields and (value := _value(name, document, application))}
    if not shown:
        raise NothingToDisclose
    session.add(
        Disclosure(
            office_id=office.id,
            document_id=document.id if document else None,
            application_id=application.id if application else None,
            fields=",".join(shown),
            place=place,
            at=now,
            by=by,
        )
    )
    session.flush()
    return shown


def _value(name: str, *subjects: Application | Document | None) -> str | None:
    """The first that has it."""
    return next((value for subject in subjects if (value := getattr(subject, name, None))), None)


def _refuse_foreign(office: Office, subject: Application | Document, unknown: type[Refusal]) -> None:
    if subject.office_id != office.id:
        raise unknown
