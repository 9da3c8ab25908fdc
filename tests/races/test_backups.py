"""Several processes that all find a night's backup wanting: looked and then begun each makes one; held, one does."""

import threading

import pytest

from scheduler.db.models import BackupRun
from scheduler.flow.upkeep import backups
from tests.scenes.factories import NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

PROCESSES = 3


def of_a_night(office: World, open_database) -> list[int | None]:
    databases = [office.database, *(open_database() for _ in range(PROCESSES - 1))]
    begin = [lambda each=each: each.run(backups.begin_due, "/backups", due=NINE, now=NINE) for each in databases]
    return race(begin)  # type: ignore[return-value]


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_and_then_begun_a_night_has_several(office: World, open_database, monkeypatch: pytest.MonkeyPatch):
    have_looked, look = threading.Barrier(PROCESSES), backups.is_running

    def looked(*asked: object) -> bool:
        found = look(*asked)  # type: ignore[arg-type]
        have_looked.wait(10)
        return found

    monkeypatch.setattr(backups, "hold_name", lambda *_: None)
    monkeypatch.setattr(backups, "is_running", looked)

    of_a_night(office, open_database)

    assert len(office.rows(BackupRun)) == PROCESSES


@ON_POSTGRES
def test_of_many_that_find_it_wanting_one_begins(office: World, open_database):
    outcomes = of_a_night(office, open_database)

    assert sorted(each is None for each in outcomes) == [False, True, True]
    assert len(office.rows(BackupRun)) == 1
