"""The page on which handovers on paper are written down afterwards, the spare numbers, and the mark in the history."""

import re
from typing import Any

import pytest

from scheduler.db.models import Booking, Handover, Ticket
from scheduler.domain.text.codes import written_short
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.staff.members import sign_in, text_of

NOTED = {
    "day": "2026-11-30",
    "time": "10:15",
    "counter": "2",
    "identity": "face",
    "collector": "holder",
}


@pytest.fixture(autouse=True)
def _after_the_cut(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is back at her desk at 13.20."""
    sign_in(client, office)
    clock.now = at(13, 20)


def record(client: Any, text: str, **fields: str) -> Any:
    return client.post("/office/late-handovers", data={**NOTED, "text": text, **fields})


@pytest.mark.postgres("statements")
def test_handover_is_written_down_and_the_form_is_there_for_the_next(client: Any, office: World) -> None:
    office.document("R/1")

    answer = record(client, "R/1", paper="905")
    page = client.get(answer.headers["location"])

    handover = office.rows(Handover)[0]
    assert (handover.at, handover.recorded_at, handover.counter_number) == (at(10, 15), at(13, 20), 2)
    assert (handover.by, handover.identity) == ("staff:1", "face")
    assert "A-905 tercatat. Lanjut yang berikutnya." in text_of(page)
    assert 'name="day" value="30/11/2026"' in page.text
    assert "checked" not in page.text, "the next one's identity is what its own line of the paper says"
    assert re.search(r'value="2" selected', page.text)
    assert "A-905 Senin, 30 Nov, 10.15 2 R/1" in text_of(page)


def test_what_an_address_brings_into_the_form_is_bounded(client: Any) -> None:
    page = client.get("/office/late-handovers", params={"day": "9" * 5_000 + "\0"})

    assert page.status_code == 200
    assert f'name="day" value="{"9" * 200}"' in page.text


def test_nomor_jadwal_or_several_registration_numbers_are_typed(client: Any, office: World) -> None:
    code = office.booked(9)
    office.document("r/1", kk="2171010101010001")
    office.document("R/2", kk="2171010101010001")

    assert record(client, written_short(office.booking(code).short)).status_code == 303
    assert record(client, " r/1, r/2 ").status_code == 303

    assert len(office.rows(Handover)) == 3
    assert office.booking(code).stage == "fulfilled"


def test_the_same_form_twice_is_one_record(client: Any, office: World) -> None:
    office.document("R/1")

    first, second = (record(client, "R/1", nonce="same-form") for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert len(office.rows(Handover)) == 1


def test_who_took_it_is_kept_as_at_the_counter(client: Any, office: World) -> None:
    office.document("R/1", reason="lost")
    office.document("R/2", reason="changed")

    letter = {"old_card": "lost", "old_card_letter": "LP-1"}
    record(client, "R/1", collector="proxy", collector_name="Budi", collector_letter="SK-7", **letter)
    record(client, "R/2", old_card="lost", old_card_letter="LP-3", collector_name="left over")

    first, second = office.rows(Handover)
    assert (first.collector_kind, first.collector_name, first.collector_letter) == ("proxy", "Budi", "SK-7")
    assert (second.old_card, second.old_card_letter, second.collector_name) == ("lost", "LP-3", None)


REFUSED = [
    ({"day": "2026-12-01"}, "Waktu penyerahan belum lewat. Periksa lagi hari dan jamnya."),
    ({"day": "2026-11-20"}, "Penyerahan hanya bisa dicatat sampai 7 hari ke belakang."),
    ({"day": "2000-01-01"}, "Penyerahan hanya bisa dicatat sampai 7 hari ke belakang."),
    ({"day": "9999-12-31"}, "Waktu penyerahan belum lewat. Periksa lagi hari dan jamnya."),
    ({"paper": "899"}, "Nomor kertas dari 900 sampai 999. Kosongkan bila tanpa nomor kertas."),
    ({"collector": "proxy", "collector_name": "Budi"}, "Orang lain yang mengambil: tulis nomor surat kuasanya."),
    ({"text": "R/1, R/2"}, "Dokumen itu dari beberapa kunjungan. Catat satu per satu."),
    ({"text": "R/3"}, "Kartu lama harus ditarik dahulu."),
    ({"text": "R/4"}, "Menurut catatan, KTP-el ini sedang dicetak. Tandai siap diambil dahulu di halaman Dokumen."),
    ({"text": "R/5"}, "Nomor registrasi itu tidak ditemukan."),
    ({"text": "12-345"}, "Nomor jadwal itu tidak ditemukan."),
    ({"counter": "9"}, "Loket itu tidak ada di kantor ini."),
    ({"time": ""}, "Isian belum benar."),
    ({"day": "0001-01-01"}, "Isian belum benar."),
    ({"identity": "a guess"}, "Isian belum benar."),
    ({"text": "R/1\x00"}, "Isian belum benar."),
]


def test_refusal_stands_above_what_was_typed(client: Any, office: World, subtests: pytest.Subtests) -> None:
    office.document("R/1")
    office.book(office.invitation(reference="R/2"), office.slot(9))
    office.document("R/3", reason="changed")
    office.document("R/4", stage="in_production")

    for fields, said in REFUSED:
        with subtests.test(fields=fields):
            answer = record(client, **{"text": "R/1", **fields})

            assert answer.status_code in (404, 409, 422)
            assert said in text_of(answer)
            assert 'value="R/' in answer.text or "12-345" in answer.text
            assert office.rows(Handover) == office.rows(Ticket) == []


def test_handed_over_already_says_when_where_and_to_whom(client: Any, office: World) -> None:
    office.document("R/1")
    record(client, "R/1", collector="family", collector_name="Siti Rahmawati")

    answer = record(client, "R/1", time="11:00")

    assert answer.status_code == 409
    assert "Sudah diserahkan Senin, 30 November 2026 pukul 10.15 WIB, loket 2" in text_of(answer)
    assert "Rahmawati" not in answer.text


def test_paper_number_twice(client: Any, office: World) -> None:
    office.document("R/1")
    office.document("R/2")
    record(client, "R/1", paper="905")

    assert "Nomor kertas A-905 sudah dicatat hari itu." in text_of(record(client, "R/2", paper="905"))


def test_only_a_supervisor_lets_pass_what_a_clerk_may_not(client: Any, office: World) -> None:
    office.document("R/1", reason="changed")
    reason = {"without_card": "hilang saat banjir"}

    assert record(client, "R/1", **reason).status_code == 409
    assert "without_card" not in client.get("/office/late-handovers").text

    sign_in(client, office, name="Sari", role="supervisor")
    assert "without_card" in client.get("/office/late-handovers").text
    assert record(client, "R/1", **reason).status_code == 303


def test_guard_writes_nothing_down(client: Any, office: World) -> None:
    office.document("R/1")
    sign_in(client, office, name="Gani", role="guard")

    assert client.get("/office/late-handovers").status_code == 403
    assert record(client, "R/1").status_code == 403
    assert office.rows(Booking) == []


def test_history_shows_the_real_time_with_the_mark(client: Any, office: World) -> None:
    office.document("R/1")
    record(client, "R/1", paper="905")

    said = text_of(client.get("/office/documents?q=R/1"))

    assert "Senin, 30 Nov, 10.15 Sudah diambil Rina dicatat susulan Senin, 30 Nov 13.20" in said
    assert "Senin, 30 Nov, 10.15 A-905: Selesai dilayani Rina dicatat susulan Senin, 30 Nov 13.20" in said


def test_pass_tells_the_real_time_at_the_door(client: Any, office: World) -> None:
    code = office.booked(9)
    record(client, written_short(office.booking(code).short))

    answer = client.post("/door/scans", data={"text": code})
    said = text_of(client.get(answer.headers["location"]))

    assert "sudah diserahkan" in said
    assert "10.15" in said
    assert "loket 2" in said


# --- spare numbers


def test_twenty_spare_numbers_on_a_sheet(client: Any) -> None:
    page = client.get("/office/paper-numbers")

    assert page.text.count("<li>") == 20
    assert "900" in text_of(page)
    assert "919" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ("from=990&to=999", 10, 990),
        ("from=995", 5, 995),
        ("from=950&to=900", 1, 950),
        ("from=1&to=5000", 20, 900),
        ("from=²&to=x", 20, 900),
        ("from=900&to=999", 100, 900),
    ],
)
def test_spare_numbers_of_a_range(client: Any, asked: str, count: int, first: int) -> None:
    page = client.get(f"/office/paper-numbers?{asked}")

    assert page.text.count("<li>") == count
    assert re.findall(r"</small> (\d+)</b>", page.text)[0] == str(first)


@pytest.mark.parametrize(("paper", "found"), [("58", "mm58"), ("80", "mm80"), ("a4", "sheet"), ("a0", "sheet")])
def test_paper_of_spare_numbers(client: Any, paper: str, found: str) -> None:
    assert found in client.get(f"/office/paper-numbers?paper={paper}").text


def test_pages_for_a_cut_are_found_from_the_bookings(client: Any) -> None:
    page = client.get("/office/bookings").text

    for path in ("/office/bookings/today", "/office/paper-numbers", "/office/late-handovers"):
        assert f'href="{path}"' in page
