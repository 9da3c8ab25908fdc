"""A waiting phone, state by state: the exact words, the place in the line, what the page's scripts are told."""

import gettext
import re
from dataclasses import replace
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
    return pages.board(VIEW, replace(EMPTY, **facts)).text


def told(fragment: str, *, hidden: str = "if-still") -> str:
    """Headline and instruction, on a phone that vibrates; or on one that does not, which hides the other words."""
    found = re.search(r'role="status">(.*?)</div>', fragment, re.DOTALL)
    assert found is not None
    shown = re.sub(rf'<p class="passing {hidden}">.*?</p>', "", found[1], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).strip()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"waiting": (MINE,)},
            f"Tunggu di luar. Kira-kira 6-9 menit. Anda berikutnya. {WAIT}",
        ),
        (
            {"waiting": (Wait("A-014", None), Wait("A-015", None), Wait("A-016", (0, 9)))},
            f"Tunggu di luar. Kurang dari 9 menit. 2 nomor lagi sebelum Anda. {WAIT}",
        ),
        (
            {"waiting": (replace(MINE, people=3, places=3),)},
            (
                "Tunggu di luar. Kira-kira 6-9 menit. Anda berikutnya."
                f" Menunggu 3 tempat kosong karena Anda bertiga. {WAIT}"
            ),
        ),
        (
            {"waiting": (Wait("A-016", None, people=7, places=7),)},
            f"Tunggu di luar. Anda berikutnya. Menunggu 7 tempat kosong karena Anda 7 orang. {WAIT}",
        ),
        (
            {"waiting": (Wait("A-016", (0, 18), is_late=True, places=1),)},
            (
                "Tunggu di luar. Lebih lama dari perkiraan, maaf. Mungkin sampai 18 menit lagi. Anda berikutnya."
                f" Menunggu 1 tempat kosong. {WAIT}"
            ),
        ),
        (
            {"waiting": (Wait("A-015", None), Wait("A-016", (2, 18), is_late=True))},
            (
                "Tunggu di luar. Lebih lama dari perkiraan, maaf. Mungkin 2-18 menit lagi. 1 nomor lagi sebelum Anda."
                f" {WAIT}"
            ),
        ),
        (
            {"waiting": (Wait("A-016", None, is_late=True),)},
            f"Tunggu di luar. Lebih lama dari perkiraan, maaf. Anda berikutnya. {WAIT}",
        ),
        (
            {"inside": (Wait("A-016", (0, 9), is_late=True),)},
            (
                "Duduk dulu. Nomor Anda dipanggil di layar. Lebih lama dari perkiraan, maaf."
                " Mungkin sampai 9 menit lagi. Anda berikutnya. Menunggu panggilan loket."
            ),
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

    assert words == f"Tunggu di luar. Kira-kira 6-9 menit. Anda berikutnya. {WAIT_STILL}"


def test_all_that_ages_can_be_taken_away_at_once(pages: Pages) -> None:
    late = html(pages, waiting=(Wait("A-016", (2, 18), is_late=True, people=3, places=3),))
    inside = html(pages, inside=(Wait("A-016", (4, 7)),))

    assert told(without_passing(late)) == "Tunggu di luar."
    assert told(without_passing(inside)) == "Duduk dulu. Nomor Anda dipanggil di layar."


def without_passing(fragment: str) -> str:
    """What a page shows that no longer hears of the office."""
    plain = re.sub(r"<span>(.*?)</span>", r"\1", fragment)
    return re.sub(r'<(p|span) class="passing[^"]*">.*?</\1>', "", plain, flags=re.DOTALL)


def test_scripts_are_told_the_place(pages: Pages) -> None:
    waits = html(pages, waiting=(Wait("A-015", None), MINE))
    called = html(pages, counters=(CounterFace(2, "open", "A-016"),))

    assert 'data-state="waiting" data-number="A-016" data-ahead="1"' in waits
    assert "data-ahead" not in called


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"waiting": (MINE,)}, "Tunggu di luar · A-016"),
        ({"entering": (Entering("A-016", None),)}, "Silakan masuk · A-016"),
        ({"inside": (MINE,)}, "Duduk dulu · A-016"),
        ({"counters": (CounterFace(2, "open", "A-016"),)}, "Silakan ke loket 2 · A-016"),
        ({"missed": (Missed("A-016", NOW),)}, "Sudah dipanggil · A-016"),
    ],
)
def test_title_says_what_to_do(pages: Pages, facts: dict[str, Any], title: str) -> None:
    assert f'data-title="{title}"' in html(pages, **facts)


OWN, OTHERS = (
    {"id": "Pengambilan KTP-el tutup hari ini.", "en": "Closed."},
    {"id": "Perekaman tutup Jumat.", "en": "Closed."},
)
GENERAL = {"id": "Lansia didahulukan.", "en": "Elderly first."}
NOTICES = {"notices": (GENERAL, OTHERS), "notice": GENERAL, "announced": 1, "closures": {"A": OWN, "C": OTHERS}}


def test_who_waits_is_told_what_concerns_them_below_number_and_qr(pages: Pages) -> None:
    text = html(pages, waiting=(MINE,), **NOTICES)

    assert text.index('id="told"') > text.index('class="number"')
    assert GENERAL["id"] in text[text.index('id="told"') :]
    assert OWN["id"] in text
    assert OTHERS["id"] not in text


@pytest.mark.parametrize(
    "facts",
    [
        {"entering": (Entering("A-016", None),)},
        {"counters": (CounterFace(2, "open", "A-016"),)},
        {"missed": (Missed("A-016", NOW),)},
    ],
)
def test_who_waits_no_more_is_told_of_nothing_else(pages: Pages, facts: dict[str, Any]) -> None:
    """Who is called in is still told what is shut for them."""
    text = html(pages, **facts, **NOTICES)

    assert [words for words in (GENERAL, OWN, OTHERS) if words["id"] in text] == ([OWN] if "entering" in facts else [])


def test_page_that_waits_for_a_number_is_told_that_there_is_one(pages: Pages) -> None:
    page = View("tpi", "ticket", "id", day=VIEW.day, visit=7)

    before, after = (pages.board(page, replace(EMPTY, visits=visits)).text for visits in (frozenset({8}), {7, 8}))

    assert 'id="away" hidden data-state="away"' in before
    assert 'id="away" hidden data-state="gone"' in after
