"""What is masked is shown to whoever asks, and written down."""

import pytest
from sqlmodel import Session

from scheduler.db.models import Disclosure, Document
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.documents.refusals import DocumentUnknown, NothingToDisclose
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.core.disclosing import are_pictures_noted, disclose, note_pictures
from tests.scenes.applications import application, document, sent
from tests.scenes.factories import MONDAY, NINE, World, at

NIK, PHONE = "2172011203850001", "+6281234567890"


def asked(office: World, document: Document, *fields: str) -> dict[str, str]:
    def step(session: Session, **facts):
        return disclose(
            session, office.office, session.get_one(Document, document.id), fields=fields, place="documents", **facts
        )

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
        document.id,
        "nik,phone",
        "documents",
        "staff:1",
        NINE,
    )


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
            session,
            office.office,
            application_by_code(session, code),
            fields=("phone",),
            place="application",
            by="staff:1",
            now=NINE,
        )

    assert office.database.run(step) == {"phone": "+6281311112222"}


def noted(office: World, code: str, *, by: str = "staff:1", now=NINE) -> None:
    facts = {"place": "application", "by": by, "now": now}
    office.database.run(note_pictures, office.office, application(office, code), **facts)


@pytest.mark.postgres("constraints")
def test_pictures_that_are_loaded_at_once_are_one_row(office: World):
    """None of them has seen the row of another: the unique index decides."""
    first, second = sent(office), sent(office)

    for code, by, now in (
        (first, "staff:1", NINE),
        (first, "staff:1", at(10)),
        (first, "staff:2", NINE),
        (second, "staff:1", NINE),
        (first, "staff:1", at(0, 1, day=1)),
    ):
        noted(office, code, by=by, now=now)

    rows = [(row.application_id, row.by, row.at) for row in office.rows(Disclosure)]
    assert rows == [
        (1, "staff:1", NINE),
        (1, "staff:2", NINE),
        (2, "staff:1", NINE),
        (1, "staff:1", at(0, 1, day=1)),
    ]
    assert office.rows(Disclosure)[0].document_id == document(office, first).id


@pytest.mark.postgres("statements")
def test_pictures_are_noted_for_one_clerk_and_day(office: World):
    code = sent(office)
    noted(office, code)

    def is_noted(by: str, day) -> bool:
        of = application(office, code)
        return office.read(lambda session: are_pictures_noted(session, of, by=by, day=day))

    assert is_noted("staff:1", MONDAY)
    assert not is_noted("staff:2", MONDAY)
    assert not is_noted("staff:1", at(9, day=1).date())


def test_pictures_of_another_office_are_not_noted(office: World, elsewhere: World):
    of = application(office, sent(office))

    with pytest.raises(ApplicationUnknown):
        elsewhere.database.run(note_pictures, elsewhere.office, of, place="application", by="staff:1", now=NINE)
