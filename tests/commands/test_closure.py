import re
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from scheduler.db.models import Closure
from tests.commands.conftest import Run

ADDED = ("closure", "add", "--reason", "Alat rusak", "--from", "2030-01-07")


def closures_of(opened: Any, reason: str = "Alat rusak") -> list[Closure]:
    with opened().reading() as session:
        return list(session.exec(select(Closure).where(Closure.reason == reason)).all())


def number_of(shown: str) -> str:
    found = re.search(r"(\d+): .*Alat rusak", shown)
    assert found is not None
    return found[1]


@pytest.mark.postgres("statements")
def test_closure_is_only_shown_until_told_to_apply_it(giliran: Run, bintan: str, opened: Any) -> None:
    shown = giliran(*ADDED)
    before = closures_of(opened)
    done = giliran(*ADDED, "--yes")

    assert "Nothing is changed yet" in shown.out
    assert "All bookings still fit." in shown.out
    assert before == []
    assert done.status == 0
    assert [(c.starts_on, c.ends_on, c.by) for c in closures_of(opened)] == [(date(2030, 1, 7), None, "command")]


def test_closure_of_a_service_for_some_hours(giliran: Run, bintan: str) -> None:
    hours = ("--from-time", "10.00", "--to-time", "11:30")

    giliran(*ADDED, "--until", "2030-01-07", "--service", "C", *hours, "--yes")

    assert "service C on 2030-01-07 10.00-11.30, Alat rusak" in giliran("closure", "list").out


def test_closure_is_made_longer_opened_and_dropped(giliran: Run, bintan: str, opened: Any) -> None:
    giliran(*ADDED, "--until", "2030-01-07", "--yes")
    number = number_of(giliran("closure", "list").out)

    giliran("closure", "end", number, "--until", "2030-01-09", "--yes")
    longer = closures_of(opened)[0].ends_on
    looked = giliran("closure", "drop", number)
    kept = len(closures_of(opened))
    dropped = giliran("closure", "reopen", number, "--yes")

    assert longer == date(2030, 1, 9)
    assert "Forgotten, as if it had never been" in looked.out
    assert "Nothing is changed yet" in looked.out
    assert kept == 1
    assert "Opens again today" in dropped.out
    assert closures_of(opened) == []


@pytest.mark.postgres("statements")
def test_past_closures_are_listed_when_asked_for(giliran: Run, bintan: str) -> None:
    giliran("closure", "add", "--reason", "Alat rusak", "--from", "2020-01-07", "--until", "2020-01-08", "--yes")

    assert "Alat rusak" not in giliran("closure", "list").out
    assert "Alat rusak" in giliran("closure", "list", "--all").out


def test_same_closure_again_is_refused(giliran: Run, bintan: str) -> None:
    giliran(*ADDED, "--yes")

    again = giliran(*ADDED, "--yes")

    assert (again.status, again.out) == (1, "")
    assert "Alat rusak" in again.err


def test_closure_nobody_knows_is_refused(giliran: Run, bintan: str) -> None:
    for words in (("end", 999), ("reopen", 999, "--yes"), ("drop", 999, "--yes")):
        assert giliran("closure", *words).status == 1


def test_times_and_dates_that_are_none_are_refused(giliran: Run, bintan: str) -> None:
    for more in (("--from-time", "morning"), ("--until", "2029-01-01"), ("--from-time", "10.00")):
        assert giliran(*ADDED, *more).status == 2


@pytest.mark.postgres("statements")
def test_holidays_are_added_once(giliran: Run, bintan: str, opened: Any) -> None:
    shown = giliran("closure", "holidays", 2031)
    done = giliran("closure", "holidays", 2031, "--yes")
    again = giliran("closure", "holidays", 2031, "--yes")

    assert "2031-01-01" in shown.out
    assert "Nothing is changed yet" in shown.out
    assert "0 days added." in again.out
    assert "days added." in done.out
    with opened().reading() as session:
        days = session.exec(select(Closure.starts_on).where(col(Closure.starts_on) >= date(2031, 1, 1))).all()
    assert len(days) == len(set(days)) > 10
