"""The program's own files are marked once in a run, though each test makes an application of its own: reading all of
them takes long, and nothing changes them meanwhile.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import display.pages
from scheduler.web.shared import assets

PROGRAM = Path(assets.__file__).parents[3]


def mark_once() -> None:
    """From now on each application finds the marks that the first one has made. Before `scheduler.main` is loaded."""
    mark_of = assets.mark_of
    known = cache(mark_of)

    def marked(folders: Iterable[Path]) -> str:
        told = tuple(folders)
        return known(told) if all(folder.is_relative_to(PROGRAM) for folder in told) else mark_of(told)

    assets.mark_of = marked
    display.pages._build_of = cache(display.pages._build_of)
