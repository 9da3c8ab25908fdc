"""The dark modules of a QR code as one path, for whoever draws one: a third of the size of single squares."""

from collections.abc import Iterator, Sequence
from itertools import groupby


def svg_of(rows: Sequence[Sequence[bool]], *, pixels: int, named: str = "") -> str:
    """Inline SVG of a matrix that has its quiet zone. pixels: its side; named: the class of the element, if any."""
    path = "".join(f"M{start} {y}.5h{width}" for y, row in enumerate(rows) for start, width in _runs(row))
    name = f'class="{named}" ' if named else ""
    return (
        f'<svg {name}aria-hidden="true" width="{pixels}" height="{pixels}" viewBox="0 0 {len(rows)} {len(rows)}"'
        f' shape-rendering="crispEdges"><path d="{path}" stroke="#000"/></svg>'
    )


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark stretches start, and how long they are."""
    place = 0
    for is_dark, modules in groupby(row):
        width = len(list(modules))
        if is_dark:
            yield place, width
        place += width
