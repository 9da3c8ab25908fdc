"""The file of a backup: whole, it says so; damaged, changed, cut off or made by somebody else, it is refused."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from scheduler.backup.archive import COVER, SUMS, Cover, Packing, cover_of, files_below, look_through, totals
from scheduler.backup.faults import BackupBroken

COUNTS = {"office": 1, "booking": 7}
ABOUT = Cover("2026-11-30T12:30:00+00:00", "0.1.0", "0034", "sqlite", "giliran.db.gz", False, False, COUNTS)


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "ab").mkdir(parents=True)
    (folder / "parts").mkdir()
    (folder / "ab" / "one").write_bytes(b"first")
    (folder / "ab" / "two").write_bytes(b"second" * 1000)
    (folder / "parts" / "half").write_bytes(b"on its way")
    return folder


def packed(folder: Path) -> bytes:
    file = io.BytesIO()
    with Packing(file, lambda _: None) as packing:
        packing.put(COVER, ABOUT.written(), 0)
        packing.put("giliran.db.gz", b"the database", 0)
        packing.put_folder("files", folder, lambda within: not within.startswith("parts/"))
    return file.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes | None], more: str = "") -> bytes:
    """The same with members changed, or left out; more: one that is put in first of all after the cover."""
    file = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=file, mode="w") as new:
        for member in old:
            found = old.extractfile(member)
            assert found is not None
            kept = change(member.name, found.read())
            if kept is not None:
                info = tarfile.TarInfo(member.name)
                info.size = len(kept)
                new.addfile(info, io.BytesIO(kept))
            if member.name == COVER and more:
                new.addfile(tarfile.TarInfo(more), io.BytesIO())
    return file.getvalue()


def test_whole_one_is_read_back_with_all_that_was_put_in(tmp_path: Path) -> None:
    seen: dict[str, bytes] = {}

    found = look_through(io.BytesIO(packed(folder_of(tmp_path))), lambda name, file: seen.update({name: file.read()}))

    assert seen == {"giliran.db.gz": b"the database", "files/ab/one": b"first", "files/ab/two": b"second" * 1000}
    assert (found.cover, found.files["files"], found.bytes["files"]) == (ABOUT, 2, 6005)


def test_any_tar_opens_it_and_its_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(folder_of(tmp_path)))) as tar:
        sums = tar.extractfile(SUMS)
        assert sums is not None
        lines = sums.read().decode().splitlines()
        assert tar.getnames() == [*(line.split("  ")[1] for line in lines), SUMS]
        assert all(member.mode == 0o600 for member in tar)


def test_what_it_is_stands_first(tmp_path: Path) -> None:
    assert cover_of(io.BytesIO(packed(folder_of(tmp_path))[:4096])) == ABOUT


@pytest.mark.parametrize("within", [b"the database", b"second", b"first", b'"booking"'])
def test_one_byte_that_changed_is_found(tmp_path: Path, within: bytes) -> None:
    content = bytearray(packed(folder_of(tmp_path)))
    content[content.index(within)] ^= 1

    with pytest.raises(BackupBroken):
        look_through(io.BytesIO(bytes(content)))


def test_one_that_was_cut_off_is_refused_wherever_that_was(tmp_path: Path) -> None:
    content = packed(folder_of(tmp_path))

    for length in range(0, content.index(SUMS.encode()) + 512, 512):
        with pytest.raises(BackupBroken):
            look_through(io.BytesIO(content[:length]))


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "files/../../outside", "elsewhere/one", "files//one", "files/./one"]
)
def test_what_would_lie_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    content = rewritten(packed(folder_of(tmp_path)), lambda _, kept: kept, more=name)

    with pytest.raises(BackupBroken, match="which no backup does"):
        look_through(io.BytesIO(content))


def test_file_that_was_taken_out_is_missed(tmp_path: Path) -> None:
    content = rewritten(packed(folder_of(tmp_path)), lambda name, kept: None if name == "files/ab/one" else kept)

    with pytest.raises(BackupBroken):
        look_through(io.BytesIO(content))


def test_last_file_that_was_taken_out_is_missed(tmp_path: Path) -> None:
    content = rewritten(packed(folder_of(tmp_path)), lambda name, kept: None if name == "files/ab/two" else kept)

    with pytest.raises(BackupBroken, match="lacks files"):
        look_through(io.BytesIO(content))


def test_one_of_a_newer_program_says_so(tmp_path: Path) -> None:
    newer = ABOUT.written().replace(b'"format": 1', b'"format": 2, "parts": ["of", "it"]')
    content = rewritten(packed(folder_of(tmp_path)), lambda name, kept: newer if name == COVER else kept)

    with pytest.raises(BackupBroken, match="newer giliran"):
        cover_of(io.BytesIO(content))


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "other"},
        {"database": "../../elsewhere"},
        {"database": "giliran.pgdump"},
        {"counts": {"office": "many"}},
        {"counts": {"\x1b[2J": 1}},
        {"program": "\x1b[2J"},
        {"tables": 30},
        {"made_at": "2026-11-30T12:30:00"},
        {"about": {"files": [1, "x"]}},
    ],
)
def test_what_it_says_of_itself_is_held_against_what_can_be(told: dict[str, Any]) -> None:
    with pytest.raises(BackupBroken, match="cannot be read"):
        Cover.read(json.dumps(asdict(ABOUT) | told).encode())


def test_what_it_says_of_itself_is_no_riddle() -> None:
    for content in (b"[" * 100_000, b"[]", b"7", b"{}", b"\xff"):
        with pytest.raises(BackupBroken, match="cannot be read"):
            Cover.read(content)


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 100, b"\0" * 10_240])
def test_what_is_no_backup_is_refused(content: bytes) -> None:
    for look in (look_through, cover_of):
        with pytest.raises(BackupBroken):
            look(io.BytesIO(content))


def test_file_that_goes_meanwhile_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path)
    really = Packing.put_file

    def gone(packing: Packing, name: str, path: Path) -> None:
        if path.name == "one":
            path.unlink()
        really(packing, name, path)

    monkeypatch.setattr(Packing, "put_file", gone)

    assert look_through(io.BytesIO(packed(folder))).files["files"] == 1


def test_links_are_followed_nowhere(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "link").symlink_to("/etc")
    (folder / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")

    assert [path.name for path in files_below(folder)] == ["one", "two", "half"]
    assert totals(folder) == (3, 6015)
    assert list(files_below(tmp_path / "nowhere")) == []
