"""What is still on its way: a file grows in a folder of its own until all of it is here, and then goes.

It is sealed as it comes, frame by frame, each for its own place in its own file: a copy of the disk shows nobody. A
frame always lies at the same place, so a piece that comes again, after a crash between the disk and the row, is written
over what was never promised.
"""

import asyncio
import os
import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Literal
from weakref import WeakValueDictionary

import structlog
from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.domain.applying.upload_refusals import FileUnreadable, PieceTooSmall, UploadUnknown
from scheduler.domain.refusals import DiskFull
from scheduler.runtime.nameless import nameless

TOKEN = re.compile(r"[0-9a-f]{32}")
FRAME = 16 * 1024
"""Bytes that are sealed together. A piece begins with a frame, and ends with one or with its file."""
SEALED = FRAME + keys.SEAL
"""Bytes that a sealed frame takes."""

log = structlog.get_logger()


def whole_frames(piece: bytes, *, start: int, size: int) -> bytes:
    """What of a piece is written now: all of it where it ends its file of `size` bytes, else its whole frames.

    Raises PieceTooSmall where nothing is left.
    """
    if start + len(piece) == size:
        return piece
    whole = piece[: len(piece) - len(piece) % FRAME]
    if not whole:
        raise PieceTooSmall
    return whole


@dataclass(frozen=True, slots=True)
class Part:
    """A file that has come whole, to be opened like any other: plain for its reader, and plain on no disk."""

    path: Path
    size: int

    def open(self, _mode: Literal["rb"], /) -> IO[bytes]:
        """The file's content from the first byte on, with a descriptor. Raises FileUnreadable, OSError."""
        plain = nameless()
        try:
            self._fill(plain)
        except BaseException:
            plain.close()
            raise
        plain.seek(0)
        return plain

    def _fill(self, plain: IO[bytes]) -> None:
        try:
            with self.path.open("rb") as file:
                for number, frame in enumerate(iter(lambda: file.read(SEALED), b"")):
                    plain.write(keys.ring().open_bytes(frame, _context(self.path.name, number)))
        except (keys.SealBroken, InvalidTag):
            log.warning("part_not_opened")
            raise FileUnreadable from None
        if plain.tell() != self.size:
            raise FileUnreadable


class Parts:
    """Files by the tokens of their uploads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def path(self, token: str) -> Path:
        """Where the file of a token lies. Raises UploadUnknown for what is no token."""
        if not TOKEN.fullmatch(token):
            raise UploadUnknown
        return self.folder / token

    def part(self, token: str, size: int) -> Part:
        """The file of a token that is here whole, of so many bytes. Raises UploadUnknown for what is no token."""
        return Part(self.path(token), size)

    def turn(self, token: str) -> asyncio.Lock:
        """Held while a piece is written and counted: the same piece again is not written over one that was promised."""
        return self._turns.setdefault(token, asyncio.Lock())

    def write(self, token: str, offset: int, piece: bytes) -> None:
        """Put a piece in its place, on the disk when this returns; the same piece again changes nothing.

        The piece is whole frames, or ends its file. Raises DiskFull, UploadUnknown; ValueError for another offset.
        """
        first, inside = divmod(offset, FRAME)
        if inside:
            raise ValueError(f"a piece begins at {offset}, within a frame of {FRAME} bytes")
        path = self.path(token)
        frames = [piece[at : at + FRAME] for at in range(0, len(piece), FRAME)]
        sealed = b"".join(keys.ring().seal_bytes(each, _context(token, first + n)) for n, each in enumerate(frames))
        try:
            self._write(path, first * SEALED, sealed)
        except OSError as error:
            log.warning("part_not_kept", reason=error.strerror)
            raise DiskFull from error

    def drop(self, token: str) -> None:
        """Remove the file of a token; one that cannot be removed now is left to `tidy`."""
        with suppress(OSError, UploadUnknown):
            self.path(token).unlink(missing_ok=True)

    def tidy(self, known: Collection[str], older_than: timedelta) -> int:
        """Remove what belongs to no open upload and was not written to for so long; returns how many files."""
        until, gone = time.time() - older_than.total_seconds(), 0
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                if TOKEN.fullmatch(path.name) and path.name not in known and path.stat().st_mtime < until:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _write(self, path: Path, at: int, sealed: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(at)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            keep_name(self.folder)


def keep_name(folder: Path) -> None:
    """A file's name is on the disk once its folder is; where folders cannot be opened, by the system's own time."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _context(token: str, number: int) -> str:
    return f"part:{token}:{number}"
