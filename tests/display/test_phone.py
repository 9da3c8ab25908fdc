"""A waiting phone, state by state: the exact words, the place in the line, what the page's scripts are told."""

import gettext
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from display.hub import View
from display.pages import Pages
from scheduler.board.model import Board, Call, CounterFace, Entering, Missed, OfficeFace, Opening, Wait

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
NOON, ONE = datetime(2026, 11, 30, 5, tzinfo=UTC), datetime(2026, 11, 30, 6, tzinfo=UTC)
EMPTY = Board.empty(OfficeFace("tpi", "Kota", "Asia/Jakarta"), at=NOW, lobby_limit=20)
VIEW = View("tpi", "ticket", "id", day=date(2026, 11, 30), number="A-016")
MINE = Wait("A-016", (6, 9))
WAIT = "Tidak perlu berdiri di pintu. Halaman ini bergetar saat Anda boleh masuk."
WAIT_STILL = "Tidak perlu berdiri di pintu. Biarkan halaman ini terbuka: warnanya berubah saat Anda boleh masuk."


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages({"id": gettext.NullTranslations()})


def html(pages: Pages, **facts: Any) -> str:
    """The live part of the page of A-016 on a board."""
    board = EMPTY.__class__(**{name: getattr(EMPTY, name) for name in EMPTY.__slots__} | facts)
    return pages.board(VIEW, board).text


def told(fragment: str, *, hidden: str = "if-still") -> str:
    """Headline and instruction, on a phone that vibrates; or on one that does not, which hides the other words."""
    found = re.search(r'role="status">(.*?)</div>', fragment, re.DOTALL)
    assert found is not None
    shown = re.sub(rf'<p class="{hidden}">.*?</p>', "", found[1], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).strip()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"waiting": (MINE,)},
            f"Tunggu di luar. Kira-kira 6-9 menit. {WAIT} Anda berikutnya.",
        ),
        (
            {"waiting": (Wait("A-014", None), Wait("A-015", None), Wait("A-016", (0, 9)))},
            f"Tunggu di luar. Kurang dari 9 menit. {WAIT} 2 nomor lagi sebelum Anda.",
        ),
        (
            {"entering": (Entering("A-016", NOW + timedelta(minutes=5)),)},
            "Silakan masuk sekarang Tunjukkan nomor A-016 di pintu, paling lambat 09.47.",
        ),
        (
            {"inside": (Wait("A-012", None), Wait("A-016", (4, 7)))},
            "Duduk dulu. Nomor Anda dipanggil di layar. Kira-kira 4-7 menit. 1 nomor lagi sebelum Anda.",
        ),
        (
            {"inside": (Wait("A-016", (0, 0)),)},
            "Duduk dulu. Nomor Anda dipanggil di layar. Kurang dari 3 menit. Anda berikutnya.",
        ),
        (
            {"inside": (Wait("A-016", (5, 5)),)},
            "Duduk dulu. Nomor Anda dipanggil di layar. Kira-kira 5 menit. Anda berikutnya.",
        ),
        (
            {"counters": (CounterFace(2, "open", "A-016"),), "calls": (Call(1, "A-016", 2, 0, NOW),)},
            "Silakan ke loket 2",
        ),
        (
            {"counters": (CounterFace(2, "open", "A-016"),), "calls": (Call(1, "A-016", 2, 1, NOW),)},
            "Silakan ke loket 2 Panggilan kedua",
        ),
        (
            {"missed": (Missed("A-016", NOW + timedelta(minutes=8)),)},
            "Nomor Anda sudah dipanggil pukul 09.50 Tidak apa-apa. Temui petugas di pintu, Anda masuk antrean lagi.",
        ),
        ({"parked": ("A-016",)}, "Mohon tunggu, petugas sedang menyiapkan dokumen"),
        (
            {"counters": (CounterFace(2, "open", "A-016"),), "serving": ("A-016",)},
            "Anda sedang dilayani di loket 2",
        ),
        (
            {"waiting": (MINE,), "open": Opening("break", "Istirahat", ONE, NOON)},
            "Loket istirahat 12.00-13.00. Nomor Anda tetap berlaku.",
        ),
    ],
)
def test_phone_says_exactly(pages: Pages, facts: dict[str, Any], words: str) -> None:
    assert told(html(pages, **facts)) == words


def test_phone_that_does_not_vibrate_promises_nothing_of_the_kind(pages: Pages) -> None:
    words = told(html(pages, waiting=(MINE,)), hidden="if-buzzing")

    assert words == f"Tunggu di luar. Kira-kira 6-9 menit. {WAIT_STILL} Anda berikutnya."


def test_page_carries_the_words_for_old_news_and_none(pages: Pages) -> None:
    words = re.sub(r"<[^>]+>", "", html(pages, waiting=(MINE,)))

    assert "Terakhir diperbarui 09.42. Ikuti layar dan suara petugas." in words
    assert "Tanpa internet. QR tetap bisa dipakai. Nomor dan waktu tunggu mungkin sudah berubah." in words


def test_scripts_are_told_the_place(pages: Pages) -> None:
    waits = html(pages, waiting=(Wait("A-015", None), MINE))
    called = html(pages, counters=(CounterFace(2, "open", "A-016"),))

    assert 'data-state="waiting" data-number="A-016" data-ahead="1"' in waits
    assert "data-ahead" not in called
