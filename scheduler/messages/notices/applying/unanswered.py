"""Messages about papers that were asked for again and have not come."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Application, Document, DocumentType, Message
from scheduler.domain.applying.checking import ASKED
from scheduler.flow.applying.applications import application_path, items_of
from scheduler.messages.notices.documents.asked import item_of
from scheduler.messages.notices.documents.papers import PAPERS, office_path
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import Said, Tongue


def unanswered(known: Known, message: Message, tongue: Tongue) -> Said:
    """What lacks still, as it is now, and when the application ends without it."""
    application, document, kind = _of(known, message)
    facts = {
        "type": tongue.type(kind.code),
        "items": _lacking(known.session, application, document, tongue) or tongue.translate(PAPERS),
        "date": tongue.date(datetime.fromisoformat(message.facts["ends"])),
    }
    return Said("missing_again", facts, [document], application_path(application))


def lapsed(known: Known, message: Message, tongue: Tongue) -> Said:
    """The application ended; it may be sent anew. A visit that was cancelled with it is named."""
    _, document, kind = _of(known, message)
    facts, visit = {"type": tongue.type(kind.code)}, message.facts.get("visit")
    path = office_path(tongue.office)
    if not visit:
        return Said("lapsed", facts, [document], path)
    return Said("lapsed_booked", {**facts, "old": tongue.moment(datetime.fromisoformat(visit))}, [document], path)


def _of(known: Known, message: Message) -> tuple[Application, Document, DocumentType]:
    (document,) = known.documents_of(message)
    application = known.session.scalars(select(Application).where(col(Application.document_id) == document.id)).one()
    return application, document, known.kinds[document.type_id]


def _lacking(session: Session, application: Application, document: Document, tongue: Tongue) -> str:
    """The items that are asked for now, each with its reason."""
    asked = [item for item in items_of(session, application.id) if item.state in ASKED]
    facts = [{"name": item.name, "position": item.position, "state": item.state, "why": item.why} for item in asked]
    return tongue.listed([item_of(session, document, each, tongue) for each in facts])
