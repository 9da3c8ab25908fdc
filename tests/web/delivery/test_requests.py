"""The page on which people who cannot come ask for another way, and the pages on which the office answers."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import DeliveryRequest, Disclosure, Document
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.scenes.places import BUGIS, a_place
from tests.web.staff.members import sign_in, text_of

HOME = "Jalan Merpati 7, RT 02/RW 05, Kelurahan Bukit Cermin"
BY_VISIT = {"way": "visit", "address": HOME, "reason": "ibu lansia", "phone4": "7890"}
BY_POST = {"way": "post", "address": HOME, "phone4": "7890"}


@pytest.fixture
def code(office: World, clock: Stopwatch) -> str:
    clock.now = NINE
    a_place(office)
    a_place(office, "Kantor Pos", kind="post")
    a_place(office, "Kunjungan petugas", kind="visit")
    return office.code(office.document("R/1", phone="+6281234567890"))


def requests(office: World) -> list[DeliveryRequest]:
    return office.rows(DeliveryRequest)


@pytest.mark.postgres("statements")
def test_invitation_leads_to_what_the_office_offers(client: Any, office: World, code: str) -> None:
    invitation = client.get(f"/i/{code}")
    page = text_of(client.get(f"/i/{code}/delivery"))

    assert f'href="/i/{code}/delivery"' in invitation.text
    for words in ("Diwakilkan", BUGIS, "Dikirim lewat pos", "Diantar petugas ke rumah"):
        assert words in page


def test_office_without_places_offers_none(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    code = office.invitation()

    assert f'href="/i/{code}/delivery"' not in client.get(f"/i/{code}").text
    assert "Minta" not in text_of(client.get(f"/i/{code}/delivery"))


def test_what_was_asked_for_is_seen_and_taken_back(client: Any, office: World, code: str) -> None:
    place = a_place(office)

    answer = client.post(f"/i/{code}/delivery", data={"way": "place", "place": place.id})
    said = text_of(client.get(f"/i/{code}/delivery"))
    invitation = text_of(client.get(f"/i/{code}"))
    ended = client.post(f"/i/{code}/delivery/end")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/i/{code}/delivery")
    assert f"Ambil di {BUGIS} Permintaan sudah kami terima 30 November." in said
    assert "Minta diambil di sana" not in said
    assert "Permintaan Anda menunggu jawaban petugas. Tidak perlu memilih jadwal." in invitation
    assert invitation.count("Lihat permintaan Anda") == 1
    assert (ended.status_code, requests(office)[0].state) == (303, "taken_back")
    assert "Minta diambil di sana" in text_of(client.get(f"/i/{code}/delivery"))


@pytest.mark.parametrize(
    ("typed", "status", "refused"),
    [
        ({**BY_VISIT, "phone4": "1111"}, 403, "phone_digits_wrong"),
        ({**BY_VISIT, "address": "rumah"}, 422, "address_needed"),
        ({**BY_VISIT, "reason": ""}, 422, "wish_unexplained"),
        ({"way": "place", "place": "999"}, 404, "place_unknown"),
    ],
)
def test_refusal_stands_on_the_page_with_what_was_typed(
    client: Any, office: World, code: str, typed: dict[str, str], status: int, refused: str
) -> None:
    answer = client.post(f"/i/{code}/delivery", data=typed)

    assert answer.status_code == status
    assert f'data-code="{refused}"' in answer.text
    assert typed.get("address", "Minta diambil di sana") in answer.text
    digits = typed.get("phone4", "")
    kept = f"Tadi Anda ketik: {digits}" if refused == "phone_digits_wrong" else f'value="{digits}"'
    assert kept in answer.text or not digits
    assert requests(office) == []


def test_ends_of_phones_cannot_be_tried_out(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST, "phone_digits", 2)

    tried = [client.post(f"/i/{code}/delivery", data={**BY_POST, "phone4": "1111"}).status_code for _ in range(3)]

    assert tried[:2] == [403, 403]
    assert tried[2] == 429
    assert client.post(f"/i/{code}/delivery", data=BY_POST).status_code == 429


@pytest.mark.parametrize(
    "data", [{}, {"way": "drone"}, {"way": "place", "place": "x"}, {"way": "post", "address": "\0"}]
)
def test_nonsense_is_refused_in_words(client: Any, office: World, code: str, data: dict[str, str]) -> None:
    assert client.post(f"/i/{code}/delivery", data=data).status_code in (404, 422)


@pytest.mark.postgres("statements")
def test_unknown_link_asks_for_nothing(client: Any, office: World) -> None:
    for path in ("/i/7K4M-P2QX-9RD3-FHNT/delivery", "/i/7K4M-P2QX-9RD3-FHNT/delivery/end"):
        assert client.post(path, data=BY_POST).status_code == 404
    assert client.get("/i/7K4M-P2QX-9RD3-FHNT/delivery").status_code == 404


def test_address_is_shown_to_nobody_with_the_link(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/delivery", data=BY_POST)

    assert "Merpati" not in client.get(f"/i/{code}/delivery").text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.postgres("statements")
def test_office_grants_a_visit_and_the_page_says_its_day(client: Any, office: World, code: str, language: str) -> None:
    client.post(f"/i/{code}/delivery", data=BY_VISIT)
    (request,) = requests(office)
    sign_in(client, office)
    one = f"/office/delivery-requests/{request.id}"

    listed = client.get(f"/office/delivery-requests?lang={language}")
    shown = client.get(one)
    granted = client.post(f"{one}/grant", data={"visit_on": "01/12/2026"})

    assert f'href="{one}"' in listed.text
    assert HOME not in listed.text
    assert HOME in shown.text
    assert [each.fields for each in office.rows(Disclosure)] == ["address"]
    assert granted.status_code == 303
    assert client.get("/office/delivery-requests").text.count(one) == 1
    said = text_of(client.get(f"/i/{code}/delivery"))
    assert ("Petugas datang Selasa, 1 Desember 2026" if language == "id" else "Tuesday, 1 December 2026") in said
    invitation = text_of(client.get(f"/i/{code}?lang=id"))
    assert "Dokumen Anda kami kirimkan" in invitation
    assert "Petugas kami mengantarnya ke alamat yang Anda tulis." in invitation
    assert "diantar petugas" in invitation
    assert "Kembali ke pilihan jadwal" not in said


def test_parcel_number_is_noted_and_shown(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/delivery", data=BY_POST)
    sign_in(client, office)
    one = f"/office/delivery-requests/{requests(office)[0].id}"

    client.post(f"{one}/grant")
    empty = client.post(f"{one}/parcel", data={"courier": "Pos Indonesia", "number": ""})
    noted = client.post(f"{one}/parcel", data={"courier": "Pos Indonesia", "number": "P26113"})

    assert (empty.status_code, noted.status_code) == (422, 303)
    assert 'value="Pos Indonesia"' in empty.text
    assert "Pos Indonesia. Nomor kiriman: P26113" in text_of(client.get(f"/i/{code}/delivery"))


def test_refusal_of_the_office_is_read_by_who_asked(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/delivery", data=BY_VISIT)
    sign_in(client, office)
    one = f"/office/delivery-requests/{requests(office)[0].id}"

    empty = client.post(f"{one}/refusal", data={"reason": " "})
    client.post(f"{one}/refusal", data={"reason": "tidak ada petugas"})

    assert empty.status_code == 422
    said = text_of(client.get(f"/i/{code}/delivery"))
    assert "Jawaban petugas: tidak ada petugas" in said
    assert "Minta diantar" in said


def test_unknown_request_is_told_above_the_list(client: Any, office: World, code: str) -> None:
    sign_in(client, office)

    assert client.get("/office/delivery-requests/999").status_code == 404
    assert client.post("/office/delivery-requests/99999999999/grant").status_code == 404


def test_whoever_brings_it_reads_the_address_until_it_is_handed_over(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/delivery", data=BY_VISIT)
    sign_in(client, office)
    client.post(f"/office/delivery-requests/{requests(office)[0].id}/grant", data={"visit_on": "2026-12-01"})
    place = a_place(office, "Kunjungan petugas", kind="visit")
    batch = client.post("/office/batches", data={"place": place.id}).headers["location"]

    assert HOME in client.get(f"{batch}/list").text
    (document,) = office.rows(Document, col(Document.reference) == "R/1")
    assert (document.channel, document.place) == ("branch", "Kunjungan petugas")
