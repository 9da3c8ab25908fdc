"""A document's people, put right on a page of its own."""

from typing import Any

import pytest

from scheduler.db.models import Document, Move, Office
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/people"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def test_document_without_a_number_says_so_and_leads_to_the_page(client: Any, office: World) -> None:
    office.document("R/1")
    office.document("R/2", phone="+6281234567890")

    without, whole = (client.get("/office/documents", params={"q": each}) for each in ("R/1", "R/2"))

    assert "tanpa nomor: tidak bisa dikabari" in text_of(without)
    assert "tanpa nomor: tidak bisa dikabari" not in text_of(whole)
    assert f'href="{PATH}?q=R%2F1"' in without.text


def test_phone_and_names_are_put_right_in_one_step(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti Rahmwati", phone="+6281234567890")

    page = client.get(PATH, params={"q": "R/1"})
    assert "(sekarang berakhir 890)" in text_of(page)
    assert "+6281234567890" not in page.text
    answer = client.post(
        PATH, data={"reference": "R/1", "phone": "0813 1111 2222", "holder": "Siti Rahmawati", "reason": "salah ketik"}
    )

    assert answer.status_code == 303
    (document,) = office.rows(Document)
    assert (document.phone, document.holder) == ("+6281311112222", "Siti Rahmawati")
    assert "nomor telepon diperbaiki: •••• 890 → •••• 222. salah ketik" in text_of(
        client.get(answer.headers["location"])
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"phone": "112"}, "phone"), ({"nik": "12"}, "nik"), ({"holder": "12"}, "holder"), ({"reason": ""}, "reason")],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(
    client: Any, office: World, facts: dict[str, str], field: str
) -> None:
    office.document("R/1", holder="Siti")
    before = len(office.rows(Move))

    page = client.post(
        PATH, data={"reference": "R/1", "phone": "081311112222", "holder": "Sita", "reason": "x", **facts}
    )

    assert page.status_code == 422
    assert f'id="fault-{field}"' in page.text
    (document,) = office.rows(Document)
    assert (document.phone, document.holder, len(office.rows(Move))) == (None, "Siti", before)


def test_number_nobody_knows(client: Any) -> None:
    assert client.get(f"{PATH}?q=R/9").status_code == 404
    assert client.post(PATH, data={"reference": "R/9", "holder": "Siti", "reason": "x"}).status_code == 404


@pytest.mark.postgres("statements")
def test_where_the_holder_lives_is_put_right_and_shown_as_on_a_ktp(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti", kelurahan="Senggarang", rt="03")
    shown = client.get(PATH, params={"q": "R/1"}).text
    assert 'name="kelurahan" value="Senggarang"' in shown
    assert 'name="rt" value="003"' in shown

    lives = {"lives": "1", "kelurahan": "kel. kampung bugis", "rt": "RT 3/RW 5", "rw": ""}
    answer = client.post(PATH, data={"reference": "R/1", "reason": "kata pemohon", **lives})

    page = text_of(client.get(answer.headers["location"]))
    assert "Tempat tinggal Kampung Bugis, RT/RW 003/005" in page
    assert "tempat tinggal diperbaiki: kata pemohon" in page


def test_where_the_holder_lives_is_emptied_by_its_own_form_alone(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti", kelurahan="Senggarang", rt="03")

    client.post(PATH, data={"reference": "R/1", "holder": "Sita", "reason": "x"})
    assert office.rows(Document)[0].kelurahan == "Senggarang"
    client.post(PATH, data={"reference": "R/1", "holder": "Sita", "reason": "x", "lives": "1", "kelurahan": ""})

    assert (office.rows(Document)[0].kelurahan, office.rows(Document)[0].rt) == (None, None)


def test_nonsense_of_where_the_holder_lives_stays_in_its_fields(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti", rt="03")
    office.change(Office, office.office.id, kelurahan="Kampung Bugis\nSenggarang")

    lives = {"lives": "1", "kelurahan": "Dompak", "rt": "tiga", "rw": "5"}
    page = client.post(PATH, data={"reference": "R/1", "holder": "Sita", "reason": "x", **lives})

    assert page.status_code == 422
    assert "Pilih kelurahan atau desa dari daftar, atau kosongkan." in text_of(page)
    assert "RT berupa angka, paling banyak 3 digit" in text_of(page)
    assert "<option selected>Dompak</option>" in page.text
    assert 'name="rt" value="tiga"' in page.text
    (document,) = office.rows(Document)
    assert (document.holder, document.rt) == ("Siti", "03")
