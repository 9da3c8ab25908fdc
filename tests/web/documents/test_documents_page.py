import re
from typing import Any
from urllib.parse import unquote

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Message, Move
from scheduler.flow.core.outbox import Cause
from scheduler.flow.counter import counter_problems
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari is supervisor."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def post(client: Any, path: str, **fields: str) -> Any:
    answer = client.post(path, data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def find(client: Any, reference: str) -> Any:
    return client.get("/office/documents", params={"q": reference})


def offered(page: Any) -> list[str]:
    return re.findall(r'name="stage" value="(\w+)"', page.text)


def test_document_is_found_by_its_registration_number(client: Any, office: World) -> None:
    office.document("2172/30112026/0412", holder="Siti Rahmawati", nik="2172014506901204", shelf="C-14")
    office.document("2172/30112026/0413", holder="Orang Lain")

    page = find(client, " 2172/30112026/0412 ")

    said = text_of(page)
    assert "Siap diambil Pemilik Siti Rahmawati NIK ••••••••••••1204" in said
    assert "Rak C-14" in said
    assert "Orang Lain" not in said
    assert "217201450690" not in page.text


def test_registration_number_nobody_knows(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.document("R/1")

    assert "Nomor registrasi itu tidak ditemukan." in text_of(find(client, "R/1"))


def test_history_tells_when_who_and_why_in_words(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.hand_over(office.call(), now=at(9, 5))
    reference = office.reference_of(code)

    said = text_of(find(client, reference))

    assert "Senin, 30 Nov, 07.00 Jadwal dibuat warga" in said
    assert "Senin, 30 Nov, 09.00 Tiba di pintu" in said
    assert "A-001: Dipersilakan masuk sistem sesuai urutan" in said
    assert "Senin, 30 Nov, 09.05 Sudah diambil Sari" in said


def test_history_shows_what_staff_wrote_beside_the_why(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.do(counter_problems.report_problem, office.call(), reason="misprint", note="foto <b>buram</b>")

    page = find(client, office.reference_of(code))

    assert "Pulang Sari salah cetak: foto <b>buram</b>" in text_of(page)
    assert "<b>buram" not in page.text


def test_only_legal_stages_are_offered(client: Any, office: World) -> None:
    received = office.document("R/1", stage="received")
    made = office.document("R/2", stage="in_production")
    ready = office.document("R/3")

    assert offered(find(client, received.reference)) == ["ready", "incomplete", "in_production"]
    assert offered(find(client, made.reference)) == ["ready", "incomplete", "waiting_for_blank"]
    assert "collected" not in offered(find(client, ready.reference))


def test_marked_ready_by_two_is_ready(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")

    for shelf in ("A-1", "B-2"):
        page = post(client, "/office/documents/stage", reference="R/1", stage="ready", shelf=shelf)

    assert "Rak B-2" in text_of(page)
    assert len(office.rows(Move, col(Move.after) == "ready")) == 1


def test_what_was_handed_over_is_not_marked_ready(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.hand_over(office.call())

    page = post(client, "/office/documents/stage", reference=office.reference_of(code), stage="ready")

    assert "Langkah itu tidak bisa dari keadaan sekarang" in text_of(page)
    assert office.rows(Document)[0].stage == "collected"


def test_document_moves_on_with_a_note(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")

    page = post(client, "/office/documents/stage", reference="R/1", stage="waiting_for_blank", note="blangko habis")

    assert office.stage("R/1") == "waiting_for_blank"
    assert "Menunggu blangko Sari blangko habis" in text_of(page)


def test_document_is_marked_ready_from_wherever_it_is(client: Any, office: World) -> None:
    office.document("R/1", stage="received")

    page = post(client, "/office/documents/stage", reference="R/1", stage="ready", shelf="D-02")

    said = text_of(page)
    assert office.stage("R/1") == "ready"
    assert "Rak D-02" in said
    assert "Sedang dicetak Sari" in said
    assert office.messages() == [Cause.READY]


@pytest.mark.parametrize(
    ("stage", "status"), [("withdrawn", 403), ("misplaced", 409), ("collected", 403), ("no such stage", 422), ("", 422)]
)
def test_stage_that_is_not_next_is_refused(client: Any, office: World, stage: str, status: int) -> None:
    office.document("R/1", stage="in_production")

    answer = client.post("/office/documents/stage", data={"reference": "R/1", "stage": stage})

    assert answer.status_code == status
    assert office.stage("R/1") == "in_production"


def test_households_to_be_told_with_a_link_to_press(client: Any, office: World) -> None:
    office.document("R/1", kk="1", phone="+6281234567890", holder="Siti Rahmawati")
    office.document("R/2", kk="1", phone="+6281234567890", holder="Andi Rahmat", type="KIA")
    office.document("R/3", kk="2")
    office.booked()

    page = client.get("/office/documents")

    links = [unquote(link) for link in re.findall(r'href="(https://wa\.me/[^"]+)"', page.text)]
    assert len(links) == 1
    assert links[0].startswith("https://wa.me/6281234567890?text=")
    assert "S.R. dan A.R." in links[0]
    assert "http://testserver/i/" in links[0]
    assert "Belum dikabari 2" in text_of(page)
    assert "Tanpa nomor telepon" in text_of(page)
    assert "Siti Rahmawati" not in page.text


def test_told_household_leaves_the_list_once_and_for_all(client: Any, office: World) -> None:
    office.document("R/1", phone="+6281234567890")
    (message,) = office.rows(Message)

    for _ in range(2):
        page = post(client, "/office/messages/sent", message=str(message.id))

    assert "Semua sudah dikabari." in text_of(page)
    (sent,) = office.rows(Message, col(Message.state) == "sent")
    assert (sent.channel, sent.attempts, sent.sent_at) == ("by_hand", 1, NINE)


def test_message_of_another_office_is_unknown(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.document("R/1")
    (message,) = office.rows(Message)

    assert client.post("/office/messages/sent", data={"message": message.id}).status_code == 404


def test_list_has_pages(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.web.office.shared.manual_notices.PAGE", 2)
    for number in range(3):
        office.document(f"R/{number}")

    first, last = client.get("/office/documents"), client.get("/office/documents?page=99")

    assert "Halaman 1 dari 2" in text_of(first)
    assert "R/2" in text_of(last)
    assert "R/0" not in text_of(last)


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 3000, "page=-1", "page=x", "page=" + "9" * 40])
def test_odd_questions_are_answered(client: Any, office: World, query: str) -> None:
    assert client.get(f"/office/documents?{query}").status_code == 200


@pytest.mark.parametrize("fields", [{}, {"message": "x"}, {"message": "9" * 30}, {"message": "77"}])
def test_odd_messages_are_refused_in_words(client: Any, office: World, fields: dict[str, str]) -> None:
    answer = client.post("/office/messages/sent", data=fields)

    assert 400 <= answer.status_code < 500
    assert 'class="flash"' in answer.text


def test_only_a_supervisor_takes_back_what_went_to_the_wrong_person_and_says_how(client: Any, office: World) -> None:
    number = office.called()
    [reference] = office.hand_over(number).handed_over
    form = {"reference": reference, "stage": "returned"}

    sign_in(client, office)
    as_clerk = client.post("/office/documents/stage", data={**form, "note": "tertukar"})
    page = client.get(f"/office/documents?q={reference}").text
    offered_to_clerk = re.search(r'<button[^>]*value="returned"', page)
    sign_in(client, office, name="Sari", role="supervisor")
    without_a_word = client.post("/office/documents/stage", data=form)
    client.post("/office/documents/stage", data={**form, "note": "tertukar"})

    assert (as_clerk.status_code, without_a_word.status_code) == (403, 422)
    assert not offered_to_clerk
    assert [row.stage for row in office.rows(Document, Document.reference == reference)] == ["returned"]
