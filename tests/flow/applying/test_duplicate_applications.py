"""Several applications for one person and type: the clerks see it, and its citizen alone is told of it."""

import pytest
from sqlmodel import Session

from scheduler.db.models import Application, Document
from scheduler.domain.applying.checking_refusals import AnotherOpen
from scheduler.flow.applying import phone_codes
from scheduler.flow.applying.duplicate_applications import duplicates_of, own_duplicates
from tests.scenes.applications import NIK, PHONE, application, run, whole
from tests.scenes.applications import sent as sent_from_home
from tests.scenes.clerks_desk import Applied, applied
from tests.scenes.factories import NINE, World


def ready_to_accept(office: World, **facts: object) -> Applied:
    some = applied(office, items=["Kartu Keluarga"], optional=(), **facts)  # type: ignore[arg-type]
    some.decide(0)
    return some


def duplicates(office: World, *some: Applied) -> list[list[str]]:
    def read(session: Session) -> list[list[str]]:
        documents = [session.get_one(Document, each.row.document_id) for each in some]
        found = duplicates_of(session, documents)
        return [[duplicate.reference for duplicate in found[document.id]] for document in documents]

    return office.read(read)


def own(office: World, code: str) -> list[str]:
    def read(session: Session) -> list[str]:
        return [duplicate.reference for duplicate in own_duplicates(session, session.get_one(Application, row.id))]

    row = application(office, code)
    return office.read(read)


def confirmed(office: World, code: str) -> str:
    office.change(Application, application(office, code).id, phone_confirmed_at=NINE)
    return code


def test_others_for_the_same_person_and_type_are_found(office: World) -> None:
    first, second, other_type = applied(office), applied(office), applied(office, type="KIA")
    office.change(Document, applied(office).document.id, nik_hash=b"somebody else")

    assert duplicates(office, first, second, other_type) == [
        [second.document.reference],
        [first.document.reference],
        [],
    ]


def test_what_came_by_import_is_found_too(office: World) -> None:
    some = applied(office)
    office.document("472.11/0412", stage="in_production", nik="2172014101900001")

    assert duplicates(office, some) == [["472.11/0412"]]


@pytest.mark.parametrize("stage", ["collected", "returned", "withdrawn"])
def test_what_is_over_is_none(office: World, stage: str) -> None:
    some, other = applied(office), applied(office)
    office.change(Document, other.document.id, stage=stage)

    assert duplicates(office, some) == [[]]


@pytest.mark.postgres("statements")
def test_of_whom_no_nik_is_known_nothing_is_found(office: World) -> None:
    some, other = applied(office), applied(office)
    for each in (some, other):
        office.change(Document, each.document.id, nik_hash=None)

    assert duplicates(office, some, other) == [[], []]


def test_another_offices_is_none(office: World, elsewhere: World) -> None:
    some = applied(office)
    applied(elsewhere)

    assert duplicates(office, some) == [[]]


def test_accepting_asks_once_more_while_another_is_open(office: World) -> None:
    first, second = ready_to_accept(office), ready_to_accept(office)

    with pytest.raises(AnotherOpen) as refusal:
        first.accept(despite=False)
    assert refusal.value.facts["references"] == second.document.reference
    assert first.document.stage == "received"

    first.accept(despite=True)

    assert first.document.stage == "in_production"
    with pytest.raises(AnotherOpen):
        second.accept(despite=False)


def test_accepting_the_only_one_asks_nothing(office: World) -> None:
    some = ready_to_accept(office)

    some.accept(despite=False)

    assert some.document.stage == "in_production"


def test_its_citizen_is_told_of_the_own_one_alone(office: World) -> None:
    first = sent_from_home(office)
    mine, other_phone = confirmed(office, whole(office)), whole(office)
    run(office, phone_codes.keep_phone, other_phone, "+6281311112222", sends=False)
    confirmed(office, other_phone)

    reference = office.rows(Document, Document.id == application(office, first).document_id)[0].reference
    assert own(office, mine) == [reference]
    assert own(office, other_phone) == [], "who types the NIK of somebody learns nothing"


def test_who_did_not_confirm_the_phone_is_told_nothing(office: World) -> None:
    sent_from_home(office)
    code = whole(office)

    assert (application(office, code).phone, application(office, code).nik) == (PHONE, NIK)
    assert own(office, code) == []


@pytest.mark.postgres("statements")
def test_another_type_is_none_of_theirs(office: World) -> None:
    sent_from_home(office, "kk.lost")

    assert own(office, confirmed(office, whole(office))) == []
