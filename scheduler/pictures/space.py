"""How much of the disk is left for what citizens send: under the floor nothing more of it is taken.

The folder of files mostly lies on the disk of the database, and a full disk stops the hall. So sending pauses before
that, and the hall goes on.
"""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from scheduler.domain.applying.file_bounds import MB
from scheduler.domain.applying.upload_refusals import UploadsPaused
from scheduler.runtime.config import Settings

TOLD = 600.0
"""Seconds for which the log is not told again, however many ask."""

log = structlog.get_logger()

Free = Callable[[Path], int]
"""How many bytes are free where a folder lies, or will."""


def free_of(folder: Path) -> int:
    """Bytes that the server's user may still write there; more than there are where the system does not say."""
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return sys.maxsize


class Space:
    """The free space of one folder. floor: bytes that stay free; 0 takes what there is."""

    def __init__(self, folder: Path, floor: int, *, free: Free = free_of) -> None:
        self.folder, self.floor, self._free = folder, floor, free
        self._told_at = -TOLD
        """When the log was told last, by the monotonic clock."""

    def is_low(self, more: int = 0) -> bool:
        """Whether so many bytes more would leave less than the floor. Asks the disk: not for the event loop."""
        if not self.floor:
            return False
        free = self._free(self.folder)
        if free - more >= self.floor:
            return False
        if time.monotonic() - self._told_at >= TOLD:
            self._told_at = time.monotonic()
            log.warning("uploads_paused", free_mb=free // MB, floor_mb=self.floor // MB)
        return True

    def refuse(self, more: int) -> None:
        """Raises UploadsPaused where there is no room for so many bytes more."""
        if self.is_low(more):
            raise UploadsPaused


def space_of(settings: Settings) -> Space:
    """The free space of the folder of files, with the floor of the settings."""
    return Space(settings.files, settings.files_floor_mb * MB)
