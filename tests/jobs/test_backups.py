"""Each night's backup is made by itself, by whichever process is first; never in training or for no office."""

import threading
from datetime import time, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from scheduler.backup import making
from scheduler.backup.faults import BackupFailed
from scheduler.backup.files import Stopped
from scheduler.backup.running import Backing
from scheduler.db.engine.database import Database
from scheduler.db.models import BackupRun
from scheduler.domain.backup import Why, name_of
from scheduler.jobs import backups
from scheduler.jobs.backups import backing_up, begin_if_due
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.support import postgres_tools
from tests.support.patience import until

HOUR = time(19, 30)


@pytest.fixture
def backing(office: World, clock: Stopwatch, settings: Settings, tmp_path: Path, monkeypatch) -> Backing:
    postgres_tools.add_to_path(monkeypatch)
    clock.now = at(20)
    wanted = settings.model_copy(update={"backup_folder": str(tmp_path / "backups"), "backup_keep": "2,0,0"})
    return Backing(office.database, clock, wanted)  # type: ignore[arg-type]


def lying(backing: Backing) -> list[str]:
    return sorted(each.name for each in backing.folder.glob("giliran-*"))


@pytest.mark.postgres("statements")
async def test_night_is_made_and_found_made(office: World, clock: Stopwatch, backing: Backing) -> None:
    with capture_logs() as lines:
        assert await begin_if_due(office.database, clock(), backing, HOUR)
        await backing.wait()
        assert not await begin_if_due(office.database, clock(), backing, HOUR)

    assert lying(backing) == [name_of(at(20), ".tar")]
    assert [run.state for run in office.rows(BackupRun)] == ["good"]
    assert [line["event"] for line in lines] == ["backup_made"]


async def test_older_ones_go_by_the_rule_and_others_files_stay(
    office: World, clock: Stopwatch, backing: Backing
) -> None:
    for day in range(3):
        clock.now = at(20, day=day)
        await begin_if_due(office.database, clock(), backing, HOUR)
        await backing.wait()
        (backing.folder / name_of(at(8, day=-5), ".tar")).write_bytes(b"of somebody else under such a name")

    assert lying(backing) == [name_of(at(8, day=-5), ".tar"), *(name_of(at(20, day=day), ".tar") for day in (1, 2))]


async def test_one_that_failed_is_said_and_drops_nothing(
    office: World, clock: Stopwatch, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin_if_due(office.database, clock(), backing, HOUR)
    await backing.wait()
    kept = lying(backing)

    def fail(*_: object) -> None:
        raise BackupFailed(Why.NO_ROOM, "The disk is full.")

    monkeypatch.setattr(making, "make", fail)
    clock.now = at(20, day=1)
    with capture_logs() as lines:
        await begin_if_due(office.database, clock(), backing, HOUR)
        await backing.wait()

    assert lying(backing) == kept
    assert [run.why for run in office.rows(BackupRun)] == [None, "no_room"]
    assert [(line["event"], line["why"]) for line in lines] == [("backup_failed", "no_room")]


async def test_server_that_ends_stops_it_and_says_so(
    office: World, clock: Stopwatch, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ending = threading.Event(), threading.Event()

    def slow(_settings: object, _order: object, told) -> None:
        begun.set()
        ending.wait(10)
        told(50)

    monkeypatch.setattr(making, "make", slow)
    async with backing_up(office.database, clock, backing, None):  # type: ignore[arg-type]
        await begin_if_due(office.database, clock(), backing, HOUR)
        await until(begun.is_set)
        backing._stop.set()
        ending.set()

    assert [(run.state, run.why) for run in office.rows(BackupRun)] == [("failed", "interrupted")]


async def test_database_without_an_office_has_nothing_to_lose(database: Database, clock: Stopwatch, settings) -> None:
    assert not await begin_if_due(database, at(20), Backing(database, clock, settings), HOUR)  # type: ignore[arg-type]


@pytest.mark.usefixtures("at_work")
async def test_beside_the_tick_it_begins_once_the_server_has_settled(
    office: World, clock: Stopwatch, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "SETTLED", 0.0)

    async with backing_up(office.database, clock, backing, HOUR):  # type: ignore[arg-type]
        await until(lambda: [run.state for run in office.rows(BackupRun)] == ["good"])


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("training", [True, False])
async def test_in_training_and_where_it_is_off_none_is_made_by_itself(
    office: World, clock: Stopwatch, backing: Backing, monkeypatch: pytest.MonkeyPatch, training: bool
) -> None:
    looked: list[object] = []
    monkeypatch.setattr(backups, "begin_if_due", looked.append)
    monkeypatch.setattr(backups, "SETTLED", 0.0)
    clock.is_training = training

    async with backing_up(office.database, clock, backing, HOUR if training else None):  # type: ignore[arg-type]
        await office.database.read(lambda _: None)

    assert looked == []


def test_stopped_is_told_by_the_next_look(office: World, backing: Backing) -> None:
    backing._stop.set()

    with pytest.raises(Stopped):
        backing._looking(1, lambda _: None)(50)


def test_hour_is_looked_for_in_the_zone_of_the_office(office: World, clock: Stopwatch) -> None:
    with office.database.reading() as session:
        assert backups._due(session, "/backups", at(20), HOUR) == at(19, 30)
        assert backups._due(session, "/backups", at(19), HOUR) == at(19, 30) - timedelta(days=1)
