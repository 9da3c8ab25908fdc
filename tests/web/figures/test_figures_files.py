"""Tables of figures are taken along as files, in which nothing is a formula; that is written down."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from scheduler.db.models import CountedDay, DayCount, DeedRow
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.text.cells import defused
from scheduler.web.office.shared.spreadsheets import Share, Sheet, csv_of, xlsx_of
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World
from tests.web.staff.members import sign_in

FRIDAY = MONDAY - timedelta(days=3)
HERE = "/office/figures/files?span=day&day=2026-11-27"


@pytest.fixture(autouse=True)
def _manager(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def kept(office: World, figure: Figure, part: str, count: int, *, day: date = FRIDAY) -> None:
    def work(session: Any) -> None:
        if session.get(CountedDay, (office.office.id, day)) is None:
            session.add(CountedDay(office_id=office.office.id, day=day, at=NINE))
        session.add(DayCount(office_id=office.office.id, figure=figure, day=day, part=part, count=count))

    office.database.run(work)


def rows_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode().removeprefix("\ufeff"))))


def book_of(body: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_table_as_csv_and_its_deed(client: Any, office: World):
    kept(office, Figure.BLANKS_USED, "KTP-el", 1234)

    answer = client.post(HERE, data={"page": "blanks", "table": "blanks", "format": "csv"})

    assert rows_of(answer.content)[1] == ["KTP-el", "0", "1234", "0", "0", "0.0"]
    name = "angka-tanjungpinang-blanks-2026-11-27-2026-11-27.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    wish = {"about": "blanks", "format": "csv", "first": "2026-11-27", "last": "2026-11-27"}
    assert (deed.about, deed.became) == ("figures", wish)


def test_all_tables_of_a_page_in_one_workbook(client: Any, office: World):
    kept(office, Figure.SEATS, "A", 40)
    kept(office, Figure.SEATS_USED, "A", 10)

    answer = client.post(HERE, data={"page": "seats", "table": "", "format": "xlsx"})

    book = book_of(answer.content)
    assert list(book) == ["1 Kursi jadwal", "2 Menurut layanan"]
    assert book["2 Menurut layanan"][1][1:5] == [40, 0, 10, 0.25]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_counts_of_each_day_as_they_are_kept(client: Any, office: World, kind: str):
    kept(office, Figure.PEOPLE, "A", 7)
    kept(office, Figure.PERSON_SERVED, "1", 7)

    answer = client.post(HERE, data={"page": "", "table": "days", "format": kind})

    rows = rows_of(answer.content) if kind == "csv" else book_of(answer.content)["1 Hitungan setiap hari"]
    assert [[str(cell) for cell in row[:2]] for row in rows[1:]] == [["2026-11-27", "people"]]


def test_nothing_that_an_office_named_is_a_formula(client: Any, office: World):
    kept(office, Figure.BLANKS_USED, "=HYPERLINK(1)", 1)

    as_csv = client.post(HERE, data={"page": "blanks", "table": "blanks", "format": "csv"})
    as_book = client.post(HERE, data={"page": "blanks", "table": "blanks", "format": "xlsx"})

    assert rows_of(as_csv.content)[1][0] == "'=HYPERLINK(1)"
    assert book_of(as_book.content)["1 Menurut jenis blangko"][1][0] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_work_out_is_defused(text: str):
    assert defused(text) == f"'{text}"


def test_numbers_stay_numbers_and_nothing_counted_is_empty():
    rows = [["Senin", -3, Share(1, 4), None], ["–", 1.5, Share(0, 0), 0]]
    sheet = Sheet("a", "A [1]/2", ["Hari", "x", "y", "z"], rows)

    assert rows_of(csv_of(sheet))[1:] == [["Senin", "-3", "0.25", ""], ["–", "1.5", "", "0"]]
    assert book_of(xlsx_of([sheet]))["1 A  1  2"][1:] == [["Senin", -3, 0.25, ""], ["–", 1.5, "", 0]]


def test_days_that_cannot_be_read_are_answered(client: Any):
    answer = client.post("/office/figures/files?from=x&to=y", data={"page": "hall", "format": "csv"})

    assert answer.status_code == 422
    assert "Tanggalnya belum bisa dibaca" in answer.text


def test_auditor_takes_along_and_a_clerk_does_not(client: Any, office: World):
    sign_in(client, office, name="Tari", role="auditor")
    assert client.post(HERE, data={"page": "hall", "format": "csv"}).status_code == 200
    sign_in(client, office, name="Ani", role="clerk")
    assert client.post(HERE, data={"page": "hall", "format": "csv"}).status_code == 403
    assert len(office.rows(DeedRow, DeedRow.deed == "exported")) == 1
