"""A document is registered by hand; what is wrong stands beside its field."""

from typing import Any

import pytest

from scheduler.db.models import Document, Move
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.scenes.places import BUGIS, a_place
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/new"
WHOLE = {
    "reference": "R/1",
    "type": "KTP-el",
    "holder": "SITI AMINAH",
    "nik": "2172 0152 0385 0001",
    "kk": "2172010101010001",
    "applicant": "Budi",
    "phone": "0812-3456-7890",
    "email": "budi@example.id",
    "reason": "lost",
    "channel": "office",
    "language": "en",
    "note": "titipan",
}


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def test_registered_document_has_its_page_and_its_history(client: Any, office: World) -> None:
    answer = client.post(PATH, data=WHOLE)

    assert answer.headers["location"] == "/office/documents?q=R%2F1"
    (document,) = office.rows(Document)
    assert (document.holder, document.nik, document.phone, document.reason, document.language, document.note) == (
        "Siti Aminah",
        "2172015203850001",
        "+6281234567890",
        "lost",
        "en",
        "titipan",
    )
    assert [(move.after, move.by.split(":")[0]) for move in office.rows(Move)] == [("received", "staff")]
    assert "Siti Aminah" in text_of(client.get(answer.headers["location"]))


@pytest.mark.parametrize("field", ["holder", "applicant", "reference", "note"])
def test_signs_that_nobody_sees_are_refused_and_what_was_typed_stays(client: Any, office: World, field: str) -> None:
    page = client.post(PATH, data={**WHOLE, field: f"{WHOLE[field]}\u200b"})

    assert page.status_code == 422
    assert "Ada tanda yang tidak terlihat di isian ini." in text_of(page)
    assert 'value="SITI AMINAH' in page.text
    assert office.rows(Document) == []


def test_same_form_again_changes_nothing(client: Any, office: World) -> None:
    for _ in range(2):
        assert client.post(PATH, data=WHOLE).status_code == 303

    assert len(office.rows(Document)) == len(office.rows(Move)) == 1


def test_number_that_is_something_else_is_told_with_a_way_to_it(client: Any, office: World) -> None:
    office.document("R/1", holder="Nur Aini")

    page = client.post(PATH, data=WHOLE)

    assert page.status_code == 409
    assert "sudah ada dengan isi yang berbeda" in text_of(page)
    assert '/office/documents?q=R%2F1">' in page.text
    assert 'value="SITI AMINAH"' in page.text
    assert [each.holder for each in office.rows(Document)] == ["Nur Aini"]


FAULTS = [
    ("reference", "", "Isi nomor registrasi"),
    ("reference", "R" * 65, "Isi nomor registrasi"),
    ("type", "", "Pilih jenis dokumen"),
    ("type", "Paspor", "tidak dilayani"),
    ("holder", "", "Isi nama pemilik"),
    ("nik", "2172", "NIK itu tidak mungkin benar"),
    ("kk", "12", "Nomor KK terdiri dari 16 angka"),
    ("phone", "0771-21", "bukan nomor ponsel"),
    ("email", "budi", "bukan alamat e-mail"),
    ("note", "x" * 300, "Terlalu panjang"),
    ("holder", "A\x00B", "Isi nama pemilik"),
]


def test_fault_stands_beside_its_field_and_nothing_is_lost(
    client: Any, office: World, subtests: pytest.Subtests
) -> None:
    for field, typed, said in FAULTS:
        with subtests.test(field=field, typed=typed):
            page = client.post(PATH, data={**WHOLE, field: typed})

            assert page.status_code == 422
            assert said in text_of(page)
            assert f'id="fault-{field}"' in page.text
            assert 'value="titipan"' in page.text or field == "note"
            assert office.rows(Document) == []


def test_empty_form_lists_the_offices_types(client: Any) -> None:
    page = client.get(PATH)

    assert page.status_code == 200
    assert '<option value="KTP-el">' in page.text


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"channel": "branch"}, "place", "Pilih kecamatan, kelurahan, atau kantor pos"),
        ({"channel": "self_print"}, "channel", "Jenis ini tidak bisa dicetak sendiri."),
    ],
)
def test_where_it_cannot_be_handed_over_stands_beside_its_field(
    client: Any, office: World, facts: dict[str, str], field: str, said: str
) -> None:
    page = client.post(PATH, data={**WHOLE, **facts})

    assert page.status_code == 422
    assert said in text_of(page)
    assert f'id="fault-{field}"' in page.text
    assert office.rows(Document) == []


def test_document_for_a_place_is_registered(client: Any, office: World) -> None:
    a_place(office)
    assert f"<option>{BUGIS}" in client.get(PATH).text

    client.post(PATH, data={**WHOLE, "channel": "branch", "place": BUGIS})

    (document,) = office.rows(Document)
    assert (document.channel, document.place) == ("branch", BUGIS)


@pytest.mark.postgres("statements")
def test_where_the_holder_lives_is_registered(client: Any, office: World) -> None:
    office.document(kelurahan="Kampung Bugis")
    assert '<option value="Kampung Bugis">' in client.get(PATH).text

    client.post(PATH, data={**WHOLE, "kelurahan": "KELURAHAN KAMPUNG BUGIS", "rt": "3", "rw": "RW 005"})

    document = office.rows(Document)[-1]
    assert (document.kelurahan, document.rt, document.rw) == ("Kampung Bugis", "03", "05")


def test_nonsense_of_where_the_holder_lives_stands_beside_the_other_faults(client: Any, office: World) -> None:
    page = client.post(PATH, data={**WHOLE, "nik": "12", "kelurahan": "2172015203850001", "rw": "1234"})

    assert page.status_code == 422
    for field, said in (("nik", "NIK itu tidak mungkin"), ("kelurahan", "Tulis nama kelurahan"), ("rw", "RW berupa")):
        assert f'id="fault-{field}">{said}' in page.text
    assert 'name="rw" value="1234"' in page.text
    assert office.rows(Document) == []
