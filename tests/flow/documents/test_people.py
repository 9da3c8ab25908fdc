"""A clerk puts right whose a document is, and adds a phone where there was none."""

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Message, Move
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid, ReasonRequired
from scheduler.flow.contact import wrong_number
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents import people
from scheduler.flow.documents.people import People
from tests.flow.test_intake import BASE, codes, row, take
from tests.scenes.factories import World
from tests.scenes.places import a_place, taken

NIK, PHONE = "2172014506900001", "+6281311112222"


def correct(office: World, *, reason: str = "salah ketik", reference: str = "R/1", **facts: str) -> Document:
    return office.do(people.correct_people, reference, People(**facts), reason=reason)


def add_phone(office: World, phone: str = "0813-1111-2222", reference: str = "R/1") -> Document:
    return office.do(wrong_number.confirm_phone, reference, phone, note="kata pemohon di loket")


@pytest.mark.postgres("statements")
def test_names_and_nik_are_put_right_and_found_again(office: World) -> None:
    office.document("R/1", holder="Siti Rahmwati", nik="2172015203850001")

    document = correct(office, holder="siti rahmawati", applicant="BUDI", nik=NIK)

    assert (document.holder, document.applicant, document.nik) == ("Siti Rahmawati", "Budi", NIK)
    last = office.rows(Move)[-1]
    assert (last.why, last.by, last.note) == (
        "names_corrected",
        "staff:1",
        "Siti Rahmwati → Siti Rahmawati, - → Budi, NIK. salah ketik",
    )
    assert NIK not in (last.note or "")


def test_same_again_changes_nothing_and_needs_no_reason(office: World) -> None:
    office.document("R/1", holder="Siti Rahmawati")
    before = len(office.rows(Move))

    correct(office, holder=" siti  rahmawati", reason="")

    assert len(office.rows(Move)) == before


def test_change_needs_a_reason_and_what_cannot_be_right_is_refused(office: World) -> None:
    office.document("R/1", holder="Siti")

    with pytest.raises(ReasonRequired):
        correct(office, holder="Sita", reason=" ")
    with pytest.raises(Invalid) as refusal:
        correct(office, holder="123", applicant="-", nik="12")
    assert set(refusal.value.facts["errors"]) == {"holder", "applicant", "nik"}
    with pytest.raises(DocumentUnknown):
        correct(office, reference="R/9", holder="Sita")
    assert office.rows(Document)[0].holder == "Siti"


@pytest.mark.parametrize("field", ["holder", "applicant"])
def test_signs_that_nobody_sees_are_refused(office: World, field: str) -> None:
    office.document("R/1", holder="Siti")

    with pytest.raises(HiddenSigns):
        correct(office, **{field: "Si\u200bta"})
    assert office.rows(Document)[0].holder == "Siti"


def test_phone_that_is_added_is_told_at_once(office: World) -> None:
    office.document("R/1")
    office.change(Message, office.rows(Message)[0].id, state="unreached")

    document = add_phone(office)

    assert document.phone == PHONE
    last = office.rows(Move)[-1]
    assert (last.why, last.by, last.note) == ("phone_added", "staff:1", "- → •••• 222. kata pemohon di loket")
    assert Cause.READY in office.messages()


def test_phone_that_is_changed_is_masked_in_the_history(office: World) -> None:
    office.document("R/1", phone="+6281234567890")

    add_phone(office)

    last = office.rows(Move)[-1]
    assert (last.why, last.note) == ("phone_corrected", "•••• 890 → •••• 222. kata pemohon di loket")


def test_phone_added_to_what_lies_at_a_place_is_told_where(office: World) -> None:
    taken(office, a_place(office), "R/1")
    assert not office.rows(Message, col(Message.cause) == Cause.ELSEWHERE)

    add_phone(office)

    assert len(office.rows(Message, col(Message.cause) == Cause.ELSEWHERE)) == 1


def test_phone_added_to_a_visit_gets_its_link(office: World) -> None:
    office.document("R/1")
    office.book(office.code(office.rows(Document)[0]), office.slot(11))

    add_phone(office)

    assert office.messages()[-1] == Cause.LINK


def test_export_does_not_undo_what_a_clerk_wrote_down(office: World) -> None:
    take(office, row(), row(reference="470/002"))
    add_phone(office, reference=str(BASE["reference"]))

    imported = take(office, row(phone="+6281299998888"), row(reference="470/002", phone="+6281299998888"))

    assert codes(imported) == [("phone", "phone_kept")]
    phones = [each.phone for each in office.rows(Document)]
    assert "+6281299998888" in phones
    assert PHONE in phones


def test_export_with_the_old_spelling_of_its_holder_still_moves_it(office: World) -> None:
    take(office, row(holder="Siti Rahmwati", stage="in_production"), row(reference="470/002", holder="Siti Rahmwati"))
    correct(office, reference=str(BASE["reference"]), holder="Siti Rahmawaty")
    correct(office, reference=str(BASE["reference"]), holder="Siti Rahmawati")

    old, other, noise = take(
        office, row(holder="SITI RAHMWATI"), row(holder="Budi"), row(reference="470/002", holder="Siti Rahmawaty")
    )

    assert (old.outcome, codes([old])) == ("moved", [("holder", "holder_kept")])
    assert codes([other, noise]) == [("holder", "document_differs")] * 2
    found = office.rows(Document, col(Document.reference) == BASE["reference"])[0]
    assert (found.holder, found.stage) == ("Siti Rahmawati", "ready")
    assert codes(take(office, row())) == []


@pytest.mark.postgres("statements")
def test_export_does_not_put_an_applicant_back_whom_a_clerk_put_right(office: World) -> None:
    take(office, row(applicant="Budi"), row(reference="470/002", applicant="Budi"))
    correct(office, reference=str(BASE["reference"]), applicant="Budi Santoso")
    correct(office, reference="470/002", nik=NIK)

    news = take(office, row(applicant="Budi", shelf="C-1"), row(reference="470/002", applicant="Badu", nik=None))

    assert [each.outcome for each in news] == ["changed", "changed"]
    assert codes(news) == [("applicant", "applicant_kept")]
    known = {each.reference: (each.applicant, each.shelf) for each in office.rows(Document)}
    assert known == {BASE["reference"]: ("Budi Santoso", "C-1"), "470/002": ("Badu", "A-12")}
