"""The folder of what citizens sent: sealed, whole or not there, and nothing else is ever touched by a mark."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler import keys
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.domain.refusals import DiskFull
from scheduler.pictures.vault import Vault

CONTENT = b"the pixels of an identity card" * 100
DAY = timedelta(days=1)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["one secret"]))
    return Vault(tmp_path / "files")


def files(vault: Vault) -> list[Path]:
    return [path for path in vault.folder.rglob("*") if path.is_file()]


def aged(vault: Vault, mark: str) -> None:
    old = time.time() - 2 * DAY.total_seconds()
    os.utime(vault.folder / mark[:2] / mark, (old, old))


def test_what_is_put_is_got(vault: Vault) -> None:
    other, mark = vault.put(b"another"), vault.put(CONTENT)

    assert vault.get(mark) == CONTENT
    assert vault.get(other) == b"another"


def test_file_shows_nobody_anything_without_the_secret(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = vault.put(CONTENT)

    assert b"identity card" not in files(vault)[0].read_bytes()
    assert files(vault)[0].stat().st_mode & 0o077 == 0
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["another secret"]))
    with pytest.raises(FileGone):
        vault.get(mark)


def test_file_opens_under_an_older_secret(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = vault.put(CONTENT)

    monkeypatch.setattr(keys, "_ring", keys.Keyring(["newer", "one secret"]))

    assert vault.get(mark) == CONTENT


def test_file_that_was_put_in_the_place_of_another_does_not_open(vault: Vault) -> None:
    mine, other = vault.put(CONTENT), vault.put(b"another")

    (vault.folder / other[:2] / other).write_bytes((vault.folder / mine[:2] / mine).read_bytes())

    with pytest.raises(FileGone):
        vault.get(other)


def test_full_disk_is_told_and_leaves_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull):
        vault.put(CONTENT)
    assert files(vault) == []


def test_folder_that_cannot_be_made_is_told(vault: Vault) -> None:
    vault.folder.write_text("no folder")

    with pytest.raises(DiskFull):
        vault.put(CONTENT)


@pytest.mark.parametrize(
    "mark", ["", "..", "../g.db", "a" * 31, "A" * 32, "a" * 32 + "\n", "0" * 32, "a\0b", "/etc/passwd"]
)
def test_mark_that_is_none_reaches_no_file(vault: Vault, mark: str) -> None:
    beside = vault.folder.parent / "g.db"
    beside.write_text("the database")

    with pytest.raises(FileGone):
        vault.get(mark)
    vault.drop(mark)

    assert beside.read_text() == "the database"


def test_dropped_is_gone_and_may_be_dropped_again(vault: Vault) -> None:
    mark, other = vault.put(CONTENT), vault.put(b"another")

    vault.drop(mark)
    vault.drop(mark)

    with pytest.raises(FileGone):
        vault.get(mark)
    assert vault.get(other) == b"another"


def test_loose_files_go_once_they_are_old(vault: Vault) -> None:
    named, loose, young = vault.put(b"named"), vault.put(b"loose"), vault.put(b"young")
    aged(vault, named)
    aged(vault, loose)
    cut_off = (vault.folder / loose[:2] / loose).with_suffix(".part")
    cut_off.write_bytes(b"half")
    os.utime(cut_off, (0, 0))

    gone = vault.drop_loose({named}, older_than=DAY)

    assert gone == 2
    assert vault.get(named) == b"named"
    assert vault.get(young) == b"young"
    assert not cut_off.exists()


def test_folder_that_is_not_there_has_nothing_loose(vault: Vault) -> None:
    assert vault.drop_loose((), older_than=DAY) == 0
