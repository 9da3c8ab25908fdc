"""A pass as a QR code: alphanumeric mode, fixed version and mask; safe through any scanner. And a link as one.

qrcode is imported at first use: most commands never draw one.
"""

from typing import Any

# Version 2 at level M holds 26 alphanumeric characters; a pass code has 19. Any mask is valid by the standard, and
# fixing it saves the search over all eight, four fifths of the cost.
VERSION, MASK = 2, 3


def drawn(code: str, scale: int = 10) -> Any:
    """The QR code of a pass as the library keeps it, with its quiet zone of four modules; `scale` pixels a module."""
    import qrcode  # noqa: PLC0415 - see above
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - see above

    made = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_M, box_size=scale, border=4, mask_pattern=MASK)
    made.add_data(code, optimize=0)
    made.make(fit=False)
    return made


def drawn_link(link: str) -> Any:
    """The QR code of a link, as large as that needs, for a phone's camera."""
    import qrcode  # noqa: PLC0415 - see above
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - see above

    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    made.add_data(link)
    made.make(fit=True)
    return made
