"""The public pages, and the form that sends a lost link again."""

import pytest
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from scheduler.db.models import Document, Message
from tests.conftest import Stopwatch
from tests.factories import NINE, World, at

ANSWER = "Jika nomor registrasi cocok, tautan kami kirim ke ponsel yang terdaftar."


def test_front_page_lists_the_offices(client: TestClient, office: World, elsewhere: World) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert 'href="/o/tanjungpinang"' in page.text
    assert 'href="/o/bintan"' in page.text
    assert "Nomor registrasi di resi" not in page.text


def test_front_page_of_one_office_asks_for_the_registration_number(client: TestClient, office: World) -> None:
    page = client.get("/")

    assert 'action="/o/tanjungpinang/links"' in page.text


def test_office_shows_hours_services_and_how_many_wait(client: TestClient, office: World, clock: Stopwatch) -> None:
    for _ in range(5):
        office.arrived(9)
    clock.now = NINE

    text = client.get("/o/tanjungpinang").text

    assert "Buka sampai 12.00 WIB" in text
    assert "4 dari 4" in text
    assert "<dt>Menunggu di luar</dt><dd>1</dd>" in text
    assert "5 menunggu" in text
    assert "istirahat 12.00–13.00" in text
    assert "Perekaman KTP-el" in text


def test_office_in_the_evening_says_when_it_opens(client: TestClient, office: World, clock: Stopwatch) -> None:
    clock.now = at(18)

    assert "Tutup. Buka lagi Selasa, 1 Desember 2026 pukul 08.00 WIB" in client.get("/o/tanjungpinang").text


def test_office_in_english_remembers_the_choice(client: TestClient, office: World) -> None:
    client.get("/o/tanjungpinang?lang=en")

    assert '<html lang="en">' in client.get("/o/tanjungpinang").text


@pytest.mark.parametrize("code", ["nowhere", "%00", "x" * 3000])
def test_unknown_office_is_not_found(client: TestClient, office: World, code: str) -> None:
    page = client.get(f"/o/{code}")

    assert page.status_code == 404
    assert "Kantor itu tidak ditemukan." in page.text


def test_link_is_sent_again_for_a_ready_document(client: TestClient, office: World) -> None:
    office.document("472.11/0412")
    office.database.run(_all_sent)

    page = client.post("/o/tanjungpinang/links", data={"reference": " 472.11/0412 "}, follow_redirects=True)

    assert ANSWER in page.text
    assert office.messages() == ["ready", "ready"]


def test_unknown_number_gets_the_same_answer(client: TestClient, office: World) -> None:
    page = client.post("/o/tanjungpinang/links", data={"reference": "nothing\x00"}, follow_redirects=True)

    assert ANSWER in page.text
    assert office.messages() == []


def test_link_of_a_booked_document_is_not_sent_again(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    before = office.messages()

    client.post("/o/tanjungpinang/links", data={"reference": office.reference_of(pass_code)})

    assert office.messages() == before


def test_link_of_another_offices_document_is_not_sent(client: TestClient, office: World, elsewhere: World) -> None:
    elsewhere.document("472.11/0412")
    elsewhere.database.run(_all_sent)

    client.post("/o/tanjungpinang/links", data={"reference": "472.11/0412"})

    assert office.messages() == ["ready"]


def test_links_are_asked_for_twenty_times_at_most(client: TestClient, office: World) -> None:
    answers = [client.post("/o/tanjungpinang/links", data={"reference": str(n)}).status_code for n in range(21)]

    assert answers == [303] * 20 + [429]


def test_empty_registration_number_is_refused_in_words(client: TestClient, office: World) -> None:
    page = client.post("/o/tanjungpinang/links", data={"reference": ""})

    assert page.status_code == 422
    assert "Isian belum benar." in page.text


def test_expired_link_is_good_again_when_asked_for(client: TestClient, office: World, clock: Stopwatch) -> None:
    code = office.invitation()
    clock.now = at(8, day=31)

    refused = client.get(f"/i/{code}")
    renewed = client.post(f"/i/{code}/renewal")

    assert refused.status_code == 410
    assert "Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan." in refused.text
    assert f'action="/i/{code}/renewal"' in refused.text
    assert renewed.headers["location"] == f"/i/{code}"
    assert client.get(f"/i/{code}").status_code == 200


def test_expired_link_of_a_collected_document_stays_expired(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    document = office.document()
    code = office.code(document)
    office.database.run(_collect, document.id)
    clock.now = at(8, day=31)

    client.post(f"/i/{code}/renewal")

    assert client.get(f"/i/{code}").status_code == 410


def _all_sent(session: Session) -> None:
    session.execute(update(Message).values(state="sent"))


def _collect(session: Session, document_id: int) -> None:
    session.execute(update(Document).where(col(Document.id) == document_id).values(stage="collected"))
