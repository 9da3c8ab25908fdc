"""The words on screens and phones, state by state."""

import gettext
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from display.hub import View
from display.pages import Pages
from scheduler.board import Call, CounterFace, Entering, Lobby, Missed, Opening, Wait

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
NOON, ONE = datetime(2026, 11, 30, 5, tzinfo=UTC), datetime(2026, 11, 30, 6, tzinfo=UTC)
FRIDAY_BREAK = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 2, 1, tzinfo=UTC)
NOBODY = {"entering": (), "inside": (), "waiting": ()}
HALL, DOOR = View("tpi", "hall", "id"), View("tpi", "door", "id")


@pytest.fixture(scope="module")
def pages():
    return Pages({"id": gettext.NullTranslations()})


def words(html):
    """What a reader sees, without the hidden list that the script reads."""
    shown = re.sub(r'<ol id="calls" hidden>.*?</ol>', "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).strip()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "A-012 Loket 2 Berikutnya A-013 A-014"),
        ({"calls": (), **NOBODY}, "Belum ada yang menunggu."),
        (
            {"calls": (), "open": Opening("break", "Istirahat", ONE, NOON)},
            "Istirahat. Buka lagi pukul 13.00. Nomor Anda tetap berlaku.",
        ),
        (
            {"calls": (), "open": Opening("break", "Istirahat salat Jumat", ONE, FRIDAY_BREAK)},
            "Istirahat salat Jumat 11.30-13.00 Buka lagi pukul 13.00.",
        ),
        (
            {"calls": (), "open": Opening("closed", None, WEDNESDAY), **NOBODY},
            "Kantor sudah tutup. Buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB.",
        ),
        (
            {"calls": (), "open": Opening("closed", None, ONE), **NOBODY},
            "Kantor belum buka. Buka pukul 13.00 WIB.",
        ),
        ({"missed": (Missed("A-009", NOW),)}, "Sudah dipanggil: A-009. Silakan temui petugas di pintu."),
        ({"calls": (Call(5, "A-012", 2, 1, NOW),)}, "Panggilan kedua A-012 Loket 2"),
        ({"notice": {"id": "Listrik padam.", "en": "Power cut."}}, "Listrik padam."),
        ({"open": Opening("closed", "listrik padam", None)}, "Kantor sedang tutup. Listrik padam"),
        ({"counters": (CounterFace(4, "break", None),), "calls": ()}, "Loket 4 istirahat"),
        ({}, "Pengambilan gratis. Siapkan QR atau resi, dan KTP lama bila ada."),
    ],
)
def test_hall_says(pages, board, facts, sentence):
    assert sentence in words(pages.board(HALL, board(**facts)).text)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Silakan masuk A-015"),
        ({}, "A-016 6–9 mnt C-003 8–12 mnt"),
        ({}, "Penuh: 16 di dalam, 4 sedang masuk. Nomor lain kami panggil."),
        ({"lobby": Lobby(12, 0, 20)}, "Di dalam 12 dari 20. Silakan tunjukkan QR atau resi."),
        ({"open": Opening("closed", "listrik padam", None)}, "Kantor sedang tutup. Listrik padam"),
        ({"entering": ()}, "Mohon tunggu di luar."),
        ({"entering": tuple(Entering(f"A-{n:03}", None) for n in range(14))}, "dan 2 nomor lagi"),
        ({"calls": (), **NOBODY}, "Menunggu di luar Belum ada yang menunggu."),
    ],
)
def test_door_says(pages, board, facts, sentence):
    assert sentence in words(pages.board(DOOR, board(**facts)).text)


def test_call_is_put_into_words_for_those_who_listen(pages, board):
    once = pages.board(HALL, board()).text
    again = pages.board(HALL, board(calls=(Call(5, "A-012", 2, 1, NOW),))).text

    assert '<li data-key="5" data-repeat="0">Nomor antrean A-012, silakan ke loket 2</li>' in once
    assert '<li data-key="5" data-repeat="1">Panggilan kedua, nomor antrean A-012, silakan ke loket 2</li>' in again


def test_training_is_marked(pages, board):
    mark = "LATIHAN. Tidak ada pesan yang terkirim."

    assert mark in words(pages.screen(HALL, board(training=True), NOW))
    assert mark not in words(pages.screen(HALL, board(), NOW))


def test_page_carries_the_cover_for_old_news(pages, board):
    assert "Layar ini sedang terganggu. Ikuti panggilan petugas." in words(pages.screen(HALL, board(), NOW))


def test_clock_is_the_offices_whatever_the_zone(pages, board):
    jayapura = type(board().office)("jpr", "Jayapura", "Asia/Jayapura")

    pulse = pages.pulse(HALL, board(office=jayapura), NOW).text

    assert words(pulse) == "11.42 WIT"
    assert 'datetime="2026-11-30T11:42:00+09:00"' in pulse


def test_notice_is_text_and_never_markup(pages, board):
    assert "<b>" not in pages.board(DOOR, board(notice={"id": "<b>x</b>", "en": ""}, waiting=())).text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"waiting": (Wait("A-001", (6, 9)),)}, "Tunggu di luar. Kira-kira 6-9 menit. Tidak perlu berdiri di pintu."),
        ({"waiting": (Wait("A-001", None),)}, "Tunggu di luar. Tidak perlu berdiri di pintu."),
        (
            {"entering": (Entering("A-001", NOW + timedelta(minutes=5)),)},
            "Silakan masuk sekarang Tunjukkan nomor A-001 di pintu, paling lambat 09.47.",
        ),
        ({"entering": (Entering("A-001", None),)}, "Silakan masuk sekarang Tunjukkan nomor A-001 di pintu."),
        ({"inside": (Wait("A-001", (4, 7)),)}, "Duduk dulu. Nomor Anda dipanggil di layar. Kira-kira 4-7 menit."),
        ({"counters": (CounterFace(2, "open", "A-001"),)}, "Silakan ke loket 2"),
        (
            {"counters": (CounterFace(2, "open", "A-001"),), "serving": ("A-001",)},
            "Anda sedang dilayani di loket 2",
        ),
        ({"parked": ("A-001",)}, "Mohon tunggu, petugas sedang menyiapkan dokumen"),
        (
            {"missed": (Missed("A-001", NOW),)},
            "Nomor Anda sudah dipanggil pukul 09.42 Tidak apa-apa. Temui petugas di pintu, Anda masuk antrean lagi.",
        ),
        (
            {"waiting": (Wait("A-001", (1, 2)),), "open": Opening("break", "Istirahat", ONE, NOON)},
            "Loket istirahat 12.00-13.00. Nomor Anda tetap berlaku.",
        ),
        (
            {"waiting": (Wait("A-001", (1, 2)),), "open": Opening("break", "Istirahat", ONE)},
            "Loket istirahat sampai 13.00. Nomor Anda tetap berlaku.",
        ),
    ],
)
def test_phone_says(pages, board, facts, sentence):
    view = View("tpi", "ticket", "id", day=date(2026, 11, 30), number="A-001")

    html = pages.board(view, board(**facts)).text

    assert sentence in words(html)
    assert "Diperbarui 09.42 . Bila halaman ini berhenti, ikuti layar dan suara petugas." in words(html)


@pytest.mark.parametrize(
    ("facts", "here"),
    [
        ({"waiting": (Wait("A-001", None),)}, "Tiba"),
        ({"entering": (Entering("A-001", None),)}, "Masuk"),
        ({"inside": (Wait("A-001", None),)}, "Masuk"),
        ({"counters": (CounterFace(2, "open", "A-001"),)}, "Loket"),
    ],
)
def test_phone_shows_how_far_the_visit_has_come(pages, board, facts, here):
    view = View("tpi", "ticket", "id", day=date(2026, 11, 30), number="A-001")

    html = pages.board(view, board(**facts)).text

    assert re.findall(r'class="here" aria-current="step">(\w+)<', html) == [here]
