"""One backup from the first byte to the last: copied, packed, looked through, sealed where it is wanted, and named.

Until it was looked through it lies in a folder of parts; where anything fails, or the process ends, that folder is all
that is left, and the next backup removes it. The database comes first, the folders after it: a file is in its folder
before a row names it.
"""

import hashlib
import io
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from scheduler import keys
from scheduler.backup import postgres_copy, sqlite_copy
from scheduler.backup.archive import COVER, FOLDERS, SECRET, Cover, Hashed, Packing, look_through, totals
from scheduler.backup.contents import opens
from scheduler.backup.faults import BackupBroken, BackupFailed
from scheduler.backup.files import Look, make_folder, writing
from scheduler.backup.order import Order, Percent
from scheduler.backup.sealing import decrypt, encrypt, seal, unseal
from scheduler.domain.backup import PART, PLAIN, Why, name_of
from scheduler.flow.upkeep.backups import Made
from scheduler.pictures.parts import keep_name
from scheduler.runtime.alone import NotAlone, alone
from scheduler.runtime.config import Settings

SPARE = 100 * 1024 * 1024
"""Bytes that stay free on the disk of backups, whatever they are estimated to take."""
LOCK = ".giliran-backup"
MARK = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class _Database:
    """The copy of a database, looked through. digest: of what is in it, where it is packed."""

    member: str
    kind: str
    path: Path
    tables: str
    counts: Mapping[str, int]
    named: set[str]
    digest: str = ""


def make(settings: Settings, order: Order, told: Percent = lambda _: None) -> Made:
    """Make a backup of what the settings name. Raises BackupFailed; Stopped where `told` does.

    The database must be open in this process: its secret is held against the copy.
    """
    try:
        make_folder(order.folder)
        with alone(order.folder / LOCK), _parts_in(order.folder) as parts:
            return _made(settings, order, parts, told)
    except NotAlone:
        raise BackupFailed(Why.NOT_WRITTEN, f"Another backup is being made in {order.folder}.") from None
    except OSError as error:
        raise BackupFailed(
            Why.NOT_WRITTEN, f"The backup could not be written to {order.folder}: {error.strerror or error}."
        ) from error
    except sqlite3.Error as error:
        raise BackupFailed(Why.DATABASE, f"The database could not be copied: {error}.") from error
    except BackupBroken as error:
        raise BackupFailed(
            Why.NOT_WHOLE, f"The backup was made and looked through, and is not whole: {error}"
        ) from error


def _made(settings: Settings, order: Order, parts: Path, told: Percent) -> Made:
    about = {name: totals(folder) for name, folder in folders_of(settings).items()}
    look = _weighed(settings, order, sum(size for _, size in about.values()), told)
    database = _database(settings, parts, look)
    tar = parts / "backup.tar"
    with writing(tar) as file:
        _pack(file, settings, order, database, about, look)
    missing = _look_through(tar, database, look)
    database.path.unlink()
    whole = _wrapped(tar, order, look)
    target = order.folder / name_of(order.made_at, order.ending)
    if target.exists():
        raise FileExistsError(17, "a backup of this second is there already")
    whole.replace(target)
    with suppress(OSError):  # a disk of another machine may know no such thing
        keep_name(order.folder)
    return Made(target.name, target.stat().st_size, missing, order.with_secret)


def folders_of(settings: Settings) -> dict[str, Path]:
    """The folders that belong to a database, by their names within a backup."""
    return dict(zip(FOLDERS, (settings.files, settings.media, settings.voice), strict=True))


@contextmanager
def _parts_in(folder: Path) -> Iterator[Path]:
    """A folder for what is not named yet; those of backups that were cut off go."""
    for left in folder.glob(f"giliran-*{PART}"):
        shutil.rmtree(left, ignore_errors=True)
    parts = Path(tempfile.mkdtemp(prefix="giliran-", suffix=PART, dir=folder))
    try:
        yield parts
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _weighed(settings: Settings, order: Order, files: int, told: Percent) -> Look:
    """Refuse what does not fit on the disk; else what turns bytes that were gone through into hundredths of the way."""
    base = settings.sqlite_path.stat().st_size if settings.on_sqlite else _size_of(settings)
    is_wrapped = order.ending != PLAIN
    wanted = base * 2 + files + (base + files) * is_wrapped + SPARE
    free = shutil.disk_usage(order.folder).free
    if free < wanted:
        raise BackupFailed(
            Why.NO_ROOM,
            f"The disk of {order.folder} has {free // 1_000_000} MB left, and a backup needs up to"
            f" {wanted // 1_000_000} MB. Make room, or name another folder in GILIRAN_BACKUP_FOLDER.",
        )
    whole, done = 3 * base + 2 * (base // 2 + files) * (1 + is_wrapped) or 1, 0

    def look(size: int) -> None:
        nonlocal done
        done += size
        told(min(99, done * 100 // whole))

    return look


def _size_of(settings: Settings) -> int:
    with postgres_copy.moment_of(settings.database_url) as moment:
        return moment.size


def _database(settings: Settings, parts: Path, look: Look) -> _Database:
    found, sealed = (_from_sqlite if settings.on_sqlite else _from_postgres)(settings, parts, look)
    if not opens(sealed, keys.ring()):
        raise BackupBroken("Its database was sealed by another secret than this one.")
    return found


def _from_sqlite(settings: Settings, parts: Path, look: Look) -> tuple[_Database, bytes | None]:
    plain, packed = parts / sqlite_copy.SOURCE, parts / sqlite_copy.MEMBER
    with writing(plain):
        pass  # its owner's alone from the first moment
    sqlite_copy.copy(settings.sqlite_path, plain, look)
    tables, counts = sqlite_copy.counts_of(plain)
    sqlite_copy.check(plain)
    look(plain.stat().st_size)
    with writing(packed) as file:
        digest = sqlite_copy.pack(plain, file, look)
    named, sealed = sqlite_copy.named_files(plain), sqlite_copy.sealed_value(plain)
    plain.unlink()
    return _Database(sqlite_copy.MEMBER, "sqlite", packed, tables, counts, named, digest), sealed


def _from_postgres(settings: Settings, parts: Path, look: Look) -> tuple[_Database, bytes | None]:
    path = parts / postgres_copy.MEMBER
    with postgres_copy.moment_of(settings.database_url) as moment:
        postgres_copy.dump(settings.database_url, path, moment, look)
    sealed = postgres_copy.check(path, moment.counts)
    look(path.stat().st_size)
    kept = _Database(postgres_copy.MEMBER, "postgres", path, moment.tables, moment.counts, moment.named)
    return kept, sealed


def _pack(
    file: IO[bytes],
    settings: Settings,
    order: Order,
    database: _Database,
    about: Mapping[str, tuple[int, int]],
    look: Look,
) -> None:
    cover = Cover(
        made_at=order.made_at.isoformat(),
        program=version("giliran"),
        tables=database.tables,
        kind=database.kind,
        database=database.member,
        training=order.training,
        with_secret=order.with_secret,
        counts=database.counts,
        about=about,
    )
    moment = order.made_at.timestamp()
    with Packing(file, look) as packing:
        packing.put(COVER, cover.written(), moment)
        packing.put_file(database.member, database.path)
        if order.with_secret:
            packing.put(SECRET, _sealed_secret(settings, order.passphrase), moment)
        for name, folder in folders_of(settings).items():
            packing.put_folder(name, folder, _is_sent if name == "files" else _is_shown)


def _sealed_secret(settings: Settings, passphrase: str) -> bytes:
    plain, sealed = io.BytesIO("\n".join(keys.given(settings)).encode() + b"\n"), io.BytesIO()
    seal(plain, sealed, passphrase)
    return sealed.getvalue()


def _is_sent(within: str) -> bool:
    """Whether a file is one that a row may name: what is on its way, or half written, is none."""
    return MARK.fullmatch(within) is not None


def _is_shown(within: str) -> bool:
    return not within.endswith(PART)


def _look_through(tar: Path, database: _Database, look: Look) -> int:
    """Read all that was packed back from the disk; returns how many files that rows name are not there."""
    missing = set(database.named)

    def take(name: str, content: IO[bytes]) -> None:
        missing.discard(name)
        if name == database.member and database.digest:
            unpacked = _Digest()
            sqlite_copy.unpack(content, unpacked)  # type: ignore[arg-type]
            if unpacked.hexdigest() != database.digest:
                raise BackupBroken("Its database is not what was packed.")

    with tar.open("rb") as file:
        look_through(file, take, look)
    return len(missing)


def _wrapped(tar: Path, order: Order, look: Look) -> Path:
    """The file as it will be kept: sealed or encrypted where that is wanted, and opened again to see that it is so."""
    if order.ending == PLAIN:
        return tar
    whole, opened = tar.with_name(f"whole{order.ending}"), _Digest()
    with writing(whole) as target, tar.open("rb") as file:
        source: Any = Hashed(file, look)
        if order.whole:
            seal(source, target, order.passphrase)
            target.seek(0)
            for block in unseal(target, order.passphrase):
                opened.write(block)
                look(len(block))
        else:
            ours = encrypt(source, target, order.recipient)
            target.seek(0)
            decrypt(target, opened, ours)  # type: ignore[arg-type]
    if source.digest != opened.hexdigest():
        raise BackupBroken("What was sealed is not what comes out.")
    tar.unlink()
    return whole


class _Digest:
    """The hash of what is written to it."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, block: bytes) -> int:
        self._hash.update(block)
        return len(block)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def hexdigest(self) -> str:
        return self._hash.hexdigest()
