"""Files in the import folder are taken in once they stand still, once, and lie in done/ or failed/ afterwards."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.db.models import Document, Intake
from scheduler.flow.intake import imports
from scheduler.intake import sheet
from scheduler.jobs import import_folder
from scheduler.jobs import imports as imports_job
from scheduler.jobs.import_folder import STILL, STILL_EMPTY, Seen, Watching
from scheduler.jobs.imports import Importing
from scheduler.pictures.vault import Vault
from tests.conftest import Stopwatch
from tests.intake.exports import csv_text, line, read_here
from tests.scenes.factories import World

GOOD = csv_text(line(1), line(2, holder="Budi")).encode()
BAD = b"<html>"


class Watched:
    """A folder of an office, and a process that looks through it."""

    def __init__(self, office: World, clock: Stopwatch, tmp_path: Path, database: Database | None = None) -> None:
        self.office, self.clock = office, clock
        self.database = database or office.database
        self.folder = tmp_path / "imports"
        self.place = self.folder / office.office.code
        self.place.mkdir(parents=True, exist_ok=True)
        self.vault = Vault(tmp_path / "files")
        self.watching = Watching(self.database, clock, self.vault, self.folder, timedelta(days=7))

    def put(self, content: bytes, name: str = "siap.csv") -> Path:
        path = self.place / name
        path.write_bytes(content)
        return path

    def look(self, rounds: int = 1) -> None:
        async def all_rounds() -> None:
            for _ in range(rounds):
                await self.watching.look()

        asyncio.run(all_rounds())

    def work(self) -> None:
        """The file is found, taken in, and moved away."""
        self.look(STILL + 1)
        asyncio.run(Importing(self.database, self.clock, self.vault).work_off())
        self.look()

    def lies_in(self, folder: str) -> list[str]:
        """What lies there, without the time before its name."""
        return sorted(path.name[16:] for path in (self.place / folder).glob("*"))


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """How files are read apart, tests/sent_files/test_exports.py holds."""
    monkeypatch.setattr(imports_job, "read_apart", read_here)


@pytest.fixture
def watched(office: World, clock: Stopwatch, tmp_path: Path) -> Watched:
    return Watched(office, clock, tmp_path)


def imported(office: World) -> list[tuple[str, str, str | None]]:
    return [(row.source, row.stage, row.why) for row in office.rows(Intake)]


@pytest.mark.postgres("statements")
def test_file_that_stands_still_is_taken_in_and_lies_in_done_with_its_report(watched: Watched) -> None:
    path = watched.put(GOOD)

    watched.look(STILL)
    assert imported(watched.office) == []
    watched.work()

    assert imported(watched.office) == [("folder", "done", None)]
    assert len(watched.office.rows(Document)) == 2
    assert not path.exists()
    assert watched.lies_in("done") == ["siap.csv", "siap.csv.csv"]
    (report,) = (watched.place / "done").glob("*.csv.csv")
    assert report.read_text("utf-8-sig").splitlines()[1:] == ["2,0001,dokumen baru", "3,0002,dokumen baru"]


def test_file_that_grows_is_waited_for(watched: Watched) -> None:
    for round_ in range(1, 3 * STILL):
        watched.put(GOOD[: 10 * round_])
        watched.look()

    assert imported(watched.office) == []


def test_same_file_again_is_not_taken_in_again(watched: Watched) -> None:
    watched.put(GOOD)
    watched.work()
    watched.put(GOOD, "lagi.csv")
    watched.clock.now += timedelta(minutes=1)
    watched.work()

    assert imported(watched.office) == [("folder", "done", None)]
    assert watched.lies_in("done") == ["lagi.csv", "lagi.csv.csv", "siap.csv", "siap.csv.csv"]


def test_file_that_a_page_has_taken_in_is_not_taken_in_again(watched: Watched) -> None:
    content = watched.put(GOOD).read_bytes()
    digest = hashlib.sha256(content).digest()
    file = imports.NewFile("dari-halaman.csv", digest, len(content), watched.vault.put(content))
    row = watched.office.do(imports.begin, file)
    asyncio.run(Importing(watched.database, watched.clock, watched.vault).work_off())
    watched.office.do(imports.order, row.id)

    watched.work()

    assert imported(watched.office) == [("page", "done", None)]
    assert watched.lies_in("done") == ["siap.csv", "siap.csv.csv"]


def test_bad_file_lies_in_failed_and_hinders_no_other(watched: Watched) -> None:
    watched.put(BAD, "a.xls")
    watched.put(GOOD, "b.csv")
    watched.put(b"x" * (sheet.MOST_BYTES + 1), "c.csv")

    watched.work()

    found = {(stage, why) for _, stage, why in imported(watched.office)}
    assert found == {("failed", "web_page"), ("done", None), ("failed", "large")}
    assert watched.lies_in("failed") == ["a.xls", "a.xls.csv", "c.csv", "c.csv.csv"]
    assert watched.lies_in("done") == ["b.csv", "b.csv.csv"]


def test_empty_file_is_waited_for_longer(watched: Watched) -> None:
    watched.put(b"")

    watched.look(STILL + 2)
    assert imported(watched.office) == []
    watched.look(STILL_EMPTY)
    asyncio.run(Importing(watched.database, watched.clock, watched.vault).work_off())

    assert imported(watched.office) == [("folder", "failed", "empty")]


def test_what_is_no_export_of_an_office_is_left_alone(watched: Watched) -> None:
    kept = [watched.put(GOOD, ".siap.csv"), watched.put(GOOD, "~$siap.xlsx")]
    strange = watched.folder / "nobody"
    strange.mkdir()
    (strange / "siap.csv").write_bytes(GOOD)
    (watched.place / "link.csv").symlink_to(strange / "siap.csv")

    watched.work()

    assert imported(watched.office) == []
    assert all(path.exists() for path in kept)


def test_name_that_is_no_text_is_taken_all_the_same(watched: Watched) -> None:
    (watched.place / os.fsdecode(b"s\xffiap.csv")).write_bytes(GOOD)

    watched.work()

    assert [(row.file_name, row.stage) for row in watched.office.rows(Intake)] == [("siap.csv", "done")]


def test_file_that_cannot_be_moved_away_is_told_of_once_and_not_taken_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(import_folder, "put_away", fail)
    path = watched.put(GOOD)
    with capture_logs() as logs:
        watched.work()
        watched.look(5)

    assert path.exists()
    assert imported(watched.office) == [("folder", "done", None)]
    assert [log["event"] for log in logs if log["log_level"] == "warning"] == ["import_file_left"]
    assert "siap" not in str(logs)


def test_folder_that_is_not_there_is_told_of_once(office: World, clock: Stopwatch, tmp_path: Path) -> None:
    watching = Watching(office.database, clock, Vault(tmp_path), tmp_path / "nowhere", timedelta(days=7))

    with capture_logs() as logs:
        asyncio.run(watching.look())
        asyncio.run(watching.look())

    assert [log["event"] for log in logs] == ["import_folder_missing"]


def test_what_was_moved_away_goes_after_some_days_and_nothing_else(watched: Watched) -> None:
    watched.put(GOOD)
    watched.work()
    own = watched.place / "done" / "catatan.txt"
    own.write_text("ours")

    watched.clock.now += timedelta(days=6)
    watched.look()
    assert len(list((watched.place / "done").iterdir())) == 3
    watched.clock.now += timedelta(days=2)
    watched.look()

    assert list((watched.place / "done").iterdir()) == [own]


def test_file_that_another_process_moved_away_leaves_no_report(tmp_path: Path, clock: Stopwatch) -> None:
    import_folder.put_away(tmp_path / "siap.csv", tmp_path / "done", b"report", clock())

    assert list((tmp_path / "done").iterdir()) == []


def test_two_processes_take_a_file_once(
    watched: Watched, clock: Stopwatch, tmp_path: Path, open_database: Callable[..., Database]
) -> None:
    other = Watched(watched.office, clock, tmp_path, open_database())
    watched.put(GOOD)

    watched.look(STILL + 1)
    other.look(STILL + 1)

    assert imported(watched.office) == [("folder", "taking", None)]
    assert sum(path.is_file() for path in watched.vault.folder.rglob("*")) == 1


@pytest.mark.parametrize(("before", "rounds"), [(None, 0), (Seen(5, 1, 2), 3), (Seen(4, 1, 2), 0), (Seen(5, 2, 2), 0)])
def test_rounds_count_while_size_and_time_stand_still(before: Seen | None, rounds: int) -> None:
    assert Seen(5, 1).again(before).rounds == rounds
