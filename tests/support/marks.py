"""The program's own files are marked once in a run, though each test makes an application of its own: reading all of
them takes long, and nothing changes them meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import display.pages
from scheduler.web.shared import assets
from scheduler.web.shared.bundles import BUNDLES

PROGRAM = Path(assets.__file__).parents[3]


def mark_once() -> None:
    """From now on each application finds the marks that the first one has made. Before `scheduler.main` is loaded."""
    mark_of = assets.mark_of
    known = cache(lambda folders: mark_of(folders, BUNDLES))

    def marked(folders: Iterable[Path], bundles: Mapping[str, Sequence[assets.Part]]) -> str:
        told = tuple(folders)
        ours = bundles is BUNDLES and all(folder.is_relative_to(PROGRAM) for folder in told)
        return known(told) if ours else mark_of(told, bundles)

    assets.mark_of = marked
    display.pages._build_of = cache(display.pages._build_of)
