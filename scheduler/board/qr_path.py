"""The dark modules of a QR code as one path, for whoever draws one: a quarter of the size of single squares."""

from collections.abc import Iterator, Sequence
from itertools import groupby


def svg_of(rows: Sequence[Sequence[bool]], *, pixels: int, named: str = "") -> str:
    """Inline SVG of a matrix that has its quiet zone. pixels: its side; named: the class of the element, if any."""
    path = "M0 .5" + "".join(_strokes(rows))
    name = f'class="{named}" ' if named else ""
    return (
        f'<svg {name}aria-hidden="true" width="{pixels}" height="{pixels}" viewBox="0 0 {len(rows)} {len(rows)}"'
        f' shape-rendering="crispEdges"><path d="{path}" stroke="#000"/></svg>'
    )


def _strokes(rows: Sequence[Sequence[bool]]) -> Iterator[str]:
    """A move from where the last stretch ended, and the next dark stretch: what repeats looks the same everywhere."""
    x = y = 0
    for row_number, row in enumerate(rows):
        for start, width in _runs(row):
            yield f"m{start - x} {row_number - y}h{width}"
            x, y = start + width, row_number


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark stretches start, and how long they are."""
    place = 0
    for is_dark, modules in groupby(row):
        width = len(list(modules))
        if is_dark:
            yield place, width
        place += width
