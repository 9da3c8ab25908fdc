"""What is foreseen of the coming days, on their list, on a day's own page, in the calendar and on the first page."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.forecasting.course import Band
from scheduler.domain.forecasting.truth import Truth
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World
from tests.scenes.forecasts import keep
from tests.web.staff.members import sign_in, text_of

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
FRIDAY = MONDAY - timedelta(days=3)
LINE = "Paling ramai pukul 08.15, 14–18 orang di dalam, tunggu sampai 15 menit."
DAY = "/office/forecast/day?day=2026-12-01"
TOO_LONG = {"long_wait": Band(30, 44, 60)}


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def said(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.postgres("statements")
def test_each_coming_day_has_its_line_and_what_will_not_do(client: Any, office: World) -> None:
    keep(office, TUESDAY)
    keep(office, WEDNESDAY, **TOO_LONG)

    text = said(client, "/office/forecast")

    assert f"Selasa, 1 Desember 2026 {LINE} Rabu" not in text, "its plot stands between"
    assert f"Selasa, 1 Desember 2026 {LINE}" in text
    assert "Tunggu sampai 44 menit; yang diinginkan paling lama 30 menit. Buka satu loket lagi" in text
    assert text.count("yang diinginkan paling lama") == 1
    assert "dari 38 hari kerja terakhir" in text
    assert "Belum cukup catatan" not in text


def test_new_office_says_what_is_there_yet(client: Any, office: World) -> None:
    text = said(client, "/office/forecast")

    assert "Belum ada prakiraan. Prakiraan dibuat setiap malam" in text
    assert "Belum ada hari yang bisa dibandingkan" in text
    assert "Jenis dokumen yang kunjungannya jarang tercatat: " in text


def test_days_foreseen_from_assumptions_say_so(client: Any, office: World) -> None:
    keep(office, TUESDAY, recorded=0)

    assert "Belum cukup catatan: sebagian besar dihitung dari nilai awal." in said(client, "/office/forecast")
    assert f"{LINE} Belum cukup catatan: dihitung dari nilai awal." in said(client, DAY)


def test_how_far_off_forecasts_were(client: Any, office: World) -> None:
    truth = Truth((3, 20, 7, 1), 4.0, 18.1, 0.0, 66, 0, 31, 28, 38, 0)
    keep(office, FRIDAY, truth=truth)

    text = said(client, "/office/forecast")

    assert "1 hari kerja dalam empat minggu terakhir" in text
    assert "75% dari semua rentang seperempat jam ternyata tepat" in text
    assert "0 dari 1 hari jumlah terbanyaknya ada di dalam rentang" in text
    assert "4,0 orang meleset jumlah terbanyak di dalam" in text
    assert "3,5 menit meleset tunggu 95% warga" in text
    assert "Biasanya lebih banyak daripada prakiraan." in text
    assert "Jumat, 27 Nov 14–18 20 9–21 18" in text


def test_day_that_is_over_shows_what_was_beside_what_was_foreseen(client: Any, office: World) -> None:
    truth = Truth((3, 20, 7, 1), 4.0, 18.1, 0.0, 66, 0, 31, 28, 38, 0)
    keep(office, FRIDAY, truth=truth)

    page = client.get(f"/office/forecast/day?day={FRIDAY}")
    text = text_of(page)

    assert "Yang terjadi: paling banyak 20 orang di dalam, tunggu 95% warga 18 menit, 66 dilayani." in text
    assert "08.15 16 (14–18) 20" in text
    assert "Bagaimana jika diubah?" not in text


def test_day_is_opened_with_bands_tables_and_what_each_figure_means(client: Any, office: World) -> None:
    keep(office, TUESDAY)
    keep(office, WEDNESDAY)

    page = client.get(DAY)
    text = text_of(page)

    assert LINE in text
    assert "14–18 orang paling banyak di dalam" in text
    assert "Di tengahnya: 16 orang." in text
    assert "25% kemungkinan ruang tunggu suatu saat penuh" in text
    assert page.text.count('class="meaning"') == 9
    assert 'class="band-0"' in page.text
    assert "Batas 20 orang" in text
    assert "08.15 16 (14–18)" in text
    assert "day=2026-12-02" in page.text
    assert "Dihitung Senin, 30 Nov 07.00 WIB dari 38 hari kerja terakhir; dijalankan 100 kali." in text


def test_day_says_who_is_booked_and_what_is_free(client: Any, office: World) -> None:
    office.booked(9, day=1)

    text = said(client, DAY)

    assert "Prakiraan hari itu belum dihitung" in text
    assert "KTP-el dan KIA 1 1 " in text


@pytest.mark.parametrize("day", ["", "x", "2026-13-40", "0001-01-01", "9999-12-31", "%00"])
def test_day_that_is_none_is_today(client: Any, office: World, day: str) -> None:
    assert "Hari ini tidak ada prakiraannya" in said(client, f"/office/forecast/day?day={day}")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2020-01-01", "Hari itu sudah lewat"),
        ("2026-12-05", "Kantor tutup pada hari itu"),
        ("2027-12-01", "Hari itu masih terlalu jauh"),
    ],
)
def test_day_of_which_nothing_is_kept_says_why(client: Any, office: World, day: str, why: str) -> None:
    assert why in said(client, f"/office/forecast/day?day={day}")


def test_warning_leads_to_where_the_day_is_mended(client: Any, office: World) -> None:
    keep(office, TUESDAY, **TOO_LONG)
    places = ("/office/roster?day=", "/office/calendar?from=", "/office/forecast/what-if?day=")

    for path in ("/office/forecast", DAY):
        page = client.get(path).text
        warned = page[page.index('class="warnings"') :]
        assert all(f'href="{place}2026-12-01"' in warned for place in places)


def test_warning_leads_nowhere_that_is_closed_to_who_reads_it(client: Any, office: World) -> None:
    keep(office, TUESDAY, **TOO_LONG)
    sign_in(client, office, name="Budi", role="manager")

    page = client.get("/office/forecast").text

    assert "/office/roster?day=" not in page
    assert 'href="/office/forecast/what-if?day=2026-12-01"' in page


def test_warning_of_a_day_that_is_over_asks_for_nothing(client: Any, office: World) -> None:
    keep(office, FRIDAY, truth=Truth((3, 20, 7, 1), 4.0, 18.1, 0.0, 66, 0, 31, 28, 38, 0), **TOO_LONG)

    page = client.get(f"/office/forecast/day?day={FRIDAY}")

    assert "Tunggu sampai 44 menit; yang diinginkan paling lama 30 menit." in text_of(page)
    assert "Buka satu loket lagi" not in text_of(page)
    assert 'class="mend' not in page.text


def test_a_wait_is_rounded_alike_wherever_it_is_told(client: Any, office: World) -> None:
    keep(office, TUESDAY, long_wait=Band(30, 44.4, 60))

    text = said(client, DAY)

    assert "tunggu sampai 44 menit." in text
    assert "Tunggu sampai 44 menit;" in text
    assert "Di tengahnya: 44 menit." in text


def test_figure_without_a_width_has_no_middle_beside_it(client: Any, office: World) -> None:
    keep(office, TUESDAY, overtime=Band(0, 0.2, 0.4))

    assert "0 menit lewat jam kerja" in said(client, DAY)
    assert "Di tengahnya: 0 menit." not in said(client, DAY)


@pytest.mark.parametrize(
    ("role", "status"), [("manager", 200), ("auditor", 200), ("clerk", 403), ("guard", 403)], ids=str
)
def test_forecasts_are_for_who_leads_or_looks(client: Any, office: World, role: str, status: int) -> None:
    sign_in(client, office, name="Tari", role=role)

    for path in ("/office/forecast", DAY, "/office/forecast/what-if"):
        assert client.get(path).status_code == status


def test_nothing_of_another_office_is_shown(client: Any, office: World, elsewhere: World) -> None:
    keep(elsewhere, TUESDAY)

    assert LINE not in said(client, "/office/forecast")
    assert LINE not in said(client, DAY)


@pytest.mark.postgres("statements")
def test_calendar_bears_the_forecast_of_each_day(client: Any, office: World) -> None:
    keep(office, TUESDAY)
    keep(office, WEDNESDAY, **TOO_LONG)

    page = client.get("/office/calendar")
    text = text_of(page)

    assert 'href="/office/forecast/day?day=2026-12-01"' in page.text
    assert text.count("14–18 orang · ≤ ") == 2
    assert "14–18 orang · ≤ 44 mnt ! tunggu terlalu lama" in text
    assert text.count("tunggu terlalu lama") == 1


def test_calendar_of_who_may_not_see_forecasts_has_none(client: Any, office: World) -> None:
    keep(office, TUESDAY)
    sign_in(client, office, name="Ani", role="clerk")

    assert "≤" not in said(client, "/office/calendar")


def test_calendar_says_nothing_of_days_that_are_shut_since(client: Any, office: World) -> None:
    keep(office, MONDAY + timedelta(days=5))

    assert "≤" not in client.get("/office/calendar").text


def test_first_page_says_how_the_next_day_will_be_and_which_will_not_do(client: Any, office: World) -> None:
    keep(office, TUESDAY)
    keep(office, WEDNESDAY, **TOO_LONG)

    page = client.get("/office")
    text = text_of(page)

    assert "Selasa, 1 Des: paling ramai pukul 08.15, 14–18 orang di dalam, tunggu sampai 15 menit." in text
    assert "Rabu, 2 Des: tunggu sampai 44 menit; yang diinginkan paling lama 30 menit. Buka satu loket lagi" in text
    assert "/office/forecast/day?day=2026-12-02" in page.text


def test_first_page_counts_days_that_will_not_do_beyond_three(client: Any, office: World) -> None:
    for place in range(1, 6):
        keep(office, MONDAY + timedelta(days=place), **TOO_LONG)

    assert "2 hari lain dalam seminggu ini juga perlu diatur" in said(client, "/office")
