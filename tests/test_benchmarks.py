"""What benchmarks/ say of a year can be read, and fails where it must."""

import pytest

from benchmarks import __main__ as program
from benchmarks import plays, year
from benchmarks.report import Table
from benchmarks.support.seeding import Seeded
from scheduler.web.api import OPERATIONS


def test_year_shows_the_slowest_pages_and_how_many_are_below() -> None:
    took = {f"/{number}": float(number) for number in range(1, 101)}

    table = year.table_of({"SQLite": took, "PostgreSQL": {"/3": 301.0}}, 5_000)

    assert len(table.rows) == year.SHOWN
    assert table.rows[:2] == [["`/3`", "3", "301"], ["`/100`", "100", ""]]
    assert "The slowest 25 of 100. 75 more took at most 76 ms." in table.aim
    assert table.faults == ["/3: 301 ms"]


@pytest.mark.parametrize("path", sorted(each.path for each in OPERATIONS if each.method == "GET" and each.scope))
def test_year_knows_what_shows_nothing_without_a_token(path: str) -> None:
    assert year._leads_elsewhere(f"/api/v1{path}")


def test_page_above_the_aim_is_an_error_once_all_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = Table("Year", "Aim: 300 ms", ["page"], [["/slow"]], ["/slow: 400 ms"])
    monkeypatch.setitem(program.SECTIONS, "year", lambda *_: [slow])
    monkeypatch.setattr(program, "seed", lambda *_: Seeded.__new__(Seeded))
    monkeypatch.setattr("sys.argv", ["benchmarks", "--only", "year"])

    with pytest.raises(SystemExit) as end:
        program.main()

    assert "/slow: 400 ms" in str(end.value)
    assert "## Year" in capsys.readouterr().out


@pytest.mark.parametrize(("limit", "is_fault"), [(1e9, False), (0.0, True)])
def test_day_that_is_played_too_slowly_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, limit: float, is_fault: bool
) -> None:
    monkeypatch.setattr(plays, "DAYS", 1)
    monkeypatch.setattr(plays, "LIMIT", limit)

    (table,) = plays.tables(Seeded.__new__(Seeded), 1)

    assert [row[0] for row in table.rows][1:3] == ["played", "drawn"]
    assert bool(table.faults) == is_fault
