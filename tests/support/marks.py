"""The program's own files are looked up and marked once in a run, though each test makes an application of its own: to
find and read all of them takes long, and nothing changes them meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import display.pages
from scheduler.web.shared import assets, bundles
from scheduler.web.shared.bundles import BUNDLES

PROGRAM = Path(assets.__file__).parents[3]


def mark_once() -> None:
    """From now on each application finds the marks that the first one has made, and its files. Before `scheduler.main`
    is loaded.
    """
    mark_of, found_in = assets.mark_of, bundles.found_in
    known, known_files = cache(lambda folders: mark_of(folders, BUNDLES)), cache(found_in)

    def marked(folders: Iterable[Path], parts: Mapping[str, Sequence[assets.Part]]) -> str:
        told = tuple(folders)
        return known(told) if parts is BUNDLES and _are_ours(told) else mark_of(told, parts)

    def found(folders: Sequence[Path]) -> dict[str, list[assets.Part]]:
        told = tuple(folders)
        return dict(known_files(told)) if _are_ours(told) else found_in(told)

    assets.mark_of, bundles.found_in = marked, found
    display.pages._build_of = cache(display.pages._build_of)


@cache
def _are_ours(folders: tuple[Path, ...]) -> bool:
    return all(folder.is_relative_to(PROGRAM) for folder in folders)
