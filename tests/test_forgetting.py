"""Files go after the commit that says so, and what a killed process left is swept."""

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler import forgetting
from scheduler.db.models import ApplicationPage, Office
from scheduler.domain.upload_errors import FileGone
from scheduler.pictures.vault import Vault
from tests.clerks_desk import applied
from tests.conftest import Stopwatch
from tests.factories import NINE, World


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
    assert asyncio.run(forgetting.forget_all(office.database, clock, vault)) == 0
    assert vault.get(marks[0]) == b"picture"

    clock.now = NINE + timedelta(days=31)
    assert asyncio.run(forgetting.forget_all(office.database, clock, vault)) == 3

    assert files(vault) == 0
    with pytest.raises(FileGone):
        vault.get(marks[0])
    assert asyncio.run(forgetting.forget_all(office.database, clock, vault)) == 0


@pytest.mark.postgres("statements")
def test_each_office_has_its_files_deleted_by_its_own_rule(
    office: World, elsewhere: World, vault: Vault, clock: Stopwatch
) -> None:
    sent = {world: kept(world, vault) for world in (office, elsewhere)}
    elsewhere.change(Office, elsewhere.office.id, keep_files_days=5)
    clock.now = NINE + timedelta(days=6)

    assert asyncio.run(forgetting.forget_all(office.database, clock, vault)) == 3

    assert [vault.get(mark) for mark in sent[office]] == [b"picture"] * 3
    for mark in sent[elsewhere]:
        with pytest.raises(FileGone):
            vault.get(mark)


def test_sweep_takes_old_files_that_no_row_names_and_no_others(office: World, vault: Vault, clock: Stopwatch) -> None:
    marks = kept(office, vault)
    loose, fresh = vault.put(b"loose"), vault.put(b"fresh")
    long_ago = time.time() - 3 * 24 * 3600
    for mark in (loose, marks[0]):
        os.utime(vault.folder / mark[:2] / mark, (long_ago, long_ago))

    assert asyncio.run(forgetting.sweep(office.database, clock, vault)) == 1

    assert vault.get(marks[0]) == b"picture"
    assert vault.get(fresh) == b"fresh"
    with pytest.raises(FileGone):
        vault.get(loose)
