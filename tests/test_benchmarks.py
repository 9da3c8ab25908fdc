"""What benchmarks/ say of a year can be read, and fails where it must; days that are compared are the same days."""

import pytest

from benchmarks import __main__ as program
from benchmarks import planner, plays, year
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


def test_planner_is_told_who_did_not_come_and_who_came_when() -> None:
    day = planner.recorded(3)

    booked = [visit for visit in day.visits if visit.slot is not None]
    assert len(booked) == 6 * 38
    assert 0.7 < sum(visit.came for visit in booked) / len(booked) < 0.9
    assert all(visit.inside <= visit.called < visit.ended for visit in day.visits if visit.called is not None)


def test_plain_hall_has_the_people_of_the_day_and_serves_them_in_the_order_of_coming() -> None:
    plan = planner._plan(planner.TODAY, 1003)
    ours = planner._played(planner.TODAY, 1003)

    plain = planner.in_a_plain_hall(plan, 1003)

    assert sorted(each.minutes for each in plain.turnout.people) == sorted(each.minutes for each in ours.turnout.people)
    assert [call.person for call in plain.calls] == list(range(len(plain.turnout.people)))
    assert max(step.outside for step in plain.steps) == 0


def test_interval_of_a_mean_is_narrower_with_more_days() -> None:
    assert planner._mean([1.0, 3.0]) == "2.0 (0.4 to 3.6)"
    assert planner._mean([1.0, 3.0] * 8) == "2.0 (1.6 to 2.4)"
