"""A backup is put back onto an empty place: all of it is held against its hashes before anything gets its name."""

import io
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from scheduler import keys
from scheduler.backup import postgres_copy, sqlite_copy
from scheduler.backup.archive import SECRET, Found, look_through
from scheduler.backup.contents import opens
from scheduler.backup.faults import BackupBroken
from scheduler.backup.files import Look, blocks_of, make_folder, writing
from scheduler.backup.making import SPARE, folders_of
from scheduler.backup.sealing import decrypt, is_age, is_sealed, unseal
from scheduler.db.engine.migrations import knows
from scheduler.db.engine.preflight import name_of
from scheduler.runtime.config import Settings

RESTORING = ".restoring"
"""How the name of what is not put in its place yet ends."""


class CannotRestore(Exception):
    """Nothing was put back, and what stands there was left as it is. `str()` is the sentence."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a backup: a passphrase, or an identity of age."""

    passphrase: str = ""
    identity: Any = None


def refuse_occupied(settings: Settings) -> None:
    """Refuse a place where a database or a file is already. Raises CannotRestore."""
    if settings.on_sqlite:
        file = settings.sqlite_path
        there = [
            each for each in (file, *(file.with_name(f"{file.name}-{log}") for log in ("wal", "shm"))) if each.exists()
        ]
        if there:
            raise CannotRestore(
                f"There is a database already: {there[0]}. A backup goes onto an empty place only: name another one in"
                " GILIRAN_DATABASE_URL, or move that file away."
            )
    elif not postgres_copy.is_empty(settings.database_url):
        raise CannotRestore(
            f"The database {name_of(settings)} holds tables already. A backup goes into an empty one only: make one"
            " (createdb), and name it in GILIRAN_DATABASE_URL."
        )
    for folder in folders_of(settings).values():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CannotRestore(f"{folder} is not empty. A backup goes onto an empty place only: move it away.")


def refuse_unfit(found: Found, settings: Settings) -> None:
    """Refuse a backup of another kind of database, or of a newer program. Raises CannotRestore."""
    if found.cover.kind == "sqlite" and not settings.on_sqlite:
        raise CannotRestore(
            "This is a backup of a SQLite database, and GILIRAN_DATABASE_URL names PostgreSQL. Restore it to a SQLite"
            " file (sqlite:///giliran.db), and then: giliran copy --to URL"
        )
    if found.cover.kind == "postgres" and settings.on_sqlite:
        raise CannotRestore(
            "This is a backup of a PostgreSQL database. Name an empty PostgreSQL database in GILIRAN_DATABASE_URL."
        )
    if not knows(found.cover.tables):
        raise CannotRestore(
            f"It was made by a newer giliran ({found.cover.program}, tables {found.cover.tables}). Upgrade giliran"
            " first."
        )


@contextmanager
def plain(path: Path, opening: Opening, settings: Settings, look: Look = lambda _: None) -> Iterator[Path]:
    """A backup as it was before it was sealed; beside its future place for the length of the block, where it was.

    Raises PassphraseWrong, BackupBroken, OSError.
    """
    if not (is_sealed(path) or is_age(path)):
        yield path
        return
    folder = settings.files.absolute().parent
    make_folder(folder)
    target = folder / f"backup.tar{RESTORING}"
    target.unlink(missing_ok=True)
    try:
        with writing(target) as file, path.open("rb") as source:
            if is_age(path):
                decrypt(source, file, opening.identity)
            else:
                for block in unseal(source, opening.passphrase):
                    file.write(block)
                    look(len(block))
        yield target
    finally:
        target.unlink(missing_ok=True)


def examine(tar: Path, look: Look = lambda _: None) -> tuple[Found, bytes]:
    """Read all of a backup and hold every hash; returns what is in it, and the secret as it is sealed, or nothing.

    Raises BackupBroken, OSError.
    """
    secret = b""

    def take(name: str, content: IO[bytes]) -> None:
        nonlocal secret
        if name == SECRET:
            secret = content.read(65_536)

    with tar.open("rb") as file:
        return look_through(file, take, look), secret


def secret_in(sealed: bytes, passphrase: str) -> str:
    """The secrets within a backup, one a line. Raises PassphraseWrong, BackupBroken."""
    return b"".join(unseal(io.BytesIO(sealed), passphrase)).decode().strip()


def put_back(tar: Path, found: Found, settings: Settings, secret: str, look: Look = lambda _: None) -> None:
    """Put everything in its place; the database last. secret: to be held against it; empty where nobody has it here.

    Raises BackupBroken, CannotRestore, BackupFailed, OSError; then nothing of it is left.
    """
    refuse_occupied(settings)
    _refuse_full(settings, found)
    folders = folders_of(settings)
    with _staged(settings, found) as (database, stages):
        with tar.open("rb") as file:
            look_through(file, lambda name, content: _take(name, content, found, database, stages), look)
        _try_out(database, found, secret)
        if hasattr(os, "sync"):
            os.sync()  # once for all files, which may be a hundred thousand
        with _named(stages, folders):
            if settings.on_sqlite:
                database.replace(settings.sqlite_path)
            else:
                postgres_copy.restore(settings.database_url, database, look)
                _compare(settings, found)


@contextmanager
def _named(stages: dict[str, Path], folders: dict[str, Path]) -> Iterator[None]:
    """Folders have their names inside the block and after it; where it fails, or one of them does, they are gone."""
    put: list[Path] = []
    try:
        for name, stage in stages.items():
            if stage.exists():
                _put(stage, folders[name])
                put.append(folders[name])
        yield
    except BaseException:
        _clear(*put)
        raise


@contextmanager
def _staged(settings: Settings, found: Found) -> Iterator[tuple[Path, dict[str, Path]]]:
    """Where the database and the folders are put first. What is still there at the end goes."""
    stages = {name: _beside(folder) for name, folder in folders_of(settings).items()}
    database = _beside(settings.sqlite_path if settings.on_sqlite else settings.files.parent / found.cover.database)
    try:
        _clear(database, *stages.values())
        make_folder(database.parent)
        yield database, stages
    finally:
        _clear(database, *stages.values())


def _beside(path: Path) -> Path:
    return path.absolute().with_name(f"{path.name}{RESTORING}")


def _clear(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _take(name: str, content: IO[bytes], found: Found, database: Path, stages: dict[str, Path]) -> None:
    """Put one member where it waits for the others."""
    if name == found.cover.database:
        with writing(database) as file:
            if found.cover.kind == "sqlite":
                sqlite_copy.unpack(content, file)
            else:
                for block in blocks_of(content):
                    file.write(block)
        return
    folder, _, within = name.partition("/")
    if folder in stages and within:
        place = stages[folder] / within
        make_folder(stages[folder])
        make_folder(place.parent)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for block in blocks_of(content):
                file.write(block)


def _try_out(database: Path, found: Found, secret: str) -> None:
    """Open what was unpacked, count its rows, and open something sealed with the secret."""
    try:
        if found.cover.kind == "sqlite":
            sqlite_copy.check(database, found.cover.counts)
            sealed = sqlite_copy.sealed_value(database)
        else:
            sealed = postgres_copy.check(database, found.cover.counts)
    except sqlite3.Error as error:
        raise BackupBroken(f"Its database cannot be read: {error}.") from None
    except FileNotFoundError:
        raise BackupBroken("There is no database in it.") from None
    if secret and not opens(sealed, keys.Keyring(secret.split("\n"))):
        raise CannotRestore(
            "The secret that is here is not the one of this backup: the personal data in it could not be read. Put the"
            " right one into GILIRAN_SECRET_KEY, or its key file in its place."
        )


def _compare(settings: Settings, found: Found) -> None:
    with postgres_copy.moment_of(settings.database_url) as moment:
        if dict(moment.counts) != dict(found.cover.counts):
            raise BackupBroken("The database was put back, and has not the rows that were backed up.")


def _put(stage: Path, folder: Path) -> None:
    """Give a folder its name. An empty one that has it goes."""
    make_folder(folder.absolute().parent)
    with suppress(FileNotFoundError):
        folder.rmdir()
    stage.replace(folder)


def _refuse_full(settings: Settings, found: Found) -> None:
    """Refuse where the disk has no room for what is unpacked. A compressed database is taken to be five times that."""
    size = sum(found.bytes.values()) + 4 * found.bytes[found.cover.database]
    folder = settings.files.absolute().parent
    make_folder(folder)
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise CannotRestore(
            f"The disk of {folder} has {free // 1_000_000} MB left, and this backup needs up to"
            f" {(size + SPARE) // 1_000_000} MB."
        )
