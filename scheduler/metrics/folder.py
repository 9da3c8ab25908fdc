"""Where several processes of one server count together. It has to be named before their library is loaded."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which processes that share a port are told where they count together."""


@contextmanager
def shared_folder() -> Iterator[None]:
    """A folder in which the processes that are begun inside the block count together."""
    with tempfile.TemporaryDirectory(prefix="giliran-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]
