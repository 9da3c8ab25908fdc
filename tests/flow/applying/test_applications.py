"""An application is begun, found by its code, and handed in once."""

import pytest
from sqlmodel import Session, select

from scheduler.db.models import Application, ApplicationItem, Document, DocumentType, Procedure, Requirement
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.flow.applying import applications
from tests.scenes.factories import MORNING, NINE, World


def begun(session: Session, office: World, code: str = "uji.hilang") -> Application:
    """One for a lost card, with two things to send."""
    kind = session.exec(select(DocumentType).where(DocumentType.code == "KTP-el")).one()
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
    for position, name in enumerate(("Surat kehilangan", "Kartu Keluarga")):
        session.add(
            Requirement(office_id=office.office.id, procedure_id=procedure.id, name=name, position=1 - position)
        )
    session.flush()
    return applications.begin_application(
        session, office.office, procedure, channel="online", language="id", now=MORNING
    )


def test_application_begins_with_the_checklist_as_it_is(office: World) -> None:
    application = office.database.run(begun, office)

    items = office.read(lambda s: applications.items_of(s, application.id))
    assert [(item.position, item.name, item.state) for item in items] == [
        (0, "Kartu Keluarga", "empty"),
        (1, "Surat kehilangan", "empty"),
    ]


def test_application_is_found_by_its_code_in_any_spelling(office: World) -> None:
    application = office.database.run(begun, office)
    code = applications.application_code(application)

    found = office.read(lambda s: applications.application_by_code(s, f" {code.lower().replace('-', ' ')} "))

    assert found.id == application.id
    with pytest.raises(ApplicationUnknown):
        office.read(lambda s: applications.application_by_code(s, code[:-1] + ("0" if code[-1] != "0" else "1")))


def test_handing_in_registers_once_and_keeps_nothing_personal_beside_the_document(office: World) -> None:
    application = office.database.run(begun, office)

    def send(session: Session) -> str:
        row = session.get_one(Application, application.id)
        row.holder, row.nik, row.phone = "Siti Rahmawati", "2172014101900001", "+6281234567890"
        first = applications.hand_in(session, office.office, row, by="citizen", now=NINE)
        assert applications.hand_in(session, office.office, row, by="citizen", now=NINE).id == first.id
        return first.reference

    reference = office.database.run(send)

    (document,) = office.rows(Document)
    assert (document.reference, document.stage, document.reason, document.title) == (
        reference,
        "received",
        "lost",
        "KTP-el hilang",
    )
    assert reference.startswith("P-261130-")
    (row,) = office.rows(Application)
    assert (row.document_id, row.sent_at, row.waiting_since) == (document.id, NINE, NINE)
    assert (row.holder, row.nik, row.kk, row.applicant) == (None, None, None, None)
    assert len(office.rows(ApplicationItem)) == 2
