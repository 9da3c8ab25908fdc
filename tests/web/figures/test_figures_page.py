"""The pages of figures: days held against others, answers in sentences, plots with tables, what each figure means."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.db.models import CountedDay, DayCount, Office
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.offices.settings import Revision
from scheduler.flow.door.turned_away import COUNTED
from scheduler.flow.offices.settings import change_settings
from scheduler.web.office.figures.sections import PAGES
from scheduler.web.shared.public.reasons import REASONS
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.web.staff.members import sign_in, text_of

HERE = "/office/figures"
FRIDAY = MONDAY - timedelta(days=3)
Counted = Mapping[tuple[Figure, str, int], int]


@pytest.fixture(autouse=True)
def _manager(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def kept(office: World, day: date, counted: Counted) -> None:
    """A day whose counts are kept."""

    def work(session: Any) -> None:
        session.add(CountedDay(office_id=office.office.id, day=day, at=NINE))
        for (figure, part, bucket), count in counted.items():
            session.add(
                DayCount(office_id=office.office.id, figure=figure, day=day, part=part, bucket=bucket, count=count)
            )

    office.database.run(work)


def came(people: int, *, letter: str = "A") -> Counted:
    return {(Figure.NUMBERS, letter, 0): people, (Figure.PEOPLE, letter, 0): people}


def said(client: Any, path: str = "", **query: str) -> str:
    answer = client.get(f"{HERE}{path}", params=query)
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.postgres("statements")
def test_the_crowd_is_held_against_days_of_another_year(client: Any, office: World):
    kept(office, date(2025, 4, 14), came(200))
    for place, people in enumerate((90, 110)):
        kept(office, date(2026, 4, 13) + timedelta(days=place), came(people))

    free = {"from": "2026-04-01", "to": "2026-04-30", "against": "free"}
    text = said(client, **free, against_from="2025-04-01", against_to="2025-04-30")

    assert "100 orang sehari datang ke kantor" in text
    assert "50% lebih sedikit daripada 1–30 April 2025 (200)" in text


def test_today_says_until_when_and_stands_beside_the_same_day_a_week_ago(client: Any, office: World):
    text = said(client)

    assert "Senin, 30 November 2026 hari ini masih berjalan, sampai pukul 09.00 WIB" in text
    assert "Dibandingkan dengan Senin, 23 November 2026." in text


def test_first_day_of_an_office_says_so_and_shows_dashes(client: Any, office: World):
    text = said(client)

    assert "Kantor ini baru mulai" in text
    assert "Belum ada hitungan untuk Senin, 23 November 2026." in text
    assert "– dokumen sampai tanpa datang ke kantor" in text


def test_what_was_before_the_first_count_is_empty_and_said(client: Any, office: World):
    kept(office, FRIDAY, came(10))

    assert "Hitungan kantor ini mulai Jumat, 27 November 2026" in said(client, span="month")


def test_days_that_the_night_has_not_counted_yet_are_said(client: Any, office: World):
    kept(office, FRIDAY - timedelta(days=7), came(10))

    text = said(client, **{"from": "2026-11-16", "to": "2026-11-29"})

    assert "baru dihitung sampai Jumat, 20 November 2026" in text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"from": "x", "to": "2026-11-20"}, "Tanggalnya belum bisa dibaca"),
        ({"from": "2026-11-20"}, "Tanggalnya belum bisa dibaca"),
        ({"from": "31/02/2026", "to": "01/03/2026"}, "Tanggalnya belum bisa dibaca"),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "Tanggalnya belum bisa dibaca"),
        ({"span": "day", "day": "%00"}, "Tanggalnya belum bisa dibaca"),
        ({"from": "2026-11-20", "to": "2026-11-01"}, "Tukar keduanya"),
        ({"from": "2027-01-01", "to": "2027-02-01"}, "belum mulai"),
        ({"span": "month", "day": "2027-02-01"}, "belum mulai"),
        ({"from": "2024-01-01", "to": "2026-01-01"}, "Paling banyak 400 hari sekaligus"),
        ({"against": "free", "against_from": "2026-01-02"}, "Tanggalnya belum bisa dibaca"),
    ],
)
def test_days_that_cannot_be_shown_are_answered_and_stay_typed(client: Any, query: dict[str, str], told: str):
    answer = client.get(f"{HERE}/waits", params=query)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Waktu tunggu" in answer.text
    if query.get("from") == "x":
        assert 'name="from" value="x"' in answer.text


def test_line_through_the_day_has_its_limit_and_a_table(client: Any, office: World):
    inside = {(Figure.INSIDE_MOST, "", 36): 18, (Figure.INSIDE_MOST, "", 37): 12, (Figure.INSIDE_MINUTES, "", 36): 150}
    kept(office, FRIDAY, {**came(40), **inside, (Figure.LIMIT, "", 0): 20})

    answer = client.get(HERE, params={"span": "day", "day": "2026-11-27"})

    assert 'class="limit"' in answer.text
    assert "Batas 20 orang" in answer.text
    assert "18 orang paling banyak di dalam, pukul 09.00; batasnya 20" in text_of(answer)
    assert "09.00 18 10" in text_of(answer)


def test_average_through_the_day_is_of_days_that_are_over(client: Any, office: World):
    kept(office, FRIDAY, {**came(40), (Figure.INSIDE_MOST, "", 50): 18, (Figure.INSIDE_MINUTES, "", 50): 150})
    office.scan(office.booked(9), now=NINE)

    text = said(client, **{"from": "2026-11-27", "to": "2026-11-30"})

    assert "12.30 18 10" in text
    assert "rata-ratanya tanpa hari ini" in text


def test_waits_and_what_was_told_of_them(client: Any, office: World):
    waits = {(Figure.WAITS, "A", 4): 10, (Figure.WAITS, "A", 90): 1}
    told = {
        (Figure.TOLD, "A:called", 0): 10,
        (Figure.TOLD_KNOWN, "A:called", 0): 8,
        (Figure.TOLD_HELD, "A:called", 0): 6,
    }
    kept(office, FRIDAY, {**waits, **told})

    text = said(client, "/waits", span="day", day="2026-11-27")

    assert "4 menit menunggu; setengah dari mereka lebih singkat" in text
    assert "1 jam 30 menit menunggu paling lama" in text
    assert "75% perkiraan waktu tunggu yang disebut ternyata tepat" in text
    assert "sampai dipanggil 10 8 75% 0% 0%" in text


def test_why_some_waits_told_cannot_be_judged(client: Any, office: World):
    ends = {(Figure.TOLD_OTHER, "A:called:left", 0): 2, (Figure.TOLD_OTHER, "B:admitted:out_of_order", 0): 3}
    kept(office, FRIDAY, ends)

    text = said(client, "/waits", span="day", day="2026-11-27")

    assert "dipanggil khusus oleh petugas 3 0 3 pulang sebelum gilirannya 0 2 2" in text


def test_a_month_that_goes_on_says_with_which_days_it_is_compared(client: Any, office: World, clock: Stopwatch):
    clock.now = at(9, day=3)  # the third day of work in December
    sign_in(client, office, name="Sari", role="manager", now=clock.now)

    text = said(client, span="month")

    assert "Dibandingkan dengan 1–4 November 2026." in text
    assert "Bulan ini belum selesai: pembandingnya hari kerja yang sama banyaknya." in text
    assert "Arti angka: Hari pembanding untuk bulan berjalan" in text
    assert "Hari pembanding" not in said(client, span="month", day="2026-11-10")


def test_seats_and_who_did_not_come(client: Any, office: World):
    seats = {(Figure.SEATS, "A", 0): 40, (Figure.SEATS_TAKEN, "A", 0): 30, (Figure.SEATS_USED, "A", 0): 20}
    kept(office, FRIDAY, {**seats, (Figure.BOOKED, "A", 0): 25, (Figure.NO_SHOWS, "A", 0): 5})

    text = said(client, "/seats", span="day", day="2026-11-27")

    assert "50% kursi jadwal benar-benar terpakai" in text
    assert "20% yang punya jadwal tidak datang" in text


def test_documents_without_a_visit(client: Any, office: World):
    ways = {(Figure.HANDED_OVER, f"{way}:KTP-el", 0): count for way, count in {"hall": 6, "post": 1, "file": 3}.items()}
    kept(office, FRIDAY, {**ways, (Figure.BY_PROXY, "KTP-el", 0): 3})

    text = said(client, "/documents", span="day", day="2026-11-27")

    assert "40% dokumen sampai tanpa datang ke kantor" in text
    assert "50% dari yang diserahkan di kantor diambil orang lain dengan kuasa" in text


def test_turned_away_in_vain_by_reason(client: Any, office: World):
    turned = {(Figure.TURNED_AWAY, "not_ready", 0): 4, (Figure.TURNED_AWAY_IN_VAIN, "not_ready", 0): 3}
    kept(office, FRIDAY, {**came(10), **turned})

    text = said(client, "/hall", span="day", day="2026-11-27")

    assert "3 orang datang sia-sia" in text
    assert "Dokumen belum jadi 4 3" in text


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == {each.code for each in COUNTED}


def test_applications_messages_and_blanks(client: Any, office: World):
    sent = {(Figure.APPLICATIONS, "online", 0): 7, (Figure.ANSWER_TIMES, "ktp_lost", 26): 2}
    messages = {(Figure.MESSAGES, f"sms:{state}", 0): count for state, count in {"accepted": 9, "failed": 1}.items()}
    blanks = {(Figure.BLANKS_USED, "KTP-el", 0): 19, (Figure.BLANKS_SPOILED, "KTP-el", 0): 1}
    kept(office, FRIDAY, {**sent, **messages, **blanks, (Figure.BLANKS_LEFT, "KTP-el", 0): 1234})
    friday = {"span": "day", "day": "2026-11-27"}

    assert "1 hari 2 jam sampai jawaban pertama" in said(client, "/applications", **friday)
    assert "10% percobaan gagal" in said(client, "/messages", **friday)
    assert "1.234 sisa KTP-el, juga yang sudah disisihkan" in said(client, "/blanks", **friday)


@pytest.mark.parametrize(("minutes", "unit"), [(90, "menit"), (600, "jam")])
def test_long_waits_are_drawn_in_hours(client: Any, office: World, minutes: int, unit: str):
    kept(office, FRIDAY, {(Figure.TALK_WAITS, "", minutes): 1})

    page = client.get(f"{HERE}/messages", params={"span": "month", "day": FRIDAY.isoformat()})

    assert f'text-anchor="end">{unit}</text>' in page.text


def test_table_of_days_without_any_count_is_one_sentence(client: Any, office: World):
    kept(office, FRIDAY, came(3))

    page = client.get(f"{HERE}/blanks", params={"span": "month", "day": FRIDAY.isoformat()})

    assert "Blangko hari demi hari" in page.text
    assert "<tbody>" not in page.text


@pytest.mark.postgres("statements")
def test_long_days_are_shown_week_by_week_and_month_by_month(client: Any, office: World):
    kept(office, date(2026, 3, 3), came(12))

    assert "Mulai 2 Mar 2026" in said(client, "/hall", **{"from": "2026-02-01", "to": "2026-04-30"})
    assert "Maret 2026" in said(client, "/hall", **{"from": "2025-12-01", "to": "2026-11-29"})


@pytest.mark.parametrize("wanted", [False, True])
def test_persons_only_where_the_office_switched_them_on(client: Any, office: World, wanted: bool):
    def switch(session: Any) -> None:
        session.get_one(Office, office.office.id).figures_of_persons = wanted

    office.database.run(switch)
    kept(office, FRIDAY, {**came(10), (Figure.PERSON_SERVED, "1", 0): 10})

    assert ("Menurut petugas" in said(client, "/hall", span="day", day="2026-11-27")) is wanted


def test_switched_off_what_was_counted_of_persons_is_gone(client: Any, office: World):
    kept(office, FRIDAY, {**came(10), (Figure.PERSON_SERVED, "1", 0): 10})
    for wanted in (True, False):
        office.do(change_settings, Revision({"figures_of_persons": wanted}), by="staff:1")

    assert office.rows(DayCount, DayCount.figure == Figure.PERSON_SERVED) == []
    assert len(office.rows(DayCount)) == 2


def test_every_figure_is_explained_behind_a_question_mark_without_a_script(client: Any, office: World):
    page = client.get(HERE).text

    marks = re.findall(r'<details class="meaning">\s*<summary><span aria-hidden="true">\?</span>', page)
    assert len(marks) == 11


@pytest.mark.parametrize("key", list(PAGES))
def test_each_page_opens_for_who_leads_and_who_looks(client: Any, office: World, key: str):
    for name, role in (("Dewi", "supervisor"), ("Tari", "auditor")):
        sign_in(client, office, name=name, role=role)
        assert client.get(PAGES[key].path).status_code == 200


def test_not_for_clerks(client: Any, office: World):
    sign_in(client, office, name="Ani", role="clerk")

    assert client.get(HERE).status_code == 403
    assert ">Angka<" not in client.get("/office/documents").text


def test_nothing_of_another_office(client: Any, office: World, elsewhere: World):
    kept(elsewhere, FRIDAY, came(77))

    assert "77" not in said(client, "/hall", span="day", day="2026-11-27")


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/office/turned-away", "/office/figures/hall"),
        ("/office/applications/figures", "/office/figures/applications"),
        ("/office/messages/figures", "/office/figures/messages"),
    ],
)
def test_old_addresses_lead_here(client: Any, path: str, to: str):
    answer = client.get(path, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (301, to)


def test_old_addresses_lead_nobody_who_may_not_see_figures(client: Any, office: World):
    sign_in(client, office, name="Ani", role="clerk")

    assert client.get("/office/turned-away", follow_redirects=False).status_code == 403
