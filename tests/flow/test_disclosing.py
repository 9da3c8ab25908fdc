"""What is masked is shown to whoever asks, and written down."""

import pytest
from sqlmodel import Session

from scheduler.db.models import Disclosure, Document
from scheduler.domain.errors import DocumentUnknown
from scheduler.domain.finding_errors import NothingToDisclose
from scheduler.flow.applications import application_by_code
from scheduler.flow.disclosing import disclose
from tests.applications import document, sent
from tests.factories import NINE, World

NIK, PHONE = "2172011203850001", "+6281234567890"


def asked(office: World, document: Document, *fields: str) -> dict[str, str]:
    def step(session: Session, **facts):
        return disclose(
            session, office.office, session.get_one(Document, document.id), fields=fields, place="documents", **facts
        )  # fmt: skip

    return office.database.run(step, by="staff:1", now=NINE)


def test_what_is_asked_for_is_shown_and_nothing_else(office: World):
    office.document(nik="2172011203850009", phone=PHONE)
    document = office.document(nik=NIK, phone=PHONE)

    assert asked(office, document, "nik") == {"nik": NIK}


@pytest.mark.postgres("statements")
def test_who_saw_what_when_and_where_is_kept(office: World):
    document = office.document(nik=NIK, phone=PHONE)

    asked(office, document, "phone", "nik", "email")

    (row,) = office.rows(Disclosure)
    assert (row.document_id, row.fields, row.place, row.by, row.at) == (
        document.id, "nik,phone", "documents", "staff:1", NINE,
    )  # fmt: skip


def test_nothing_there_is_refused_and_nothing_is_kept(office: World):
    document = office.document()

    with pytest.raises(NothingToDisclose):
        asked(office, document, "nik", "note")

    assert office.rows(Disclosure) == []


def test_document_of_another_office_is_unknown(office: World, elsewhere: World):
    document = elsewhere.document(nik=NIK)

    with pytest.raises(DocumentUnknown):
        asked(office, document, "nik")


@pytest.mark.postgres("statements")
def test_phone_that_a_clerk_put_right_is_shown_of_an_application(office: World):
    code = sent(office)
    office.change(Document, document(office, code).id, phone="+6281311112222")

    def step(session: Session) -> dict[str, str]:
        return disclose(
            session, office.office, application_by_code(session, code), fields=("phone",), place="application",
            by="staff:1", now=NINE,
        )  # fmt: skip

    assert office.database.run(step) == {"phone": "+6281311112222"}
