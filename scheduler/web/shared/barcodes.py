"""Code 128 as inline SVG.

zxing-cpp is imported at first use: only kiosks and receipts show bars.
"""

from functools import lru_cache
from itertools import groupby
from typing import Any

QUIET = 10
"""Modules left white at both ends, as the standard asks."""
HEIGHT = 40
"""Modules; the page stretches them."""


@lru_cache(maxsize=2048)
def code128(text: str) -> str:
    """The bars of a text, to be scaled by the page. Raises ValueError for what Code 128 has no signs for."""
    import zxingcpp  # noqa: PLC0415 - see above

    made: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    row = [value < 128 for value in rows[0]]
    path, place = "", QUIET
    for is_dark, modules in groupby(row):
        width = len(list(modules))
        path += f"M{place} 0h{width}v{HEIGHT}h-{width}z" if is_dark else ""
        place += width
    return (
        f'<svg class="bars" role="presentation" viewBox="0 0 {place + QUIET} {HEIGHT}" preserveAspectRatio="none"'
        f' shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
