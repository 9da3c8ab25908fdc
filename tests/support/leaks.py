"""What somebody sees who has copied a database: every byte of its file, or every value of every column."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select

from scheduler.db.engine.database import Database
from scheduler.db.models import metadata
from scheduler.db.secrets.hash_upgrade import raw

_BETWEEN = re.compile(rb"[\s\-.+()/]")


def leaked_bytes(database: Database) -> bytes:
    """The SQLite file with its log and freed pages, or on PostgreSQL what a dump holds; in lower case."""
    return (b"".join(_files(database)) if database.on_sqlite else b"\n".join(_columns(database))).lower()


def folder_bytes(folder: Path) -> bytes:
    """Every file of a folder, with its name; in lower case."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    return b"\n".join(each.name.encode() + each.read_bytes() for each in files).lower()


def found_in(leaked: bytes, secrets: Iterable[str]) -> list[str]:
    """Which of some words, names and numbers can be read in what leaked, in any spelling."""
    bare = _BETWEEN.sub(b"", leaked)
    return [secret for secret in secrets if any(each in leaked or each in bare for each in _spellings(secret))]


def _spellings(secret: str) -> set[bytes]:
    """A number without its prefix and in hexadecimal digits; of a name each word that is long enough to tell."""
    low = secret.lower()
    digits = re.sub(r"\D", "", low)
    if len(digits) >= 9 and len(digits) >= len(low) - 4:
        words = {digits, re.sub(r"^(62|0)", "", digits)}
    else:
        words = {low, *(word for word in low.split() if len(word) >= 6)}
    return {form for word in words for form in (word.encode(), word.encode().hex().encode(), word.encode("utf-16-le"))}


def _files(database: Database) -> Iterator[bytes]:
    path = database.url.removeprefix("sqlite:///")
    return (Path(path + end).read_bytes() for end in ("", "-wal") if Path(path + end).exists())


def _columns(database: Database) -> Iterator[bytes]:
    with database.reading() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(raw(table.name))):
                for value in row:
                    yield bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
