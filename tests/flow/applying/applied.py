"""Applications that wait for files."""

from dataclasses import dataclass

from sqlmodel import Session, select

from scheduler import keys
from scheduler.db.models import Application, Document, DocumentType, Procedure, Requirement
from scheduler.flow.applying import applications, uploads
from scheduler.flow.documents.documents import advance_document
from tests.scenes.factories import CLERK, MORNING, NINE, World

NAMES = ("Surat kehilangan", "Kartu Keluarga")


@dataclass(frozen=True)
class Page:
    """A page whose file is somewhere."""

    mark: str
    width: int = 1200
    height: int = 1600
    size: int = 1000
    hint: str | None = None


def begun(office: World, *, code: str = "upload.test", most_pages: int = 3, confirmed: bool = False) -> str:
    """The code of an application with two things to send. confirmed: its phone is, so that photos may come."""
    application = office.database.run(_begun, office, code, most_pages)
    if confirmed:
        facts = {"phone": "+6281234567890", "phone_hash": keys.ring().look_up("phone", "+6281234567890")}
        office.change(Application, application.id, **facts, phone_confirmed_at=MORNING)
    return applications.application_code(application)


def _begun(session: Session, office: World, code: str, most_pages: int) -> Application:
    kind = session.exec(select(DocumentType).where(DocumentType.code == "KTP-el")).first()
    assert kind
    procedure = Procedure(
        office_id=office.office.id,
        code=code,
        type_id=kind.id,
        reason="lost",
        topic="ktp",
        asks="KTP saya hilang",
        title="KTP-el hilang",
    )
    session.add(procedure)
    session.flush()
    for position, name in enumerate(NAMES):
        session.add(
            Requirement(
                office_id=office.office.id,
                procedure_id=procedure.id,
                name=name,
                position=position,
                most_pages=most_pages,
                optional=position == 1,
            )
        )
    session.flush()
    return applications.begin_application(
        session, office.office, procedure, channel="online", language="id", now=MORNING
    )


def sent_page(office: World, code: str, mark: str, position: int = 0) -> None:
    """A file came whole and became one page."""
    upload = office.database.run(uploads.begin, code, position, size=5, now=NINE)
    office.database.run(uploads.note_received, upload.token, start=0, end=5, now=NINE)
    office.database.run(uploads.finish, code, upload.token, [Page(mark)], now=NINE)


def handed_in(office: World, code: str) -> None:
    """Its citizen has sent it."""

    def send(session: Session) -> None:
        row = applications.application_by_code(session, code)
        row.holder, row.nik, row.phone = "Siti Rahmawati", "2172014101900001", "+6281234567890"
        applications.hand_in(session, office.office, row, by="citizen", now=NINE)

    office.database.run(send)


def asked_again(office: World, code: str, state: str = "unreadable", position: int = 0) -> None:
    """A clerk asks for one thing again, and takes the rest."""

    def ask(session: Session) -> None:
        application = applications.application_by_code(session, code)
        document = session.get_one(Document, application.document_id)
        for item in applications.items_of(session, application.id):
            item.state = state if item.position == position else "accepted"
            session.add(item)
        application.waiting_since = None
        session.add(application)
        session.flush()
        advance_document(session, office.office, document, "incomplete", by=CLERK, now=NINE)

    office.database.run(ask)
