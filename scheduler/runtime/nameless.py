"""Files without a name: in memory where the system has such (Linux), else on the disk and gone when they are closed.

For what is not sealed yet and must be a file all the same, since another process reads it by its descriptor.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

OWN = Path("/proc/self/fd")
"""Where a process finds its own files by their descriptors."""


def nameless() -> IO[bytes]:
    """An empty file, open for reading and writing."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("giliran"), "w+b")
    return tempfile.TemporaryFile()  # the caller closes it


@contextmanager
def nameless_path(folder: Path) -> Iterator[Path]:
    """A path of such a file, to be opened several times if need be; the file is gone at the end of the block.

    folder: where the file lies for that long under a random name, on systems that keep none in memory.
    """
    if hasattr(os, "memfd_create") and OWN.is_dir():
        with nameless() as file:
            yield OWN / str(file.fileno())
        return
    path = folder / f"{uuid4().hex}.part"
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
