"""A document is given up on a page that asks once more, and taken up again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Document, Message, Move
from scheduler.flow.applying import giving_up, withdrawing
from scheduler.flow.booking.bookings import cancel
from scheduler.flow.core.outbox import Cause
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.applications import document, run, sent
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/withdrawal"
PHONE = "+6281234567890"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def shown(client: Any, reference: str = "R/1") -> str:
    return text_of(client.get("/office/documents", params={"q": reference}))


def test_document_leads_to_a_page_that_asks_once_more(client: Any, office: World) -> None:
    office.document("R/1", phone=PHONE)

    assert "Batalkan permohonan ini ..." in shown(client)
    page = client.get(PATH, params={"q": "R/1"})

    assert page.status_code == 200
    said = text_of(page)
    assert "Batalkan permohonan ini?" in said
    assert "Pemohon dikabari sepuluh menit lagi." in said
    assert "bisa diurungkan, dan halaman pemohon menulis: sedang ditinjau petugas." in said
    assert office.stage("R/1") == "ready"


def test_page_names_the_visit_that_goes_with_it_and_who_cannot_be_told(client: Any, office: World) -> None:
    document = office.document("R/1")
    office.book(office.code(document), office.slot(11))

    said = text_of(client.get(PATH, params={"q": "R/1"}))

    assert "11.00 WIB ikut dibatalkan." in said
    assert "Pemohon tidak bisa dikabari" in said


@pytest.mark.parametrize(("stage", "offered"), [("ready", True), ("withdrawn", False), ("collected", False)])
def test_what_is_over_is_not_offered_another_place(client: Any, office: World, stage: str, *, offered: bool) -> None:
    document = office.document("R/1", type="KK", channel="self_print")
    office.change(Document, document.id, stage=stage)

    said = shown(client)

    assert ("Ubah tempat pengambilan" in said) is offered
    assert ("Minta versi kertas" in said) is offered
    assert "Perbaiki data pemohon" in said


def test_reason_is_asked_for_and_nothing_is_lost(client: Any, office: World) -> None:
    office.document("R/1")

    page = client.post(PATH, data={"reference": "R/1", "reason": " "})

    assert page.status_code == 422
    assert "Alasan wajib diisi. Tercatat atas nama Anda." in text_of(page)
    assert "Batalkan permohonan ini?" in text_of(page)
    assert office.stage("R/1") == "ready"


def test_given_up_and_taken_back(client: Any, office: World, clock: Stopwatch) -> None:
    document = office.document("R/1", phone=PHONE)
    office.book(office.code(document), office.slot(11))

    answer = client.post(PATH, data={"reference": "R/1", "reason": "pindah kota"})

    assert (answer.status_code, office.stage("R/1")) == (303, "withdrawn")
    assert [row.stage for row in office.rows(Booking)] == ["cancelled"]
    said = shown(client)
    assert "Dibatalkan Rina pindah kota" in said
    assert "Urungkan pembatalan" in said

    assert client.post(f"{PATH}/undoing", data={"reference": "R/1"}).status_code == 303
    assert office.stage("R/1") == "ready"
    assert [row.stage for row in office.rows(Booking)] == ["booked"]


def test_after_ten_minutes_nothing_is_offered_and_refused_in_words(
    client: Any, office: World, clock: Stopwatch
) -> None:
    office.document("R/1", phone=PHONE)
    client.post(PATH, data={"reference": "R/1", "reason": "pindah kota"})
    clock.now = NINE + timedelta(minutes=11)

    page = client.post(f"{PATH}/undoing", data={"reference": "R/1"})

    assert "Urungkan pembatalan" not in shown(client)
    assert page.status_code == 409
    assert "Sudah lebih dari sepuluh menit, jadi pembatalan ini tidak bisa diurungkan." in text_of(page)
    assert office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)


def test_second_press_leads_to_the_document_too(client: Any, office: World) -> None:
    office.document("R/1")
    form = {"reference": "R/1", "reason": "ganda", "nonce": "n-1"}
    undoing = {"reference": "R/1", "nonce": "n-2"}

    given_up = [client.post(PATH, data=form) for _ in range(2)]
    taken_back = [client.post(f"{PATH}/undoing", data=undoing) for _ in range(2)]

    assert [answer.status_code for answer in (*given_up, *taken_back)] == [303] * 4
    assert {answer.headers["location"] for answer in (*given_up, *taken_back)} == {"/office/documents?q=R%2F1"}
    assert [row.after for row in office.rows(Move, col(Move.document_id) == 1)][-2:] == ["withdrawn", "ready"]
    assert len(office.rows(Move, col(Move.after) == "withdrawn")) == 1


def test_what_is_over_has_no_form(client: Any, office: World) -> None:
    office.document("R/1", stage="collected")

    page = client.get(PATH, params={"q": "R/1"})

    assert page.status_code == 409
    assert "Langkah itu tidak bisa dari keadaan sekarang" in text_of(page)
    assert 'name="reason"' not in page.text


def test_only_who_can_be_told_is_said_to_be_told(client: Any, office: World) -> None:
    office.document("R/1")
    office.document("R/2", phone=PHONE)
    for reference in ("R/1", "R/2"):
        client.post(PATH, data={"reference": reference, "reason": "ganda"})

    assert "Pemohon dikabari" not in shown(client, "R/1")
    assert "masih bisa diurungkan." in shown(client, "R/1")
    assert "Pemohon dikabari sepuluh menit setelah pembatalan." in shown(client, "R/2")


def test_what_its_citizen_gave_up_is_not_taken_back_here(client: Any, office: World) -> None:
    code = sent(office)
    run(office, giving_up.withdraw, code)
    reference = document(office, code).reference

    assert "Urungkan pembatalan" not in shown(client, reference)
    page = client.post(f"{PATH}/undoing", data={"reference": reference})

    assert page.status_code == 409
    assert "Pembatalan ini tidak bisa diurungkan." in text_of(page)


def test_same_form_twice_is_refused_the_second_time(client: Any, office: World) -> None:
    office.document("R/1")
    form = {"reference": "R/1", "reason": "ganda"}

    answers = [client.post(PATH, data=form).status_code for _ in range(2)]

    assert answers == [303, 409]
    assert len(office.rows(Move, col(Move.after) == "withdrawn")) == 1


@pytest.mark.parametrize("query", ["q=R/9", "q=%00", "", "q=" + "x" * 3000])
def test_number_nobody_knows(client: Any, office: World, query: str) -> None:
    page = client.get(f"{PATH}?{query}")

    assert page.status_code == 404
    assert "Batalkan permohonan ini?" not in text_of(page)


def test_guard_gives_nothing_up(client: Any, office: World) -> None:
    office.document("R/1")
    sign_in(client, office, name="Gani", role="guard")

    assert client.post(PATH, data={"reference": "R/1", "reason": "x"}).status_code in (303, 403)
    assert office.stage("R/1") == "ready"


def test_visit_that_its_people_cancelled_is_not_under_review(client: Any, office: World, clock: Stopwatch) -> None:
    visit = pass_of(office.book(office.code(office.document("R/1", phone=PHONE)), office.slot(11)))
    office.database.run(cancel, visit, ref4=None, by="citizen", now=NINE)
    office.do(withdrawing.withdraw, "R/1", reason="permohonan ganda")
    clock.now = at(9, 1)

    page = text_of(client.get(f"/t/{visit}?lang=id"))

    assert "Jadwal Senin, 30 November 2026 pukul 11.00 WIB dibatalkan" in page
    assert "ditinjau" not in page.split("dibatalkan")[0]
    assert "Mohon jangan berangkat dulu." not in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_its_people_read_the_same_on_all_pages_until_it_is_sure(
    client: Any, office: World, clock: Stopwatch, language: str
) -> None:
    document = office.document("R/1", phone=PHONE)
    invitation = office.code(document)
    visit = pass_of(office.book(invitation, office.slot(11)))
    office.do(withdrawing.withdraw, "R/1", reason="permohonan ganda")

    def read() -> list[str]:
        pages = [client.get(f"/{path}?lang={language}") for path in (f"t/{visit}", f"i/{invitation}")]
        assert [page.status_code for page in pages] == [200, 200]
        return [text_of(page) for page in pages]

    clock.now = at(9, 10)
    under_review = read()
    clock.now = at(9, 11)
    sure = read()

    assert all("permohonan ganda" not in said for said in (*under_review, *sure))
    if language == "id":
        assert "Jadwal ini sedang ditinjau petugas" in under_review[0]
        assert "Mohon jangan berangkat dulu." in under_review[0]
        assert "Hapus dari kalender" not in under_review[0]
        assert "Hapus dari kalender" in sure[0]
        assert "Dokumen Anda belum bisa diambil" in under_review[1]
        assert "sedang ditinjau petugas" in under_review[1]
        assert all("dibatalkan" not in said for said in under_review)
        assert "pukul 11.00 WIB dibatalkan Permohonannya dibatalkan." in sure[0]
        assert "Permohonan dibatalkan" in sure[1]
        assert "sudah diambil" not in sure[1]
