"""The words on screens and phones, state by state."""

import gettext
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from display.hub import View
from display.pages import Pages, _build_of
from scheduler.board.model import Call, CounterFace, Entering, Lobby, Missed, Opening, Wait
from scheduler.board.screen import Medium, ScreenFace
from scheduler.translations import translations
from scheduler.web.shared import pages as web

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
NOON, ONE = datetime(2026, 11, 30, 5, tzinfo=UTC), datetime(2026, 11, 30, 6, tzinfo=UTC)
FRIDAY_BREAK = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 2, 1, tzinfo=UTC)
NOBODY = {"entering": (), "inside": (), "waiting": ()}
ROOM = {"calls": (), "lobby": Lobby(9, 0, 20), **NOBODY}
KEPT = {"entering": (Entering("A-015", None, at_door=True),)}
PARTY_KEPT = {
    "entering": (Entering("B-007", None, at_door=True), Entering("A-015", None)),
    "lobby": Lobby(18, 4, 20),
}
HALL, DOOR, COUNTER = View("tpi", "hall", "id"), View("tpi", "door", "id"), View("tpi", "counter", "id", counter=2)


@pytest.fixture(scope="module")
def pages():
    return Pages({"id": gettext.NullTranslations(), "en": translations("en")})


def words(html):
    """What a reader sees, without the hidden list that the script reads."""
    shown = re.sub(r'<ol id="calls" hidden>.*?</ol>', "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).strip()


def said(html):
    """The facts and the sentences of each call in the hidden list that the script reads."""
    (calls,) = re.findall(r'<ol id="calls" hidden>(.*?)</ol>', html, flags=re.DOTALL)
    return re.findall(r"<li ([^>]*)>(.*?)</li>", calls, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "A-012 Loket 2 Berikutnya A-013 B-005 A-014"),
        ({}, "Loket 1 B-004 Loket 2 A-012 Loket 3 tutup"),
        ({}, "Di dalam 16 dari 20 4 sedang masuk"),
        ({"lobby": Lobby(20, 0, 20)}, "Di dalam 20 dari 20 penuh"),
        ({"lobby": Lobby(23, 2, 20)}, "Di dalam 23 dari 20 lebih 3"),
        ({"calls": (), **NOBODY}, "Belum ada yang menunggu."),
        ({"calls": (), **NOBODY}, "Sedang dilayani Loket 1 B-004 Belum ada"),
        ({"calls": (), "serving": ()}, "Silakan menunggu. Nomor Anda dipanggil di layar ini."),
        (
            {"open": Opening("closed", None, WEDNESDAY)},
            "Kantor sudah tutup. Nomor yang sudah terdaftar tetap kami layani.",
        ),
        (
            {"open": Opening("break", "Istirahat", ONE, NOON)},
            "Istirahat. Buka lagi pukul 13.00. Nomor Anda tetap berlaku.",
        ),
        (
            {"calls": (), "open": Opening("break", "Istirahat", ONE, NOON)},
            "Istirahat. Buka lagi pukul 13.00. Nomor Anda tetap berlaku.",
        ),
        (
            {"calls": (), "open": Opening("break", "Istirahat salat Jumat", ONE, FRIDAY_BREAK, "prayer")},
            "Istirahat salat Jumat 11.30-13.00 Buka lagi pukul 13.00.",
        ),
        (
            {"calls": (), "open": Opening("break", "Ruangan dikosongkan sementara", None, cause="emptied")},
            "Ruangan dikosongkan. Mohon tunggu di luar. Nomor Anda tetap berlaku.",
        ),
        (
            {"calls": (), "open": Opening("closed", None, WEDNESDAY), **NOBODY},
            "Kantor sudah tutup. Buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB.",
        ),
        (
            {"calls": (), "open": Opening("closed", None, ONE), **NOBODY},
            "Kantor belum buka. Buka pukul 13.00 WIB.",
        ),
        (
            {"calls": (), "open": Opening("closed", "blangko habis", WEDNESDAY), **NOBODY},
            "Kantor sedang tutup. Blangko habis Buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB.",
        ),
        (
            {"calls": (), "open": Opening("closed", "blangko habis", None), **NOBODY},
            "Kantor sedang tutup. Blangko habis Sampai pemberitahuan lebih lanjut.",
        ),
        ({"notices": ({"id": "Satu.", "en": "One."}, {"id": "Dua.", "en": "Two."})}, "Satu. Dua."),
        ({"missed": (Missed("A-009", NOW),)}, "Sudah dipanggil. Temui petugas di pintu. A-009"),
        ({"calls": (Call(5, "A-012", 2, 1, NOW),)}, "A-012 Panggilan kedua Loket 2"),
        ({"notice": {"id": "Listrik padam.", "en": "Power cut."}}, "Listrik padam."),
        ({"open": Opening("closed", "listrik padam", WEDNESDAY), "calls": ()}, "Kantor sudah tutup. Listrik padam"),
        ({"open": Opening("closed", "listrik padam", None)}, "Kantor sedang tutup. Listrik padam"),
        ({"counters": (CounterFace(4, "break", None),), "calls": ()}, "Loket 4 istirahat"),
        ({}, "Pengambilan gratis. Siapkan QR atau resi, dan KTP lama bila ada."),
    ],
)
def test_hall_says(pages, board, facts, sentence):
    assert sentence in words(pages.board(HALL, board(**facts)).text)


def test_each_line_of_a_notice_takes_its_turn(pages, board):
    html = pages.board(HALL, board(notices=({"id": "A tutup.\nB tutup."}, {"id": "Hujan."}))).text

    assert re.findall(r'<li class="([^"]*)">([^<]*)</li>', html[html.index('class="notices"') :]) == [
        ("shown", "A tutup."),
        ("", "B tutup."),
        ("", "Hujan."),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Silakan masuk A-015"),
        ({}, "A-016 6-9 menit C-003 8-12 menit"),
        ({}, "Di dalam 16 dari 20, 4 sedang masuk. Nomor lain kami panggil."),
        ({"notices": ({"id": "Satu."},)}, "Di dalam 16 dari 20, 4 sedang masuk. Nomor lain kami panggil. Satu."),
        ({"lobby": Lobby(19, 4, 20)}, "Di dalam 19 dari 20. Masih ada tempat untuk 1 orang yang dipanggil."),
        (
            {"lobby": Lobby(20, 0, 20), "entering": ()},
            "Penuh sebentar. Mohon tunggu di luar. Kami panggil lewat layar ini",
        ),
        ({"lobby": Lobby(20, 0, 20)}, "Di dalam 20 dari 20. Setelah mendaftar boleh duduk di dekat sini."),
        ({"lobby": Lobby(12, 0, 20), "entering": ()}, "Mohon tunggu di luar. Kami panggil lewat layar ini"),
        (ROOM, "Silakan datang ke pintu. Tunjukkan QR atau resi. Ada tempat untuk 11 orang."),
        (ROOM, "Menunggu di luar Tidak ada. Di dalam 9 dari 20. Silakan datang ke pintu."),
        ({**KEPT, "lobby": Lobby(23, 1, 20)}, "Mohon tunggu di pintu A-015 Giliran Anda tidak hilang."),
        ({**KEPT, "lobby": Lobby(23, 1, 20)}, "Di dalam 23 dari 20, lebih 3. Yang dipanggil mohon tunggu di pintu."),
        ({**KEPT, "lobby": Lobby(20, 1, 20)}, "Mohon tunggu di pintu A-015 Giliran Anda tidak hilang."),
        ({**KEPT, "lobby": Lobby(20, 1, 20)}, "Di dalam 20 dari 20. Yang dipanggil mohon tunggu di pintu."),
        ({"lobby": Lobby(23, 0, 20), "entering": ()}, "Penuh. Mohon tunggu di luar. Kami panggil lewat layar ini"),
        ({"open": Opening("closed", "listrik padam", None)}, "Kantor sedang tutup. Listrik padam"),
        (
            {"open": Opening("closed", None, WEDNESDAY)},
            "Kantor sudah tutup. Nomor yang sudah terdaftar tetap kami layani.",
        ),
        ({**ROOM, "open": Opening("break", "Istirahat", ONE, NOON)}, "Istirahat. Buka lagi pukul 13.00."),
        ({"entering": tuple(Entering(f"A-{n:03}", None) for n in range(19))}, "dan 2 nomor lagi"),
        (PARTY_KEPT, "Silakan masuk A-015 Mohon tunggu di pintu B-007 Menunggu di luar"),
        (PARTY_KEPT, "Di dalam 18 dari 20. Masih ada tempat untuk 2 orang yang dipanggil."),
    ],
)
def test_door_says(pages, board, facts, sentence):
    assert sentence in words(pages.board(DOOR, board(**facts)).text)


@pytest.mark.parametrize(
    "facts",
    [
        {"open": Opening("closed", None, WEDNESDAY)},
        {"open": Opening("closed", None, WEDNESDAY), **ROOM},
        {"open": Opening("closed", "listrik padam", None), **ROOM},
        {"open": Opening("break", "Istirahat", ONE), **ROOM},
        {"open": Opening("break", "Ruangan dikosongkan", None, cause="emptied"), **ROOM},
        {"lobby": Lobby(20, 0, 20), "waiting": ()},
        {"lobby": Lobby(23, 0, 20)},
    ],
)
def test_door_calls_nobody_who_could_not_come_in(pages, board, facts):
    said = words(pages.board(DOOR, board(**facts)).text)

    assert "QR" not in said
    assert "datang ke pintu" not in said


def test_bar_is_full_while_too_many_are_inside(pages, board):
    html = pages.board(HALL, board(lobby=Lobby(23, 2, 20))).text

    assert '<section class="lobby over">' in html
    assert 'viewBox="0 0 23 1"' in html
    assert re.findall(r'<rect class="(\w+)" width="(\d+)"', html) == [("coming", "23"), ("in", "23")]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Loket 2 A-012 Silakan ke loket ini Berikutnya A-013 B-005 A-014"),
        ({"serving": ("A-012",)}, "Loket 2 A-012 Sedang dilayani"),
        ({"counters": (CounterFace(2, "open", None),), "calls": ()}, "Loket 2 Silakan menunggu."),
        ({"counters": (CounterFace(2, "break", None),)}, "Loket 2 istirahat"),
        ({"counters": (CounterFace(2, "closed", None),)}, "Loket 2 tutup"),
        (
            {"counters": (CounterFace(2, "open", None),), "open": Opening("break", "Istirahat", ONE)},
            "Loket 2 Istirahat. Buka lagi pukul 13.00.",
        ),
    ],
)
def test_counter_says(pages, board, facts, sentence):
    assert sentence in words(pages.board(COUNTER, board(**facts)).text)


@pytest.mark.parametrize(
    "sentence", ["A-012 Loket 2", "Berikutnya A-013 B-005 A-014", "Loket 1 B-004", "Di dalam 16 dari 20"]
)
def test_upright_screen_says(pages, board, sentence):
    assert sentence in words(pages.board(View("tpi", "portrait", "id"), board()).text)


@pytest.mark.parametrize(
    ("repeat", "sentence"),
    [
        (0, "Nomor antrean A-012, silakan ke loket 2"),
        (1, "Panggilan kedua, nomor antrean A-012, silakan ke loket 2"),
        (2, "Panggilan ketiga, nomor antrean A-012, silakan ke loket 2"),
        (3, "Panggilan ulang, nomor antrean A-012, silakan ke loket 2"),
    ],
)
def test_call_is_put_into_words_for_those_who_listen(pages, board, repeat, sentence):
    (call,) = said(pages.board(HALL, board(calls=(Call(5, "A-012", 2, repeat, NOW),))).text)

    facts = f'data-key="5" data-repeat="{repeat}" data-sound-id="/display/tpi/voice/id/A-012/2/{repeat}"'
    assert call == (facts, f'<span lang="id">{sentence}</span>')


def test_number_that_may_come_in_is_put_into_words_at_the_door(pages, board):
    (call,) = said(pages.board(DOOR, board()).text)

    facts = 'data-key="A-015" data-repeat="0" data-sound-id="/display/tpi/voice/id/A-015/0/0"'
    assert call == (facts, '<span lang="id">Nomor antrean A-015, silakan masuk</span>')


def test_number_that_is_served_already_is_not_said(pages, board):
    assert said(pages.board(HALL, board(serving=("A-012",))).text) == []


def test_screen_of_both_languages_draws_and_says_each(pages, board):
    html = pages.board(View("tpi", "hall", "both"), board()).text

    assert re.findall(r'<div class="face" lang="(\w+)">', html) == ["id", "en"]
    ((facts, sentences),) = said(html)
    assert 'data-sound-en="/display/tpi/voice/en/A-012/2/0"' in facts
    assert re.findall(r'<span lang="(\w+)">([^<]+)</span>', sentences) == [
        ("id", "Nomor antrean A-012, silakan ke loket 2"),
        ("en", "Number A-012, please go to counter 2"),
    ]


def test_notice_of_a_screen_of_both_languages_is_in_each(pages, board):
    html = pages.board(View("tpi", "hall", "both"), board(notices=({"id": "Listrik padam.", "en": "Power cut."},))).text

    assert html.index("Listrik padam.") < html.index("Power cut.")


def test_closed_office_says_why_in_the_language_of_each_line(pages, board):
    shut = Opening("closed", "libur Cap Go Meh", None, told={"id": "libur Cap Go Meh", "en": "a holiday"})
    html = pages.board(View("tpi", "hall", "both"), board(open=shut, calls=(), **NOBODY)).text

    assert re.findall("<p>((?:Libur Cap Go Meh|A holiday))</p>", html) == ["Libur Cap Go Meh", "A holiday"]


def test_board_carries_what_its_script_asks(pages, board):
    html = pages.board(HALL, board(quiet=((NOON, ONE),), open=Opening("break", "Istirahat", ONE))).text

    assert 'data-at="2026-11-30T09:42:00+07:00"' in html
    assert 'data-state="break" data-calm="break"' in html
    assert 'data-quiet="2026-11-30T12:00:00+07:00/2026-11-30T13:00:00+07:00"' in html


def test_orders_say_what_the_office_wants(pages):
    face = ScreenFace(
        3,
        "tpi",
        "Ruang <1>",
        language="both",
        theme="light",
        volume=40,
        counter=2,
        reloads=1,
        identifications=2,
        sound_tests=5,
        test_call=1796006472,
        media=(Medium(8, "video", "ab12", "Cara", 20),),
    )

    html = pages.orders(face).text

    assert html.startswith(
        '<div id="orders" hidden data-id="3" data-name="Ruang &lt;1&gt;" data-layout="hall" data-language="both"'
        ' data-theme="light" data-volume="40" data-counter="2" data-reloads="1" data-identifications="2"'
        ' data-tests="5" data-call="1796006472" data-removed="no">'
    )
    assert '<li data-kind="video" data-src="/display/tpi/media/8?v=ab12" data-seconds="20">Cara</li>' in html


@pytest.mark.parametrize(
    ("face", "address"),
    [
        (None, "/display/tpi/live?layout=counter&amp;lang=id&amp;counter=2"),
        (ScreenFace(3, "tpi", layout="counter", counter=2), "/display/screen/live"),
    ],
)
def test_paired_screen_listens_at_its_own_address(pages, board, face, address):
    assert f'data-live="{address}"' in pages.screen(COUNTER, board(), NOW, face)


def test_page_wears_the_theme_of_its_screen(pages, board):
    page = pages.screen(HALL, board(), NOW, ScreenFace(3, "tpi", "Depan", theme="light"))

    assert '<body class="hall light" data-layout="hall" data-language="id" data-theme="light" data-name="Depan"' in page


def test_training_is_marked(pages, board):
    mark = "LATIHAN. Tidak ada pesan yang terkirim."

    assert mark in words(pages.screen(HALL, board(training=True), NOW))
    assert mark not in words(pages.screen(HALL, board(), NOW))


def test_page_carries_the_cover_for_old_news(pages, board):
    assert "Layar ini sedang terganggu. Ikuti panggilan petugas." in words(pages.screen(HALL, board(), NOW))


def test_build_is_that_of_the_files_whatever_is_kept_beside_them(tmp_path: Path) -> None:
    """Else processes of one version have several, and screens that go from one to the other load themselves again."""
    folders = bare, drawn, changed = [tmp_path / name for name in ("bare", "drawn", "changed")]
    for folder in folders:
        (folder / "phone").mkdir(parents=True)
        (folder / "phone" / "_live.html").write_text("Loket 2" if folder is changed else "Loket")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        web.Pages([drawn])._environments["id"].get_template("phone/_live.html")

    assert list(drawn.glob("phone/__pycache__/*"))
    assert _build_of(drawn) == _build_of(bare) != _build_of(changed)


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
        (
            {"waiting": (Wait("A-001", (6, 9)),)},
            "Tunggu di luar. Kira-kira 6-9 menit. Anda berikutnya. Tidak perlu berdiri di pintu.",
        ),
        ({"waiting": (Wait("A-001", None),)}, "Tunggu di luar. Anda berikutnya."),
        (
            {"entering": (Entering("A-001", NOW + timedelta(minutes=5)),)},
            "Silakan masuk sekarang Tunjukkan nomor A-001 di pintu, paling lambat 09.47.",
        ),
        ({"entering": (Entering("A-001", None),)}, "Silakan masuk sekarang Tunjukkan nomor A-001 di pintu."),
        (
            {"entering": (Entering("A-001", None, at_door=True),)},
            "Mohon tunggu di pintu Belum cukup tempat di dalam. A-001 sudah dipanggil, giliran Anda tidak hilang.",
        ),
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
