"""Files of an export are tried, taken in, stopped and gone on with, by whichever process has the turn."""

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
from scheduler.db.models import DeedRow, Document, Intake, IntakeBatch, IntakeTurn
from scheduler.domain.intake import ImportOver, ImportStage, ImportUnknown
from scheduler.flow.intake import imports, turns, working
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.intake.report import ReportLine, lines_of_import
from scheduler.flow.intake.working import Ended
from scheduler.intake.lines import lines_of
from scheduler.jobs import imports as driver
from scheduler.jobs import retention
from scheduler.jobs.imports import Importing
from scheduler.pictures.vault import Vault
from tests.conftest import Stopwatch
from tests.intake.exports import csv_text, line, read_content, read_here
from tests.scenes.factories import NINE, World
from tests.support.patience import until

GOOD = [line(number, holder=f"Siti {'I' * number}") for number in range(1, 5)]
ROWS = [*GOOD, line(5, type="Paspor"), line(6, nik="2,17202E+15")]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files")


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """How files are read apart, tests/sent_files/test_exports.py holds."""
    monkeypatch.setattr(driver, "read_apart", read_here)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two lines, without a pause."""
    monkeypatch.setattr(driver, "BATCH", 2)
    monkeypatch.setattr(driver, "PAUSE", 0)


def brought(office: World, vault: Vault, *rows: list[Any], content: bytes | None = None) -> Intake:
    content = content or csv_text(*(rows or ROWS)).encode()
    file = NewFile("siap.csv", hashlib.sha256(content).digest(), len(content), vault.put(content))
    return office.do(imports.begin, file)


def worked_off(office: World, clock: Stopwatch, vault: Vault, database: Database | None = None) -> None:
    asyncio.run(Importing(database or office.database, clock, vault).work_off())


def ordered(office: World, clock: Stopwatch, vault: Vault, *rows: list[Any]) -> Intake:
    """An import that was tried and is to be taken in."""
    row = brought(office, vault, *rows)
    worked_off(office, clock, vault)
    office.do(imports.order, row.id)
    return row


def now_of(office: World, row: Intake) -> Intake:
    return office.rows(Intake, Intake.id == row.id)[0]


def report_of(office: World, row: Intake) -> list[ReportLine]:
    return office.read(lambda session: lines_of_import(session, row.id))


def files(vault: Vault) -> int:
    return sum(path.is_file() for path in vault.folder.rglob("*"))


def deeds(office: World) -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.deed, row.about, row.became) for row in office.rows(DeedRow)]


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("small")
def test_file_is_tried_without_writing_then_taken_in_by_one_word(office: World, clock: Stopwatch, vault: Vault) -> None:
    row = brought(office, vault)

    worked_off(office, clock, vault)

    tried = now_of(office, row)
    found = {"taken": 5, "refused": 1, "warnings": 1}
    assert (tried.stage, tried.done, tried.total, tried.counts) == ("rehearsed", 6, 6, found)
    assert office.rows(Document) == []
    assert files(vault) == 1

    office.do(imports.order, row.id)
    assert office.rows(IntakeBatch) == []
    worked_off(office, clock, vault)

    taken = now_of(office, row)
    assert (taken.stage, taken.done, taken.counts, taken.mark) == ("done", 6, found, None)
    assert taken.kinds == {"refused type_unknown Jenis Dokumen": 1, "warning nik_rounded NIK": 1}
    assert len(office.rows(Document)) == 5
    assert files(vault) == 0
    assert office.rows(IntakeTurn) == []
    assert deeds(office) == [("import_begun", str(row.id), {}), ("import_finished", str(row.id), found)]


@pytest.mark.usefixtures("small")
def test_report_has_every_line_by_number_and_end_of_its_registration(
    office: World, clock: Stopwatch, vault: Vault
) -> None:
    row = ordered(office, clock, vault)
    worked_off(office, clock, vault)

    told = report_of(office, row)
    assert [(each.number, each.outcome, each.reference) for each in told] == [
        (2, "taken", "0001"),
        (3, "taken", "0002"),
        (4, "taken", "0003"),
        (5, "taken", "0004"),
        (6, "refused", ""),
        (7, "taken", "0006"),
    ]
    assert "Siti" not in str([each.lines for each in office.rows(IntakeBatch)])


@pytest.mark.usefixtures("small")
def test_another_process_goes_on_where_one_was_killed(
    office: World, clock: Stopwatch, vault: Vault, open_database: Callable[..., Database], monkeypatch: Any
) -> None:
    row = ordered(office, clock, vault)
    killed = Importing(office.database, clock, vault)
    monkeypatch.setattr(killed, "_batch", after_one(killed._batch))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(killed.work_off())
    assert (now_of(office, row).done, len(office.rows(Document))) == (2, 2)

    worked_off(office, clock, vault, open_database())
    assert now_of(office, row).done == 2  # the turn is still the other's
    clock.now += turns.BETWEEN + timedelta(seconds=1)
    worked_off(office, clock, vault, open_database())

    assert now_of(office, row).counts == {"taken": 5, "refused": 1, "warnings": 1}
    assert [each.outcome for each in report_of(office, row)].count("taken") == 5


def after_one(batch: Callable[..., Any]) -> Callable[..., Any]:
    """A process that is cancelled after its first batch."""
    done: list[Any] = []

    async def batches(*args: Any) -> None:
        if done:
            raise asyncio.CancelledError
        done.append(args)
        await batch(*args)

    return batches


@pytest.mark.usefixtures("small")
def test_stop_holds_from_the_next_batch_and_what_is_in_stays_in(
    office: World, clock: Stopwatch, vault: Vault, monkeypatch: Any
) -> None:
    row = ordered(office, clock, vault)
    importing = Importing(office.database, clock, vault)
    batch = importing._batch

    async def stopped_after(*args: Any) -> None:
        await batch(*args)
        mark = await asyncio.to_thread(office.do, imports.stop, row.id)
        vault.drop(mark)
        monkeypatch.setattr(importing, "_batch", batch)

    monkeypatch.setattr(importing, "_batch", stopped_after)
    asyncio.run(importing.work_off())

    stopped = now_of(office, row)
    assert (stopped.stage, stopped.done, stopped.ended_by) == ("stopped", 2, "staff:1")
    assert len(office.rows(Document)) == 2
    assert files(vault) == 0
    assert office.rows(IntakeTurn) == []
    assert deeds(office)[-1] == ("import_stopped", str(row.id), {"taken": 2})


def test_batch_that_comes_after_a_stop_is_taken_back(office: World, clock: Stopwatch, vault: Vault) -> None:
    row = ordered(office, clock, vault)
    office.database.run(turns.take_turn, office.office.id, "worker", now=clock())
    office.do(imports.stop, row.id)

    lines = list(lines_of(read_content(csv_text(*GOOD).encode())))
    with pytest.raises(Ended):
        office.database.run(working.take_batch, row.id, "worker", lines, now=clock())

    assert office.rows(Document) == []


@pytest.mark.usefixtures("small")
def test_file_that_is_no_export_fails_in_a_word_and_the_next_one_is_taken(
    office: World, clock: Stopwatch, vault: Vault
) -> None:
    bad, good = brought(office, vault, content=b"<html>"), brought(office, vault)

    worked_off(office, clock, vault)

    assert (now_of(office, bad).stage, now_of(office, bad).why) == ("failed", "web_page")
    assert now_of(office, good).stage == "rehearsed"
    assert files(vault) == 1
    assert deeds(office) == [("import_refused", str(bad.id), {})]


def test_file_that_is_gone_fails(office: World, clock: Stopwatch, vault: Vault) -> None:
    row = brought(office, vault)
    vault.drop(row.mark or "")

    worked_off(office, clock, vault)

    assert (now_of(office, row).stage, now_of(office, row).why) == ("failed", "gone")


def test_fault_of_ours_ends_its_import_alone(
    office: World, elsewhere: World, clock: Stopwatch, vault: Vault, monkeypatch: Any
) -> None:
    row, other = brought(office, vault), brought(elsewhere, vault, *GOOD)
    rehearse = working.rehearse_lines

    def fail(session: Any, of: Any, *args: Any, **facts: Any) -> None:
        if of.id == office.office.id:
            raise ZeroDivisionError
        rehearse(session, of, *args, **facts)

    monkeypatch.setattr(working, "rehearse_lines", fail)
    with capture_logs() as logs:
        worked_off(office, clock, vault)

    assert (now_of(office, row).stage, now_of(office, row).why) == ("failed", "fault")
    assert now_of(office, other).stage == "rehearsed"
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["import_failed"]


def test_two_files_of_an_office_come_one_after_the_other(
    office: World, clock: Stopwatch, vault: Vault, open_database: Callable[..., Database]
) -> None:
    row = brought(office, vault)
    office.database.run(turns.take_turn, office.office.id, "another", now=clock())

    worked_off(office, clock, vault)
    assert now_of(office, row).total is None

    office.database.run(turns.end_turn, office.office.id, "another")
    worked_off(office, clock, vault)
    assert now_of(office, row).stage == "rehearsed"


def test_same_file_brought_twice_is_one_import_while_it_is_open(office: World, clock: Stopwatch, vault: Vault) -> None:
    first = brought(office, vault)
    assert brought(office, vault).id == first.id

    worked_off(office, clock, vault)
    office.do(imports.stop, first.id)

    assert now_of(office, first).stage == ImportStage.DROPPED
    assert brought(office, vault).id != first.id


def test_import_moves_on_once(office: World, elsewhere: World, clock: Stopwatch, vault: Vault) -> None:
    row = ordered(office, clock, vault)

    with pytest.raises(ImportOver):
        office.do(imports.order, row.id)
    with pytest.raises(ImportUnknown):
        elsewhere.do(imports.stop, row.id)
    with pytest.raises(ImportUnknown):
        elsewhere.do(imports.order, row.id)
    worked_off(office, clock, vault)
    with pytest.raises(ImportOver):
        office.do(imports.stop, row.id)


@pytest.mark.postgres("statements")
def test_file_that_was_tried_and_forgotten_goes_after_a_day(office: World, clock: Stopwatch, vault: Vault) -> None:
    row = brought(office, vault)
    clock.now = NINE + timedelta(hours=23)
    worked_off(office, clock, vault)
    assert (now_of(office, row).stage, files(vault)) == ("rehearsed", 1)

    clock.now = NINE + timedelta(hours=25)
    worked_off(office, clock, vault)

    assert (now_of(office, row).stage, files(vault)) == ("dropped", 0)


def test_sweep_leaves_a_file_that_an_import_needs(office: World, clock: Stopwatch, vault: Vault) -> None:
    brought(office, vault)
    for path in vault.folder.rglob("*"):
        os.utime(path, (0, 0))

    assert asyncio.run(retention.sweep(office.database, clock, vault)) == 0


async def test_order_of_this_process_wakes_the_job(
    office: World, clock: Stopwatch, vault: Vault, monkeypatch: Any
) -> None:
    monkeypatch.setattr(driver, "LOOK", 600)
    content = csv_text(*GOOD).encode()
    file = NewFile("siap.csv", hashlib.sha256(content).digest(), len(content), vault.put(content))

    async with driver.importing(office.database, clock, vault, die=_never):
        await office.database.write(imports.begin, office.office, file, by="staff:1", now=NINE)
        await until(lambda: [row.stage for row in office.rows(Intake)] == ["rehearsed"])


def _never(_status: int) -> None:
    raise AssertionError("the process was to end")
