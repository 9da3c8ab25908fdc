"""The rosters of counters in the browser: a weekday as a grid, what it means before it is saved, seasons."""

import re
from collections.abc import Sequence
from datetime import date, time
from html import unescape
from typing import Any

import pytest

from scheduler.db.models import Counter
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.roster import USUAL, Dates, Roster
from scheduler.flow.roster.rosters import add_season, roster_between, set_roster
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

ALL_DAY = [f"{hour:02}{minute}" for hour in (8, 9, 10, 11, 13, 14) for minute in ("00", "30")]
MORNING = [f"{hour:02}{minute}" for hour in (8, 9, 10) for minute in ("00", "30")]
UNTIL_ELEVEN = (Stretch(time(8), time(11), 0),)
SEASON = Dates(date(2026, 12, 7), date(2026, 12, 11))


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def stamp(client: Any, where: str = "/office/roster") -> str:
    found = re.search(r'name="was" value="([^"]*)"', client.get(where).text)
    assert found is not None
    return unescape(found[1])


def cells(**hours: Sequence[str]) -> list[str]:
    """The cells that are marked, by counter: cells(c1=ALL_DAY)."""
    return [f"{counter[1:]}-{at}" for counter, marked in hours.items() for at in marked]


def send(client: Any, **typed: Any) -> Any:
    return client.post("/office/roster", data={"weekday": "0", "was": stamp(client), **typed})


def planned(office: World, dates: Dates = USUAL) -> dict[int, Any]:
    """What is set, by the numbers of counters."""
    numbers = {counter.id: counter.number for counter in office.rows(Counter)}
    roster = office.read(lambda session: roster_between(session, office.office, dates, now=NINE))
    return {numbers[counter]: dict(week) for counter, week in roster.weeks.items()}


@pytest.mark.postgres("statements")
def test_a_weekday_is_looked_at_before_it_is_saved(client: Any, office: World) -> None:
    office.booked(14, service="C")
    typed = {"cell": cells(c1=ALL_DAY, c2=ALL_DAY, c3=MORNING), "also": ["1"]}

    seen = send(client, **typed)

    assert planned(office) == {}
    assert "Berlaku untuk: Senin, Selasa." in text_of(seen)
    assert "Layanan C: Senin 13.00-15.00, 1 jadwal warga di jam itu" in text_of(seen)
    assert 'value="3-1030" aria-label="Loket 3, 10.30" checked' in seen.text
    form = re.search(r'<section class="card impact".*?</section>', seen.text, re.DOTALL)
    assert form is not None
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]):
        again.setdefault(name, []).append(unescape(value))
    answer = client.post("/office/roster", data=again)
    page = client.get(answer.headers["location"])
    assert "Jadwal loket tersimpan." in text_of(page)
    assert "Pada jam ini ada slot, tetapi tidak ada loket yang dijadwalkan" in text_of(page)
    assert planned(office) == {3: {0: UNTIL_ELEVEN, 1: (Stretch(time(8), time(11), 1),)}}


def test_without_a_roster_all_cells_are_marked(client: Any, office: World) -> None:
    page = client.get("/office/roster?weekday=4")

    boxes = re.findall(r'<input type="checkbox" name="cell" [^>]*>', page.text)
    assert boxes
    assert all(" checked" in box for box in boxes)
    assert "Belum diatur, jadi semua loket dianggap buka selama jam buka kantor." in text_of(page)


def test_the_same_again_changes_nothing(client: Any, office: World) -> None:
    answer = send(client, cell=cells(c1=ALL_DAY, c2=ALL_DAY, c3=ALL_DAY), sure="1")

    assert "Tidak ada yang diubah." in text_of(client.get(answer.headers["location"]))
    assert planned(office) == {}


def test_the_second_of_two_sees_what_the_first_has_made_of_it(client: Any, office: World) -> None:
    before = stamp(client)
    third = office.rows(Counter)[2].id
    office.do(set_roster, USUAL, {third: {0: UNTIL_ELEVEN}})

    page = client.post("/office/roster", data={"weekday": "0", "was": before, "cell": cells(c1=MORNING), "sure": "1"})

    assert page.status_code == 409
    assert "Sekarang berlaku" in text_of(page)
    assert "Loket 3: 08.00-11.00" in text_of(page)
    assert 'value="1-1030" aria-label="Loket 1, 10.30" checked' in page.text
    assert 'value="1-1100" aria-label="Loket 1, 11.00">' in page.text
    assert planned(office) == {3: {0: UNTIL_ELEVEN}}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weekday": "6"}, "Pilih hari yang kantornya buka."),
        ({"weekday": "9"}, "Pilih hari yang kantornya buka."),
        ({"also": ["x"]}, ""),
        ({"cell": ["x" * 50]}, ""),
    ],
)
def test_what_is_no_day_or_cell_changes_nothing(client: Any, office: World, typed: dict[str, Any], said: str) -> None:
    page = send(client, sure="1", **typed)

    assert page.status_code == 422
    assert said in text_of(page)
    assert planned(office) == {}


def test_cells_of_no_counter_and_no_hour_are_left_out(client: Any, office: World) -> None:
    marked = [*cells(c1=ALL_DAY, c2=ALL_DAY, c3=MORNING), "99-0800", "3-9999", "-", "3-2300", "ab-0800"]

    send(client, cell=marked, sure="1")

    assert planned(office) == {3: {0: UNTIL_ELEVEN}}


@pytest.mark.postgres("statements")
def test_a_season_has_a_roster_of_its_own_and_loses_it_again(client: Any, office: World) -> None:
    answer = client.post("/office/roster/seasons", data={"first": "7-12-2026", "last": "11-12-2026"})
    page = client.get(answer.headers["location"])

    assert "Jadwal untuk tanggal itu dibuat" in text_of(page)
    assert planned(office, SEASON) == {1: {}, 2: {}, 3: {}}
    assert "Jadwal biasa berlaku hari ini" in text_of(client.get("/office/roster"))
    dates = {"first": "2026-12-07", "last": "2026-12-11"}
    where = "/office/roster?first=2026-12-07&last=2026-12-11"
    client.post("/office/roster", data={**dates, "weekday": "0", "was": stamp(client, where), "sure": "1"})
    assert planned(office, SEASON) == {1: {0: ()}, 2: {0: ()}, 3: {0: ()}}
    assert planned(office) == {}
    client.post("/office/roster/removals", data=dates)
    assert client.get(where).status_code == 404


def test_a_season_of_one_day_has_one_weekday(client: Any, office: World) -> None:
    answer = client.post("/office/roster/seasons", data={"first": "4-12-2026"})

    page = client.get(answer.headers["location"])

    assert re.findall(r"weekday=(\d)", page.text) == ["4"]
    assert "Jumat, 4 Des" in text_of(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Isi tanggal mulainya."),
        ({"first": "besok"}, "Tulis tanggal seperti 30/11/2026."),
        ({"first": "7-12-2026", "last": "1-12-2026"}, "Tanggal terakhir tidak boleh sebelum tanggal mulai."),
        ({"first": "7-12-2025"}, "Tanggal itu sudah lewat."),
    ],
)
def test_dates_that_make_no_season_are_said_and_stay(
    client: Any, office: World, typed: dict[str, str], said: str
) -> None:
    page = client.post("/office/roster/seasons", data=typed)

    assert page.status_code == 422
    assert said in text_of(page)
    for value in typed.values():
        assert f'value="{value}"' in page.text


def test_there_is_one_roster_for_the_same_dates(client: Any, office: World) -> None:
    office.do(add_season, SEASON)

    page = client.post("/office/roster/seasons", data={"first": "2026-12-07", "last": "2026-12-11"})

    assert page.status_code == 409
    assert "sudah ada" in text_of(page)


@pytest.mark.parametrize("query", ["first=2026-12-07", "first=x&last=y", "first=2026-12-07&last=2026-12-08"])
def test_a_roster_that_is_none_is_not_found(client: Any, office: World, query: str) -> None:
    assert client.get(f"/office/roster?{query}").status_code == 404
    assert client.post(
        "/office/roster/removals", data=dict(each.split("=") for each in query.split("&"))
    ).status_code in (
        404,
        422,
    )


def test_a_season_on_days_that_are_shut_says_so(client: Any, office: World) -> None:
    answer = client.post("/office/roster/seasons", data={"first": "6-12-2026"})

    assert "Kantor tidak buka pada tanggal itu." in text_of(client.get(answer.headers["location"]))


def test_a_clerk_plans_no_counters(client: Any, office: World) -> None:
    sign_in(client, office, name="Rina", role="clerk")

    assert client.get("/office/roster").status_code == 403
    assert client.post("/office/roster", data={"weekday": "0"}).status_code == 403
    assert Roster(planned(office)).weeks == {}


def test_a_day_leads_to_the_roster_that_holds_on_it(client: Any, office: World) -> None:
    office.do(add_season, SEASON)

    usual = client.get("/office/roster?day=2026-12-04", follow_redirects=False)
    season = client.get("/office/roster?day=2026-12-08", follow_redirects=False)

    assert usual.headers["location"] == "/office/roster?weekday=4"
    assert season.headers["location"] == "/office/roster?first=2026-12-07&last=2026-12-11&weekday=1"
    assert client.get("/office/roster?day=x").status_code == 200
