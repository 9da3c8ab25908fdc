"""A SQLite database is copied as it was at one moment, also while somebody writes all the time."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.backup import sqlite_copy
from scheduler.backup.faults import BackupBroken
from scheduler.db.models import Booking
from tests.scenes.factories import World
from tests.support.databases import ON_SQLITE

MOST = 60
"""Rounds after which a copy is said not to end."""


class Endless(Exception):
    """A copy began anew again and again."""


@pytest.fixture
def source(office: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of an office, copied in small steps without pauses."""
    monkeypatch.setattr(sqlite_copy, "PAGES", 20)
    monkeypatch.setattr(sqlite_copy, "PAUSE", 0)
    office.booked(9)
    return Path(office.database.url.removeprefix("sqlite:///"))


def copied_under_load(source: Path, target: Path, *, held: bool) -> None:
    """Copy while another connection commits after every step."""
    rounds = 0
    with closing(sqlite3.connect(source, isolation_level=None)) as other:

        def commit(_size: int) -> None:
            nonlocal rounds
            rounds += 1
            if rounds > MOST:
                raise Endless
            other.execute("UPDATE office SET address = ?", (f"Jalan {rounds}",))

        sqlite_copy.copy(source, target, commit, held=held)


@ON_SQLITE
def test_copy_ends_while_somebody_writes_all_the_time_and_is_of_its_beginning(source: Path, tmp_path: Path) -> None:
    copied_under_load(source, tmp_path / "copy.db", held=True)

    sqlite_copy.check(tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT address FROM office").fetchone() == ("",)
        assert copy.execute("SELECT count(*) FROM booking").fetchone() == (1,)


@ON_SQLITE
def test_copy_that_holds_no_moment_never_ends(source: Path, tmp_path: Path) -> None:
    with pytest.raises(Endless):
        copied_under_load(source, tmp_path / "copy.db", held=False)


@ON_SQLITE
def test_nobody_who_writes_waits_for_it(office: World, source: Path, tmp_path: Path) -> None:
    def book(_size: int) -> None:
        if len(office.rows(Booking)) < 3:
            office.booked(10)

    sqlite_copy.copy(source, tmp_path / "copy.db", book)

    assert len(office.rows(Booking)) == 3
    assert sqlite_copy.counts_of(tmp_path / "copy.db")[1]["booking"] == 1


@ON_SQLITE
def test_rows_that_are_missing_or_too_many_are_named(source: Path, tmp_path: Path) -> None:
    sqlite_copy.copy(source, tmp_path / "copy.db")
    _, counts = sqlite_copy.counts_of(tmp_path / "copy.db")

    sqlite_copy.check(tmp_path / "copy.db", counts)
    with pytest.raises(BackupBroken, match="too many in booking"):
        sqlite_copy.check(tmp_path / "copy.db", {**counts, "booking": 2})


@ON_SQLITE
def test_damaged_copy_is_refused(source: Path, tmp_path: Path) -> None:
    sqlite_copy.copy(source, tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    content[8192:12_288] = b"\7" * 4096

    (tmp_path / "copy.db").write_bytes(bytes(content))

    with pytest.raises(BackupBroken, match="database"):
        sqlite_copy.check(tmp_path / "copy.db")
