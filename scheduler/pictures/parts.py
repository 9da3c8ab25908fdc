"""What is still on its way: a file grows in a folder of its own until all of it is here, and then goes."""

import os
import re
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import structlog

from scheduler.domain.errors import DiskFull
from scheduler.domain.upload_errors import UploadUnknown

TOKEN = re.compile(r"[0-9a-f]{32}")

log = structlog.get_logger()


class Parts:
    """Files by the tokens of their uploads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, token: str) -> Path:
        """Where it lies. Raises UploadUnknown for what is no token."""
        if not TOKEN.fullmatch(token):
            raise UploadUnknown
        return self.folder / token

    def write(self, token: str, offset: int, piece: bytes) -> None:
        """Put a piece in its place; the same piece again changes nothing. Raises DiskFull, UploadUnknown."""
        path = self.path(token)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.seek(offset)
                file.write(piece)
        except OSError as error:
            log.warning("part_not_kept", reason=error.strerror)
            raise DiskFull from error

    def drop(self, token: str) -> None:
        """It is gone after this; one that cannot be removed now is left to `tidy`."""
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
