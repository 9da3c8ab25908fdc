"""Files that citizens sent are sealed anew, each whole at every moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import keys
from scheduler.flow.upkeep.rotation.files import counted_files, renew_file, sealed_files
from scheduler.keys import Keyring
from scheduler.pictures.vault import Vault

OLD, NEW = "an old secret", "a new secret"


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = keys._ring
    keys.use(Keyring([OLD]))
    yield
    keys._ring = before


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files")


def _rotated(vault: Vault) -> int:
    keys.use(Keyring([NEW, OLD]))
    return sum(renew_file(path) for path in sealed_files(vault.folder))


def test_files_open_with_the_new_secret_alone(vault: Vault):
    marks = {vault.put(content): content for content in (b"one", b"two", b"three" * 1000)}

    done = _rotated(vault)

    keys.use(Keyring([NEW]))
    assert done == 3
    assert {mark: vault.get(mark) for mark in marks} == marks
    assert counted_files(vault.folder) == {keys.ring().ids[0]: 3}


def test_second_time_leaves_every_file_as_it_is(vault: Vault):
    vault.put(b"one")
    _rotated(vault)
    before = [path.read_bytes() for path in sealed_files(vault.folder)]

    assert _rotated(vault) == 0
    assert [path.read_bytes() for path in sealed_files(vault.folder)] == before


def test_nothing_else_in_the_folder_is_touched_and_nothing_is_left_over(vault: Vault):
    mark = vault.put(b"one")
    parts = vault.folder / "parts"
    parts.mkdir()
    (parts / "token").write_bytes(b"on its way")
    beside = vault.folder / mark[:2] / f"{mark}.part"
    beside.write_bytes(b"being written")

    _rotated(vault)

    assert (parts / "token").read_bytes() == b"on its way"
    assert beside.read_bytes() == b"being written"
    assert len([each for each in vault.folder.rglob("*") if each.is_file()]) == 3


def test_file_that_was_deleted_meanwhile_stays_gone(vault: Vault, monkeypatch: pytest.MonkeyPatch):
    mark = vault.put(b"one")
    keys.use(Keyring([NEW, OLD]))
    path = next(sealed_files(vault.folder))
    really = keys.Keyring.seal_bytes
    monkeypatch.setattr(keys.Keyring, "seal_bytes", lambda *asked: (vault.drop(mark), really(*asked))[1])

    assert renew_file(path) is False
    assert [each for each in vault.folder.rglob("*") if each.is_file()] == []


def test_file_of_another_secret_stays_as_it_is(vault: Vault):
    vault.put(b"one")
    before = next(sealed_files(vault.folder)).read_bytes()
    keys.use(Keyring([NEW]))

    assert sum(renew_file(path) for path in sealed_files(vault.folder)) == 0
    assert next(sealed_files(vault.folder)).read_bytes() == before
    assert counted_files(vault.folder) == {b"?": 1}


def test_folder_that_is_not_there_has_no_files(tmp_path: Path):
    assert list(sealed_files(tmp_path / "nowhere")) == []
