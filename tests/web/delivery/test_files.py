"""The page on which the file of what is printed at home is asked for once more, and the page that answers."""

from typing import Any

import pytest

from scheduler.db.models import Disclosure, Document, FileRequest
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PHONE, EMAIL, OTHER = "+6281234567890", "siti@gmail.com", "siti.baru@yahoo.com"
ELSEWHERE = {"email": OTHER, "phone4": "7890"}


@pytest.fixture
def code(office: World, clock: Stopwatch) -> str:
    clock.now = NINE
    return office.code(office.document("R/1", type="KK", channel="self_print", phone=PHONE, email=EMAIL))


def wish(office: World, **typed: str) -> dict[str, Any]:
    return {"document": [each.id for each in office.rows(Document)], **typed}


def the_one(office: World) -> FileRequest:
    (request,) = office.rows(FileRequest)
    return request


def test_invitation_leads_to_the_file_and_says_where_it_goes(client: Any, office: World, code: str) -> None:
    invitation = client.get(f"/i/{code}").text
    page = client.get(f"/i/{code}/files").text

    assert f'href="/i/{code}/files">Minta berkasnya dikirim lagi' in invitation
    assert "ke s***@gmail.com" in page
    assert EMAIL not in page
    assert "7890" not in page


def test_what_was_asked_for_is_seen_on_both_pages_and_taken_back(client: Any, office: World, code: str) -> None:
    answer = client.post(f"/i/{code}/files", data=wish(office))
    pages = [text_of(client.get(path)) for path in (f"/i/{code}", f"/i/{code}/files")]
    ended = client.post(f"/i/{code}/files/end", data={"document": the_one(office).document_id})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/i/{code}/files")
    for page in pages:
        assert "Diminta 30 November, ke s***@gmail.com. Biasanya dijawab hari kerja berikutnya." in page
        assert "Minta dikirim lagi" not in page
        assert "Minta berkasnya" not in page
    assert (ended.status_code, the_one(office).state) == (303, "taken_back")
    assert "Minta dikirim lagi" in text_of(client.get(f"/i/{code}/files"))


def test_second_wish_while_one_waits_is_told_kindly(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/files", data=wish(office))

    again = client.post(f"/i/{code}/files", data=wish(office, **ELSEWHERE))

    assert again.status_code == 409
    assert "sedang menunggu jawaban. Batalkan dahulu" in text_of(again)


@pytest.mark.parametrize(
    ("typed", "status", "refused"),
    [
        ({**ELSEWHERE, "phone4": "1111"}, 403, "phone_digits_wrong"),
        ({**ELSEWHERE, "email": "siti@salah"}, 422, "email_needed"),
        ({"document": []}, 422, "file_unchosen"),
    ],
)
def test_refusal_stands_on_the_page_with_what_was_typed(
    client: Any, office: World, code: str, typed: dict[str, Any], status: int, refused: str
) -> None:
    answer = client.post(f"/i/{code}/files", data={**wish(office), **typed})

    assert answer.status_code == status
    assert f'data-code="{refused}"' in answer.text
    assert f'value="{typed.get("email", "")}"' in answer.text
    assert office.rows(FileRequest) == []


def test_ends_of_phones_cannot_be_tried_out(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST, "phone_digits", 2)
    guess = wish(office, email=OTHER, phone4="1111")

    assert [client.post(f"/i/{code}/files", data=guess).status_code for _ in range(3)] == [403, 403, 429]
    assert client.post(f"/i/{code}/files", data=wish(office, **ELSEWHERE)).status_code == 429


@pytest.mark.parametrize("data", [{}, {"document": "x"}, {"document": "99999999999999999999"}, {"document": "0"}])
def test_nonsense_is_refused_in_words(client: Any, office: World, code: str, data: dict[str, str]) -> None:
    assert client.post(f"/i/{code}/files", data=data).status_code == 422
    assert client.post(f"/i/{code}/files/end", data={**data, "document": "x"}).status_code == 422


def test_unknown_link_asks_for_nothing(client: Any, office: World) -> None:
    for path in ("/i/7K4M-P2QX-9RD3-FHNT/files", "/i/7K4M-P2QX-9RD3-FHNT/files/end"):
        assert client.post(path, data={"document": "1"}).status_code == 404


def test_file_without_anything_on_record_says_whom_to_ask(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    code = office.code(office.document("R/1", type="KK", channel="self_print", phone=None, email=None))

    page = text_of(client.get(f"/i/{code}/files"))

    assert "Kami tidak punya e-mail atau nomor ponsel untuk berkas ini." in page
    assert "Minta dikirim lagi" not in page


def test_link_without_such_a_file_says_so(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE

    assert "Tidak ada berkas yang bisa diminta" in text_of(client.get(f"/i/{office.invitation()}/files"))


def test_several_files_are_chosen_and_each_goes_to_its_own(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    home = {"channel": "self_print", "kk": "2172010101010001"}
    office.document("R/1", type="KK", phone=PHONE, email=EMAIL, **home)
    code = office.code(office.document("R/2", type="akta", phone=PHONE, **home))

    page = client.get(f"/i/{code}/files").text
    client.post(f"/i/{code}/files", data=wish(office))

    assert page.count('name="document"') == 2
    assert [(each.way, each.email) for each in office.rows(FileRequest)] == [("email", EMAIL), ("phone", None)]
    assert "lewat SMS. Biasanya" in text_of(client.get(f"/i/{code}/files"))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.postgres("statements")
def test_office_marks_it_sent_and_the_page_says_when(client: Any, office: World, code: str, language: str) -> None:
    client.post(f"/i/{code}/files", data=wish(office, **ELSEWHERE))
    one = f"/office/file-requests/{the_one(office).id}"
    sign_in(client, office)

    listed = client.get(f"/office/delivery-requests?lang={language}").text
    shown = client.get(one).text
    answer = client.post(f"{one}/sent")

    assert f'href="{one}"' in listed
    assert 'id="requests-waiting"> ' in listed
    assert OTHER not in listed
    assert OTHER in shown
    assert [each.fields for each in office.rows(Disclosure)] == ["address"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/delivery-requests")
    assert one not in client.get("/office/delivery-requests").text
    said = text_of(client.get(f"/i/{code}/files"))
    assert {"id": "Dikirim lagi 30 November ke s***@yahoo.com.", "en": "Sent again on 30 November to s***@yahoo.com."}[
        language
    ] in said


def test_email_on_record_stays_masked_for_the_office(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/files", data=wish(office))
    sign_in(client, office)

    shown = client.get(f"/office/file-requests/{the_one(office).id}").text

    assert "s***@gmail.com" in shown
    assert EMAIL not in shown
    assert office.rows(Disclosure) == []


def test_refusal_of_the_office_is_read_by_who_asked(client: Any, office: World, code: str) -> None:
    client.post(f"/i/{code}/files", data=wish(office))
    one = f"/office/file-requests/{the_one(office).id}"
    sign_in(client, office)

    empty = client.post(f"{one}/refusal", data={"reason": " "})
    client.post(f"{one}/refusal", data={"reason": "KK sudah diganti"})

    assert (empty.status_code, 'name="reason"' in empty.text) == (422, True)
    said = text_of(client.get(f"/i/{code}"))
    assert "Tidak bisa dikirim lagi: KK sudah diganti" in said
    assert "Minta berkasnya dikirim lagi" in said


def test_unknown_request_is_told_above_the_list(client: Any, office: World, code: str) -> None:
    sign_in(client, office)

    assert client.get("/office/file-requests/999").status_code == 404
    assert client.post("/office/file-requests/99999999999/sent").status_code == 404
