"""The file of a backup: a tar that any tar can open.

First `giliran.json`, which says what it is; then the database, the secret where it is within, and the folders file by
file; last `SHA256SUMS`, the hash of everything before it, as `sha256sum --check` reads it. None of it is held in
memory, however many files there are.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scheduler.backup.faults import BackupBroken
from scheduler.backup.files import BLOCK, Look

COVER, SUMS, SECRET = "giliran.json", "SHA256SUMS", "secret.sealed"
FOLDERS = ("files", "media", "voice")
FORMAT = 1
DATABASES = {"sqlite": "giliran.db.gz", "postgres": "giliran.pgdump"}
"""The member that is the database, by its kind."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a backup is. program, tables: the versions that made it; kind: sqlite or postgres; database: the member that
    is it; counts: rows of each table; about: files and bytes of each folder when it was begun.
    """

    made_at: str
    program: str
    tables: str
    kind: str
    database: str
    training: bool
    with_secret: bool
    counts: Mapping[str, int]
    about: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.made_at)

    def written(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def read(cls, content: bytes) -> Self:
        """What stands in a file. Raises BackupBroken."""
        try:
            found = json.loads(content)
            if found["format"] != FORMAT:  # what else a newer one says, nobody here knows
                raise BackupBroken(
                    f"It was made by a newer giliran ({str(found.get('program'))[:40]!r}). Upgrade first."
                )
            cover = cls(**found)
            cover._refuse_odd()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise BackupBroken("What it says of itself cannot be read.") from None
        return cover

    def _refuse_odd(self) -> None:
        """Refuse words that cannot be shown, numbers that are none, and another database: who made it is not known.

        Raises ValueError, TypeError, KeyError, AttributeError.
        """
        words: tuple[object, ...] = (self.program, self.tables, *self.counts)
        numbers: list[object] = [*self.counts.values(), *(each for pair in self.about.values() for each in pair)]
        is_shown = all(isinstance(each, str) and each.isprintable() for each in words)
        is_counted = all(isinstance(each, int) for each in numbers)
        if not (is_shown and is_counted and self.moment.tzinfo and self.database == DATABASES[self.kind]):
            raise ValueError(self.kind)


@dataclass(slots=True)
class Found:
    """What a look through a whole backup found: files and bytes of each part of it."""

    cover: Cover
    files: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)


class Packing:
    """A backup that is being written into an open file."""

    def __init__(self, file: IO[bytes], look: Look) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by __exit__
        self._sums = tempfile.TemporaryFile()  # noqa: SIM115
        self._look = look

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is None:
            size = self._sums.tell()
            self._sums.seek(0)
            self._tar.addfile(_info(SUMS, size, 0), self._sums)
            self._tar.close()
        self._sums.close()

    def put(self, name: str, content: bytes, moment: float) -> None:
        """Put in something small."""
        self._add(_info(name, len(content), moment), io.BytesIO(content))

    def put_file(self, name: str, path: Path) -> None:
        """Put in a file as it is when it is opened. Raises OSError where it is not there."""
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            self._add(_info(name, about.st_size, about.st_mtime), file)

    def put_folder(self, name: str, folder: Path, wanted: Callable[[str], bool] = lambda _: True) -> int:
        """Put in every file below a folder, by rising names; one that goes meanwhile is left out. Returns how many.

        wanted: of a file's path within the folder.
        """
        count = 0
        for path in files_below(folder):
            within = path.relative_to(folder).as_posix()
            if not wanted(within) or not _is_plain(within):
                continue
            try:
                self.put_file(f"{name}/{within}", path)
                count += 1
            except FileNotFoundError:
                continue
        return count

    def _add(self, info: tarfile.TarInfo, file: IO[bytes]) -> None:
        reading = Hashed(file, self._look)
        self._tar.addfile(info, reading)
        _forget(self._tar)
        self._sums.write(f"{reading.digest}  {info.name}\n".encode())


class Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], look: Look) -> None:
        self._file, self._look, self._hash = file, look, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, a block of them at the most."""
        block = self._file.read(min(size, BLOCK) if size >= 0 else BLOCK)
        self._hash.update(block)
        self._look(len(block))
        return block

    @property
    def digest(self) -> str:
        """The hash of what was read so far."""
        return self._hash.hexdigest()


Take = Callable[[str, IO[bytes]], None]
"""Given each member of a backup as it is read: its name, and its content to be read whole or in part."""


def look_through(file: IO[bytes], take: Take = lambda _name, _content: None, look: Look = lambda _: None) -> Found:
    """Read a backup from here to its end and hold every hash against what it says of itself.

    Raises BackupBroken where it is not whole, was changed, or holds what no backup does.
    """
    with tempfile.TemporaryFile() as seen:
        found: Found | None = None
        with _opened(file) as tar:
            for member in tar:
                _forget(tar)
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _is_ours(member.name):
                    raise BackupBroken(f"It holds {member.name[:80]!r}, which no backup does.")
                if member.name == SUMS:
                    _compare(seen, content, look)
                    if found is None:
                        raise BackupBroken("It does not say what it is.")
                    return found
                found = _taken(found, member, content, seen, take, look)
    raise BackupBroken("It ends too early: it was cut off.")


def cover_of(file: IO[bytes]) -> Cover:
    """What a backup says of itself, from its first bytes. Raises BackupBroken."""
    with _opened(file) as tar:
        first = tar.next()
        content = tar.extractfile(first) if first is not None and first.isfile() else None
        if first is None or content is None or first.name != COVER:
            raise BackupBroken("It does not say what it is.")
        return Cover.read(content.read(BLOCK * 16))


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by rising names; a folder that is not there has none."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _taken(
    found: Found | None, member: tarfile.TarInfo, content: IO[bytes], seen: IO[bytes], take: Take, look: Look
) -> Found:
    reading = Hashed(content, look)
    if found is None:
        if member.name != COVER:
            raise BackupBroken("It does not say what it is.")
        found = Found(Cover.read(reading.read(BLOCK * 16)))
    else:
        take(member.name, reading)  # type: ignore[arg-type]
        part = member.name.split("/")[0]
        found.files[part] += 1
        found.bytes[part] += member.size
    while reading.read():
        pass
    seen.write(f"{reading.digest}  {member.name}\n".encode())
    return found


def _compare(seen: IO[bytes], said: IO[bytes], look: Look) -> None:
    """Hold the hashes that were found against those that it names, in their order."""
    seen.seek(0)
    for ours in seen:
        if ours != said.readline(4096):
            name = ours.decode().split("  ", 1)[1].strip()
            raise BackupBroken(f"{name} is not what was put in: the file was damaged or changed.")
        look(0)
    if said.read(1):
        raise BackupBroken("It lacks files that it names.")


def _forget(tar: tarfile.TarFile) -> None:
    """Let go of what was gone through: a tar remembers every file, and there may be a hundred thousand."""
    tar.members = []  # type: ignore[attr-defined]


def _is_ours(name: str) -> bool:
    """Whether a member may be in a backup: it goes nowhere but below the place where it is put."""
    parts = name.split("/")
    is_within = all(part not in ("", ".", "..") for part in parts) and _is_plain(name)
    return is_within and (len(parts) == 1 or parts[0] in FOLDERS)


def _is_plain(name: str) -> bool:
    """Whether a name may stand in a line of its own, and means the same on every system."""
    return name.isprintable() and "\\" not in name


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BackupBroken(f"It cannot be read as a backup: {error}.") from None


def _info(name: str, size: int, moment: float) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(moment), 0o600
    return info


def totals(folder: Path) -> tuple[int, int]:
    """Files and bytes below a folder now."""
    count = size = 0
    for path in files_below(folder):
        try:
            size += path.stat().st_size
        except FileNotFoundError:
            continue
        count += 1
    return count, size
