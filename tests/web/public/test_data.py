"""Open data of an office by months that are over."""

import csv
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.db.models import CountedDay, DayCount, Office
from scheduler.domain.public.open_data import Published
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World
from tests.web.staff.members import text_of

HOME = "/o/tanjungpinang/data"
OCTOBER = date(2026, 10, 1)


def counted(office: World, first: date, last: date, figure: str = "numbers", part: str = "A", count: int = 40) -> None:
    """Counts of each day from first to last are kept."""
    rows: list[Any] = []
    for number in range((last - first).days + 1):
        day, here = first + timedelta(days=number), office.office.id
        rows += [
            CountedDay(office_id=here, day=day, at=EARLY),
            DayCount(office_id=here, figure=figure, day=day, part=part, count=count),
        ]
    office.database.run(lambda session: session.add_all(rows))


@pytest.fixture
def october(office: World) -> None:
    """All of October and most of November are counted."""
    counted(office, OCTOBER, date(2026, 11, 29))


@pytest.mark.postgres("statements")
def test_month_that_is_over_is_a_table(client: Any, october: None) -> None:
    answer = client.get(f"{HOME}/2026-10.csv")

    rows = list(csv.DictReader(answer.text.splitlines()))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="tanjungpinang-2026-10.csv"'
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == (
        "public, max-age=900",
        "*",
    )
    first = {"day": "2026-10-01", "service": "A", "figure": "numbers", "part": "", "value": "40", "withheld": ""}
    assert rows[0] == first
    assert {row["day"] for row in rows} == {f"2026-10-{day:02}" for day in range(1, 32)}
    assert client.get(f"{HOME}/2026-10.csv", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("file", ["2026-11.csv", "2026-09.csv", "2027-01.csv"])
def test_month_that_is_not_over_or_not_counted_is_not_there(client: Any, october: None, file: str) -> None:
    answer = client.get(f"{HOME}/{file}")

    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "setelah semua harinya selesai dihitung" in text_of(answer)


@pytest.mark.parametrize("file", ["2026-13.csv", "2026-1.csv", "x.csv", "2026-10.xlsx", "2026-10"])
def test_no_other_file_is_there(client: Any, october: None, file: str) -> None:
    assert client.get(f"{HOME}/{file}").status_code == 404


def test_last_day_of_a_month_is_today_until_it_is_over(client: Any, office: World, clock: Stopwatch) -> None:
    counted(office, date(2026, 11, 1), date(2026, 11, 30))
    assert client.get(f"{HOME}/2026-11.csv").status_code == 404

    clock.forward(days=1)

    assert client.get(f"{HOME}/2026-11.csv").status_code == 200


def test_small_count_is_withheld_and_no_cell_is_a_formula(client: Any, office: World) -> None:
    counted(office, OCTOBER, date(2026, 10, 30), part="C", count=2)
    counted(office, date(2026, 10, 31), date(2026, 10, 31), "handed_over", 'hall:=HYPERLINK("x")', 7)

    rows = list(csv.DictReader(client.get(f"{HOME}/2026-10.csv").text.splitlines()))

    assert (rows[0]["value"], rows[0]["withheld"]) == ("", "yes")
    assert rows[-1]["part"] == '\'=HYPERLINK("x")'


def test_page_says_what_there_is_and_what_it_means(client: Any, october: None) -> None:
    answer = client.get(HOME)

    said = text_of(answer)
    assert f'href="{HOME}/2026-10.csv"' in answer.text
    assert f'href="{HOME}/2026-11.csv"' not in answer.text
    for words in ("Oktober 2026 (CSV)", "CC BY 4.0", "UU 14/2008", "not_ready Dokumen belum jadi", *Published):
        assert words in said
    assert "Belum ada" not in said


def test_page_before_the_first_month(client: Any, office: World) -> None:
    assert "Belum ada. Data satu bulan dibuka" in text_of(client.get(HOME))


def test_machines_find_every_table_and_its_columns(client: Any, october: None) -> None:
    told = client.get(f"{HOME}/datapackage.json").json()

    assert [each["path"] for each in told["resources"]] == ["2026-10.csv"]
    names = [each["name"] for each in told["resources"][0]["schema"]["fields"]]
    assert names == client.get(f"{HOME}/2026-10.csv").text.splitlines()[0].split(",")
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert set(told["figures"]) == {each.value for each in Published}


def test_office_that_shows_no_figures_has_no_open_data(client: Any, office: World, october: None) -> None:
    client.get(f"{HOME}/2026-10.csv")
    office.change(Office, office.office.id, public_figures=False)

    for path in (HOME, f"{HOME}/2026-10.csv", f"{HOME}/datapackage.json"):
        assert client.get(path).status_code == 404


def test_counts_of_another_office_are_its_own(client: Any, office: World, elsewhere: World, october: None) -> None:
    assert client.get("/o/bintan/data/2026-10.csv").status_code == 404
