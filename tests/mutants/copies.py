"""Copies of the program in which faults are put, so that nothing of the real one is ever changed."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.fault import Fault

TREE = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".ci",
    "node_modules",
    "build",
    "dist",
    "test-results",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    "*.db*",
    "*.egg-info",
)

_moments = itertools.count(1_000_000_000, 10)
"""A changed file has a time of its own: Python would take it for the one it has compiled, if both are of one second."""


class Copy:
    """A whole tree of the program for one fault after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(TREE, folder, ignore=LEFT_OUT)
        modules = TREE / "node_modules"
        if modules.exists():
            (folder / "node_modules").symlink_to(modules.resolve())

    @contextmanager
    def broken_by(self, fault: Fault) -> Iterator[None]:
        """The tree with a fault in it, and whole again afterwards. Raises Stale."""
        path = self.folder / fault.file
        whole = path.read_text()
        try:
            _write(path, fault.applied(whole))
            yield
        finally:
            _write(path, whole)


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    moment = next(_moments)
    os.utime(path, (moment, moment))
