"""A copy of a SQLite database as it is at one moment, beside whoever writes to it, and a look through such a copy.

SQLite's own backup begins anew whenever another connection has written, and under load never ends; on a connection
that holds a reading transaction it copies that moment to its end. A pause after every four megabytes lets the disk
serve the office first.
"""

import gzip
import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from scheduler.backup.archive import DATABASES
from scheduler.backup.contents import MARKS, MEDIA, SEALED, named
from scheduler.backup.faults import BackupBroken
from scheduler.backup.files import Look, blocks_of
from scheduler.db.engine.migrations import VERSION_TABLE

MEMBER = DATABASES["sqlite"]
PAGES = 1024
PAUSE = 0.01
"""Seconds after so many pages."""
SOURCE = "giliran.db"


def copy(source: Path, target: Path, look: Look = lambda _: None, *, held: bool = True) -> None:
    """Copy a database into a new file. Raises sqlite3.Error, OSError.

    held: by a reading transaction; else it may never end.
    """
    with closing(sqlite3.connect(source, isolation_level=None, timeout=60)) as from_, _into(target) as to:
        size = from_.execute("PRAGMA page_size").fetchone()[0] * PAGES
        if held:
            from_.execute("BEGIN")
            from_.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it reads this moment

        def pause(_status: int, remaining: int, _total: int) -> None:
            look(size)
            if remaining:
                time.sleep(PAUSE)

        from_.backup(to, pages=PAGES, progress=pause)
        to.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


@contextmanager
def _into(target: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(target, isolation_level=None)) as to:
        yield to


def counts_of(path: Path) -> tuple[str, dict[str, int]]:
    """The version of a copy's tables, and how many rows each has. Raises sqlite3.Error."""
    with _looking_at(path) as copy:
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        counts = {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of its own tables
            for name in names
            if not name.startswith("sqlite_")
        }
        return str(copy.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()[0]), counts  # noqa: S608


def check(path: Path, expected: Mapping[str, int] | None = None) -> None:
    """Look whether a copy is whole, and has the rows that it should have. Raises BackupBroken."""
    try:
        with _looking_at(path) as copy:
            said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said == "ok" and (loose := copy.execute("PRAGMA foreign_key_check").fetchone()):
                said = f"rows of {loose[0]} point at rows that are gone"
        if said == "ok" and expected is not None and (found := counts_of(path)[1]) != dict(expected):
            wrong = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
            said = f"rows are missing or too many in {', '.join(wrong)}"
    except sqlite3.Error as error:
        raise BackupBroken(f"Its database cannot be read: {error}.") from None
    if said != "ok":
        raise BackupBroken(f"Its database is not whole: {said}.")


def sealed_value(path: Path) -> bytes | None:
    """Something in a copy that the secret seals; None where there is nothing. Raises sqlite3.Error."""
    with _looking_at(path) as copy:
        row = copy.execute(SEALED).fetchone()
        return bytes(row[0]) if row else None


def named_files(path: Path) -> set[str]:
    """The files that rows of a copy name, as they are called within a backup. Raises sqlite3.Error."""
    with _looking_at(path) as copy:
        return named((mark for (mark,) in copy.execute(MARKS)), copy.execute(MEDIA))


def pack(source: Path, target: IO[bytes], look: Look = lambda _: None) -> str:
    """Write a copy compressed into an open file; returns the hash of what it was."""
    digest = hashlib.sha256()
    with source.open("rb") as file, gzip.GzipFile(SOURCE, "wb", 1, target, mtime=0) as packed:
        for block in blocks_of(file, look):
            packed.write(block)
            digest.update(block)
    return digest.hexdigest()


def unpack(source: IO[bytes], target: IO[bytes], look: Look = lambda _: None) -> None:
    """Write a compressed copy into an open file. Raises BackupBroken."""
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as packed:
            for block in blocks_of(packed, look):  # type: ignore[arg-type]
                target.write(block)
    except (OSError, EOFError) as error:
        raise BackupBroken(f"Its database cannot be unpacked: {error}.") from None


@contextmanager
def _looking_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy that nothing is written to."""
    with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, isolation_level=None)) as copy:
        yield copy


def _quoted(path: Path) -> str:
    return quote(str(path.absolute()))
