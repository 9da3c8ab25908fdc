"""The office's page of the waves, and its answer for one registration number."""

import re
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler.db.models import Document
from scheduler.flow.applying import withdrawing
from scheduler.flow.core import opt_outs
from scheduler.flow.invitations import waves
from tests.conftest import Stopwatch
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = EARLY
    sign_in(client, office)


def page(client: Any, reference: str = "") -> Any:
    return client.get("/office/waves", params={"q": reference} if reference else {})


def of_service(answer: Any, letter: str) -> str:
    return said(answer, rf'data-service="{letter}">(.*?)</tr>')


def line_of(answer: Any, letter: str) -> str:
    return said(answer, rf'data-line="{letter}">(.*?)</section>')


def said(answer: Any, part: str) -> str:
    found = re.search(part, answer.text, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())


def why(client: Any, reference: str) -> str:
    answer = page(client, reference)
    reason = re.search(r'data-why="(\w+)"', answer.text)
    assert reason is not None
    return f"{reason.group(1)}: " + said(answer, r'<p role="status">(.*?)</p>')


@pytest.mark.postgres("statements")
def test_last_four_digits_are_enough(client: Any, office: World) -> None:
    for reference in ("470/1234", "480/5555", "490/5555"):
        office.document(reference)

    assert why(client, "1234") == why(client, "470/1234")
    assert "Nomor mana yang dimaksud? 490/5555" in text_of(page(client, "5555"))
    assert "tidak ditemukan" in text_of(page(client, "9999"))


def test_page_shows_what_is_free_what_is_asked_and_who_waits_since_when(client: Any, office: World) -> None:
    shrink(office)
    office.document(now=at(7, day=-3))
    for _ in range(13):
        office.document()
    office.at_time(waves.send, now=EARLY)

    answer = page(client)

    assert "Tautan dikirim untuk 100% kursi kosong" in text_of(answer)
    assert of_service(answer, "A").startswith("A · Pengambilan KTP-el dan KIA 12 12 2 keluarga, habis kira-kira")
    assert line_of(answer, "A").endswith("Satuan kerja Senin, 30 November 2026 2 2 2")
    assert of_service(answer, "C") == "C · Perekaman KTP-el 12 0 Tidak ada yang menunggu."
    assert 'href="/office/calendar"' in answer.text


def test_waiting_document_says_how_many_are_ahead_and_about_how_long(client: Any, office: World) -> None:
    shrink(office)
    for number in range(27):
        office.document(f"R/{number}")

    assert why(client, "R/26") == "waiting: Menunggu gelombang: 14 di depan, kira-kira 2 hari."
    assert why(client, "R/12") == "waiting: Menunggu gelombang: 0 di depan, kira-kira 1 hari."
    assert "Siap sejak Senin, 30 November 2026." in text_of(page(client, "R/26"))
    assert "habis kira-kira 2 hari lagi" in of_service(page(client), "A")


def test_without_days_ahead_or_with_nothing_going_out_no_time_is_promised(client: Any, office: World) -> None:
    shrink(office, wave_percent=0)
    office.document("R/1")
    assert why(client, "R/1") == ("stopped: Menunggu gelombang: 0 di depan. Pengiriman tautan sedang dihentikan (0%).")

    shrink(office, capacity=0)
    assert why(client, "R/1") == (
        "waiting: Menunggu gelombang: 0 di depan. Belum ada jadwal yang dibuka untuk layanan ini."
    )


def test_every_other_reason_is_said(client: Any, office: World, clock: Stopwatch) -> None:
    office.document("R/made", stage="in_production")
    office.document("R/post", channel="post")
    office.document("R/home", type="KK", channel="self_print")
    office.document("R/invited")
    booked = office.document("R/booked")
    office.book(office.code(booked), office.slot(9))
    gone = office.document("R/gone")
    office.do(withdrawing.withdraw, gone.reference, reason="ganda")

    assert why(client, "R/made") == "not_ready: Belum jadi: Sedang dicetak."
    assert why(client, "R/post").startswith("elsewhere: Diambil di ")
    assert why(client, "R/home") == "at_home: Dicetak sendiri: tautannya langsung dikirim, tidak menunggu."
    assert why(client, "R/invited") == ("invited: Sudah dikabari sejak Senin, 30 November 2026, belum memilih jadwal.")
    assert why(client, "R/booked") == "booked: Sudah punya jadwal: Senin, 30 November 2026 pukul 09.00 WIB."
    assert why(client, "R/gone") == "over: Dibatalkan."
    clock.now = at(7, day=31)
    sign_in(client, office, now=clock.now)
    assert why(client, "R/invited") == "expired: Tautannya sudah kedaluwarsa. Warga bisa memintanya lagi."


def test_walk_in_stands_in_the_queue_without_a_time(client: Any, office: World) -> None:
    office.document("R/1")
    office.walk_in(reference="R/1")

    assert why(client, "R/1") == "booked: Sudah terdaftar, tanpa jam."


def test_number_that_nobody_can_be_told_by_is_said(client: Any, office: World) -> None:
    office.document("R/1", phone="+6281234567890")
    assert "Tidak ada nomor telepon" not in page(client, "R/1").text
    office.database.run(opt_outs.stop, office.office.id, "+6281234567890", why="not_mine", now=EARLY)

    assert "Tidak ada nomor telepon yang bisa dikirimi pesan" in page(client, "R/1").text
    office.document("R/2")
    assert "Tidak ada nomor telepon yang bisa dikirimi pesan" in page(client, "R/2").text


def test_priority_is_said(client: Any, office: World) -> None:
    shrink(office, wave_percent=0)
    document = office.document("R/1")

    def prefer(session: Session) -> None:
        session.get_one(Document, document.id).priority = True

    office.database.run(prefer)

    assert "Didahulukan pada hari itu." in page(client, "R/1").text
    assert office.rows(Document, col(Document.priority))[0].id == document.id


def test_unknown_number_and_one_of_another_office(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.document("R/9")

    assert "Nomor registrasi itu tidak ditemukan." in page(client, "R/9").text


def test_names_are_not_shown(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti Rahmawati")

    answer = page(client, "R/1")

    assert "S.R." in answer.text
    assert "Rahmawati" not in answer.text


def test_guard_may_not_see_it(client: Any, office: World) -> None:
    sign_in(client, office, name="Budi", role="guard")

    assert page(client).status_code == 403
