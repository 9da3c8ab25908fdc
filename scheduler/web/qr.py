"""The pass as a QR picture: alphanumeric mode, fixed version and mask, one path; safe through any scanner.

qrcode is imported at first use: most commands never draw one.
"""

import io
from functools import lru_cache
from typing import Any

# Version 2 at level M holds 26 alphanumeric characters; a pass code has 19. Any mask is valid by the standard, and
# fixing it saves the search over all eight, four fifths of the cost.
VERSION, MASK = 2, 3


@lru_cache(maxsize=2048)
def svg(code: str) -> str:
    """Inline SVG with its quiet zone of four modules, to be scaled by the page."""
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415 - see above

    text: str = _code(code).make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    return text.replace("<svg ", '<svg class="qr" aria-hidden="true" ', 1)


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
