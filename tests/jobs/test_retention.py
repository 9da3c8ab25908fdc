"""Files go after the commit that says so, and what a killed process left is swept."""

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from scheduler.db.models import ApplicationPage, DeedRow, FileShare, Office
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.applying import open_uploads, uploads
from scheduler.flow.day_end import sweeps
from scheduler.flow.privacy import purging
from scheduler.jobs import retention
from scheduler.pictures.vault import Vault
from tests.conftest import Stopwatch
from tests.flow.applying.applied import begun
from tests.scenes.audited import write_down
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import NINE, World, race
from tests.support.patience import until


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files")


def kept(office: World, vault: Vault) -> list[str]:
    """An accepted application whose pages lie in the folder."""
    some = applied(office)
    for position in range(3):
        some.decide(position)
    some.accept(now=NINE)
    mine = ApplicationPage.office_id == office.office.id
    for page in office.rows(ApplicationPage, mine):
        office.change(ApplicationPage, page.id, mark=vault.put(b"picture"))
    return [page.mark for page in office.rows(ApplicationPage, mine)]


def files(vault: Vault) -> int:
    return sum(path.is_file() for path in vault.folder.rglob("*"))


@pytest.mark.postgres("statements")
def test_files_go_when_they_are_due(office: World, vault: Vault, clock: Stopwatch) -> None:
    marks = kept(office, vault)
    clock.now = NINE + timedelta(days=29)
    assert asyncio.run(retention.forget_all(office.database, clock, vault)) == 0
    assert vault.get(marks[0]) == b"picture"

    clock.now = NINE + timedelta(days=31)
    assert asyncio.run(retention.forget_all(office.database, clock, vault)) == 3

    assert files(vault) == 0
    with pytest.raises(FileGone):
        vault.get(marks[0])
    assert asyncio.run(retention.forget_all(office.database, clock, vault)) == 0


@pytest.mark.postgres("statements")
def test_each_office_has_its_files_deleted_by_its_own_rule(
    office: World, elsewhere: World, vault: Vault, clock: Stopwatch
) -> None:
    sent = {world: kept(world, vault) for world in (office, elsewhere)}
    elsewhere.change(Office, elsewhere.office.id, keep_files_days=5)
    clock.now = NINE + timedelta(days=6)

    assert asyncio.run(retention.forget_all(office.database, clock, vault)) == 3

    assert [vault.get(mark) for mark in sent[office]] == [b"picture"] * 3
    for mark in sent[elsewhere]:
        with pytest.raises(FileGone):
            vault.get(mark)


@pytest.mark.postgres("statements")
def test_what_an_office_keeps_no_longer_goes_once_a_day(office: World, vault: Vault, clock: Stopwatch) -> None:
    write_down(office)
    clock.now = NINE + timedelta(days=2000)

    assert asyncio.run(retention.purge_all(office.database, clock, vault)) == 2
    assert asyncio.run(retention.purge_all(office.database, clock, vault)) == 0

    (deed,) = office.rows(DeedRow, DeedRow.deed == Deed.PURGED)
    assert (deed.about, deed.became["rows"]) == ("disclosures", 2)


@pytest.mark.postgres("locks")
def test_two_processes_purge_each_row_once(office: World) -> None:
    write_down(office)
    later = NINE + timedelta(days=2000)

    def take() -> int:
        return office.database.run(lambda s: purging.purge(s, s.get_one(Office, office.office.id), now=later)).rows

    taken = race([take, take])

    assert sorted(taken) == [0, 2]
    assert [deed.became["rows"] for deed in office.rows(DeedRow, DeedRow.deed == Deed.PURGED)] == [2]


def test_sweep_takes_old_files_that_no_row_names_and_no_others(office: World, vault: Vault, clock: Stopwatch) -> None:
    marks = kept(office, vault)
    loose, fresh = vault.put(b"loose"), vault.put(b"fresh")
    long_ago = time.time() - 3 * 24 * 3600
    for mark in (loose, marks[0]):
        os.utime(vault.folder / mark[:2] / mark, (long_ago, long_ago))

    assert asyncio.run(retention.sweep(office.database, clock, vault)) == 1

    assert vault.get(marks[0]) == b"picture"
    assert vault.get(fresh) == b"fresh"
    with pytest.raises(FileGone):
        vault.get(loose)


def on_its_way(office: World, vault: Vault, code: str) -> str:
    """The token of an upload of which something is here."""
    token = office.database.run(uploads.begin, code, 0, size=10, now=NINE).token
    vault.parts.write(token, 0, b"half")
    return token


@pytest.mark.postgres("statements")
def test_parts_go_with_their_upload_after_an_hour_and_those_of_none_too(
    office: World, vault: Vault, clock: Stopwatch
) -> None:
    code = begun(office)
    rests, nobodys = on_its_way(office, vault, code), "f" * 32
    clock.now = NINE + timedelta(minutes=30)
    goes_on = on_its_way(office, vault, code)
    office.database.run(uploads.note_received, goes_on, start=0, end=4, now=clock.now)
    for token in (nobodys, goes_on):
        vault.parts.write(token, 0, b"half")
        os.utime(vault.parts.path(token), (0, 0))
    clock.now = NINE + timedelta(minutes=61)

    assert asyncio.run(retention.end_resting(office.database, clock, vault)) == 2

    assert [vault.parts.path(token).exists() for token in (rests, nobodys, goes_on)] == [False, False, True]
    assert asyncio.run(retention.end_resting(office.database, clock, vault)) == 0


def test_any_number_of_resting_uploads_is_given_up(
    office: World, vault: Vault, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_uploads, "A_HANDFUL", 2)
    tokens = [on_its_way(office, vault, begun(office, code=f"draft {number}")) for number in range(5)]
    clock.now = NINE + timedelta(minutes=61)

    assert asyncio.run(retention.end_resting(office.database, clock, vault)) == 5

    assert not any(vault.parts.path(token).exists() for token in tokens)


def test_sweep_forgets_what_was_counted_for_days_that_are_over(office: World, vault: Vault, clock: Stopwatch) -> None:
    on_its_way(office, vault, begun(office))
    clock.now = NINE + timedelta(days=3)

    asyncio.run(retention.end_resting(office.database, clock, vault))
    asyncio.run(retention.sweep(office.database, clock, vault))

    assert office.rows(FileShare) == []


async def test_parts_go_by_themselves(office: World, vault: Vault, clock: Stopwatch) -> None:
    token = on_its_way(office, vault, begun(office))
    clock.now = NINE + timedelta(minutes=61)

    async with retention.forgetting(office.database, clock, vault, die=pytest.fail):  # type: ignore[arg-type]
        await until(lambda: not vault.parts.path(token).exists())


async def test_nothing_goes_by_a_clock_that_jumped(office: World, vault: Vault, clock: Stopwatch) -> None:
    token = on_its_way(office, vault, begun(office))
    office.database.run(sweeps.record_clock, now=NINE)
    clock.now = NINE + timedelta(days=365)

    with capture_logs() as logs:
        async with retention.forgetting(office.database, clock, vault, die=pytest.fail):  # type: ignore[arg-type]
            await until(lambda: logs)

    assert [line["event"] for line in logs] == ["clock_is_wrong"]
    assert vault.parts.path(token).exists()
