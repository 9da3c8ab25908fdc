"""One process at a time serves a SQLite file: what people see would differ by which of two they asked."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 10.0
"""Seconds to wait for a process that is about to end: a restart may overlap."""


class NotAlone(Exception):
    """Another process holds what one alone may hold."""


@contextmanager
def alone(path: Path, *, patience: float | None = None) -> Iterator[None]:
    """Hold a file of its own inside the block; the system lets go of it when the process ends, however it ends.

    patience: seconds to wait for another that holds it; PATIENCE where nothing is said. Raises NotAlone where it still
    does then. Where the file cannot be made nothing is held: the database beside it cannot be written to either, and
    says so in words.
    """
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    with ExitStack() as open_until_the_end:
        with suppress(OSError):
            _hold(open_until_the_end.enter_context(path.open("a")), until=until)
        yield


def _hold(file: IO[str], *, until: float) -> None:
    while True:
        try:
            _take(file)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= until:
                raise NotAlone(file.name) from None
            time.sleep(0.1)
        else:
            return


def _take(file: IO[str]) -> None:
    """Raises BlockingIOError, on Windows PermissionError, where another holds it."""
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
