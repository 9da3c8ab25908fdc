"""Files of backups: their owner's alone, on the disk before they are named, never left half-done under a name."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

BLOCK = 1024 * 1024
"""Bytes that are read and written at a time."""


class Stopped(Exception):
    """Whoever wanted a backup wants it no more: the server ends."""


Look = Callable[[int], None]
"""Told of bytes that were gone through; may raise Stopped."""


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone may open, where it is not there yet. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that its owner alone may read, on the disk when the block ends; nothing stays of one that failed.

    Raises OSError; FileExistsError where there is one already, which is left as it is.
    """
    made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(made, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def blocks_of(file: IO[bytes], look: Look = lambda _: None) -> Iterator[bytes]:
    """What is in a file from here on, a block at a time."""
    while block := file.read(BLOCK):
        yield block
        look(len(block))
