"""An application held until the commit, and the mark by which a form says what its clerk had before them."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Application, Document, Office, Staff
from scheduler.domain.applying.checking_refusals import ApplicationAbsent, ApplicationAnswered
from scheduler.domain.stages import CHECKED


def sent_application(session: Session, office: Office, application_id: int) -> tuple[Application, Document]:
    """An application that lies before the office's clerks, to look at. Raises ApplicationAbsent."""
    return _whole(session, office, session.get(Application, application_id))


def hold(session: Session, office: Office, application_id: int) -> tuple[Application, Document]:
    """As `sent_application`, held: of two clerks the second sees what the first did. Raises ApplicationAbsent."""
    found = session.get(Application, application_id, with_for_update=True, populate_existing=True)
    return _whole(session, office, found)


def hold_open(session: Session, office: Office, application_id: int) -> tuple[Application, Document]:
    """As `hold`, of an application that is still checked. Raises ApplicationAbsent, ApplicationAnswered."""
    application, document = hold(session, office, application_id)
    session.refresh(document)
    if document.stage not in CHECKED:
        raise ApplicationAnswered
    return application, document


def round_of(application: Application) -> str:
    """The round of an application: another with each answer and all that its citizen sends. A form names its own."""
    return f"{application.asked_again}.{_moment(application.waiting_since)}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.timestamp():.6f}" if moment else "-"


def name_of(session: Session, actor: str | None) -> str:
    """Who an actor ("staff:3") is."""
    kind, _, number = (actor or "").partition(":")
    staff = session.get(Staff, int(number)) if kind == "staff" and number.isdecimal() else None
    return staff.name if staff else actor or "-"


def _whole(session: Session, office: Office, found: Application | None) -> tuple[Application, Document]:
    document = session.get(Document, found.document_id) if found and found.document_id else None
    if found is None or document is None or found.office_id != office.id:
        raise ApplicationAbsent
    return found, document
