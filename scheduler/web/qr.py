"""The pass as a QR picture: alphanumeric mode, fixed version and mask, one path; safe through any scanner.

qrcode is imported at first use: most commands never draw one.
"""

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

# Version 2 at level M holds 26 alphanumeric characters; a pass code has 19. Any mask is valid by the standard, and
# fixing it saves the search over all eight, four fifths of the cost.
VERSION, MASK = 2, 3


@lru_cache(maxsize=2048)
def svg(code: str) -> str:
    """Inline SVG with its quiet zone of four modules, to be scaled by the page."""
    rows: list[list[bool]] = _code(code).get_matrix()
    path = "".join(f"M{start} {y}.5h{width}" for y, row in enumerate(rows) for start, width in _runs(row))
    size = len(rows)
    return (
        f'<svg class="qr" aria-hidden="true" width="264" height="264" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges"><path d="{path}" stroke="#000"/></svg>'
    )


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Where dark stretches start, and how long they are: a third of the size of single modules."""
    place = 0
    for is_dark, modules in groupby(row):
        width = len(list(modules))
        if is_dark:
            yield place, width
        place += width


def png(code: str, *, scale: int = 12) -> bytes:
    """PNG with its quiet zone; `scale` pixels a module."""
    buffer = io.BytesIO()
    _code(code, scale).make_image().save(buffer)
    return buffer.getvalue()


def _code(code: str, scale: int = 10) -> Any:
    import qrcode  # noqa: PLC0415 - see above
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - see above

    made = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_M, box_size=scale, border=4, mask_pattern=MASK)
    made.add_data(code, optimize=0)
    made.make(fit=False)
    return made
