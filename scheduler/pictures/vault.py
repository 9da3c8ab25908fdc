"""The folder of what citizens sent: sealed, named at random, whole or not there at all.

It lies outside of what any web server hands out, and is the same for all machines that serve.
"""

import os
import re
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.domain.refusals import DiskFull
from scheduler.pictures.parts import Parts, keep_name

MARK = re.compile(r"[0-9a-f]{32}")
PART = ".part"

log = structlog.get_logger()


class Vault:
    """Files by their marks. A mark says nothing of what is in the file, and a file opens under its own mark alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = Parts(folder / "parts")

    def put(self, content: bytes) -> str:
        """Keep a file, on the disk when this returns; returns its mark. Raises DiskFull, and then nothing is left."""
        mark = secrets.token_hex(16)
        place, part = self._place(mark), self._place(mark).with_suffix(PART)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(part, keys.ring().seal_bytes(content, f"file:{mark}"))
            part.replace(place)
            keep_name(place.parent)
        except OSError as error:
            log.warning("file_not_kept", reason=error.strerror)
            with suppress(OSError):
                place.unlink(missing_ok=True)
            raise DiskFull from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return mark

    def get(self, mark: str) -> bytes:
        """What was put under a mark. Raises FileGone where it is not there, or no key opens it."""
        if not MARK.fullmatch(mark):
            raise FileGone
        try:
            return keys.ring().open_bytes(self._place(mark).read_bytes(), f"file:{mark}")
        except OSError:
            raise FileGone from None
        except (keys.SealBroken, InvalidTag):
            log.warning("file_not_opened")
            raise FileGone from None

    def drop(self, mark: str) -> None:
        """Remove the file of a mark; one that cannot be removed now is left to `drop_loose`."""
        if MARK.fullmatch(mark):
            with suppress(OSError):
                self._place(mark).unlink(missing_ok=True)

    def drop_loose(self, known: Collection[str], older_than: timedelta) -> int:
        """Remove the files that no row names, and that have lain so long that none is about to; returns how many."""
        until, gone = time.time() - older_than.total_seconds(), 0
        for path in self._files():
            with suppress(OSError):
                if path.name not in known and path.stat().st_mtime < until:
                    path.unlink()
                    gone += 1
        return gone

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
                if MARK.fullmatch(path.stem):
                    yield path

    def _place(self, mark: str) -> Path:
        return self.folder / mark[:2] / mark


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
