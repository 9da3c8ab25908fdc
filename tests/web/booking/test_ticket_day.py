"""The page of a pass around its day: what the door would say, what was just done, and what came after."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Document
from scheduler.flow.booking.bookings import cancel
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.web.staff.members import text_of


def said(client: TestClient, pass_code: str) -> str:
    return text_of(client.get(f"/t/{pass_code}"))


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (10, 44, "Datang pukul 10.45-11.15."),
        (10, 45, "Boleh masuk antrean sekarang. Tunjukkan QR di pintu. Datang pukul 10.45-11.15."),
        (11, 15, "Boleh masuk antrean sekarang."),
        (11, 16, "Waktu Anda sudah lewat. Tetap datang hari ini, sebelum pukul 15.00."),
    ],
)
def test_page_says_what_the_door_would_do(
    client: TestClient, office: World, clock: Stopwatch, hour: int, minute: int, words: str
) -> None:
    pass_code, clock.now = office.booked(11), at(hour, minute)

    page = said(client, pass_code)

    assert f"Hari ini 11.00 WIB Senin, 30 November 2026 {words}" in page
    assert ("Boleh masuk" in page) is words.startswith("Boleh")


@pytest.mark.parametrize(("day", "word"), [(1, "Besok 09.00 WIB"), (2, "Jadwal Anda 09.00 WIB")])
def test_other_days_promise_nothing_of_today(client: TestClient, office: World, day: int, word: str) -> None:
    page = said(client, office.booked(9, day=day))

    assert word in page
    assert "Hari ini" not in page
    assert "antrean sekarang" not in page


def test_late_one_whom_the_door_refuses_reads_why(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9, reason="changed")
    document = office.rows(Document)[0]
    office.change(Document, document.id, stage="in_production")
    clock.now = at(10)

    page = said(client, pass_code)

    assert "Belum jadi. KTP-el Anda masih dicetak. Anda tidak perlu antre hari ini." in page
    assert "Tetap datang" not in page


def test_page_of_the_day_asks_anew_when_the_door_says_something_else(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    pass_code, clock.now = office.booked(11), at(10, 44)
    seen = re.findall(r'data-watch="\?seen=([^"]+)"', client.get(f"/t/{pass_code}").text)[0]

    before = client.get(f"/t/{pass_code}", params={"seen": seen}).status_code
    clock.now = at(10, 45)
    after = client.get(f"/t/{pass_code}", params={"seen": seen}).status_code

    assert (before, after) == (204, 205)


def test_visit_that_is_past_shows_neither_qr_nor_cancelling(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    pass_code, clock.now = office.booked(9), at(15, 30)

    page = client.get(f"/t/{pass_code}")

    assert 'class="qr"' not in page.text
    assert "Batalkan" not in page.text
    assert "Simpan gambar" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert client.get(f"/t/{pass_code}/qr.png").status_code == 404
    assert f'href="/t/{pass_code}/slot"' in page.text


def test_change_is_confirmed_for_a_while(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9, day=2)
    ref4 = office.reference_of(pass_code)[-4:]
    clock.now = NINE
    assert "sudah dipindah" not in said(client, pass_code)

    client.post(f"/t/{pass_code}/slot", data={"slot": office.slot(10, day=2).id, "ref4": ref4})
    just_now = said(client, pass_code)
    clock.forward(minutes=10)

    assert "Jadwal sudah dipindah. QR dan nomor jadwal tetap sama." in just_now
    assert "sudah dipindah" not in said(client, pass_code)


def test_old_ticket_leads_to_the_visit_that_took_its_place(client: TestClient, office: World) -> None:
    document = office.document("472.11/0412")
    old = pass_of(office.book(office.code(document), office.slot(9)))
    office.database.run(cancel, old, ref4=None, by="citizen", now=EARLY)
    new = pass_of(office.book(office.code(document), office.slot(11)))

    page = client.get(f"/t/{old}")
    guessed = client.post(f"/t/{old}/invitation", data={"ref4": "9999"})
    proven = client.post(f"/t/{old}/invitation", data={"ref4": "0412"})

    assert "Anda punya jadwal baru: Senin, 30 November 2026 pukul 11.00 WIB." in text_of(page)
    assert "Pilih jadwal lain" not in page.text
    assert new not in page.text + guessed.text
    assert guessed.status_code == 403
    assert proven.headers["location"] == f"/t/{new}"
    assert f'href="/t/{new}">Lihat jadwal itu' in client.get(f"/t/{old}").text


def test_ticket_tells_the_children_of_one_household_apart(client: TestClient, office: World) -> None:
    children = [office.document(type="KIA", holder=each, kk="1") for each in ("Indah Wati", "Rani Sari", "Lukman")]
    office.document(type="KK", holder="Siti Rahmawati", kk="1", channel="office")
    booking = office.book(office.code(children[0]), office.slot(9), collector="parent")
    page = said(client, pass_of(booking))

    assert "3 KIA (I.W., R.S., L.), 1 KK · 1 orang" in page
    assert "3 akta kelahiran anak untuk KIA I.W., KIA R.S., KIA L." in page


def test_old_card_is_named_only_of_whom_it_is_kept(client: TestClient, office: World) -> None:
    first = office.document(type="KIA", holder="Indah Wati", reason="first", kk="1")
    for holder in ("Rani Sari", "Lukman Utama"):
        office.document(type="KIA", holder=holder, reason="damaged", kk="1")
    page = said(client, pass_of(office.book(office.code(first), office.slot(9), collector="parent")))

    assert "2 KIA yang rusak untuk KIA R.S., KIA L.U." in page
    assert "Kartu lama kami tarik: KIA R.S., KIA L.U." in page


def test_place_is_a_link_to_a_map_that_says_nothing_of_the_visit(client: TestClient, office: World) -> None:
    office.edit(address="Jl. Contoh No. 1")

    link = re.findall(r'<a class="tap" href="([^"]+)" rel="noreferrer"', client.get(f"/t/{office.booked()}").text)

    assert link == ["https://www.google.com/maps/search/?api=1&amp;query=Disdukcapil+tanjungpinang%2C+Jl.+Contoh+No.+1"]


def test_closed_day_is_told_by_the_closure_alone(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code, clock.now = office.booked(11), NINE
    office.do(closures.shut, NewClosure(date(2026, 11, 30), date(2026, 11, 30), "banjir"), now=NINE)

    page = said(client, pass_code)

    assert "tutup, banjir" in page
    assert "Boleh masuk" not in page
