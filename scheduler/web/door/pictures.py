"""The QR code in a photo of a phone or a slip: turned, dark, blurred or far away."""

import io
from collections.abc import Iterator
from contextlib import suppress

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from scheduler.domain import codes
from scheduler.domain.errors import PictureForeign, PictureUnreadable

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 64_000_000
"""A phone's largest photo; a JPEG of it is opened at a fraction of its size."""
MOST_PLAIN_PIXELS = 25_000_000
"""Other formats are opened whole: 25 MB in grey, 100 MB in colour."""
SIDES = (1280, 2560)
"""Pixels of the longer side at which the code is looked for: small is fast, large finds what is far away."""
HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def code_in(picture: bytes) -> str:
    """What the QR code in a photo says; of several, the one that is a pass. Raises PictureUnreadable, PictureForeign.

    Takes up to a second of one processor.
    """
    if picture[4:8] == b"ftyp" and picture[8:12] in HEIF:
        raise PictureForeign
    opened = _opened(picture)
    for attempt in _attempts(opened):
        found = [
            each.text
            for each in zxingcpp.read_barcodes(attempt, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        ]
        if found:
            return next((text for text in found if codes.read(text) is not None), found[0])
    raise PictureUnreadable


def _opened(picture: bytes) -> Image.Image:
    """In grey and upright, its longer side as long as is looked at, at most. Raises PictureUnreadable."""
    # Pillow names every way in which a file may be broken by another exception of Python's own.
    with suppress(OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError,
                  MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):  # fmt: skip
        opened = Image.open(io.BytesIO(picture), formats=FORMATS)
        pixels = opened.width * opened.height
        if pixels > (MOST_PIXELS if opened.format == "JPEG" else MOST_PLAIN_PIXELS):
            raise PictureUnreadable
        opened.draft("L", (SIDES[-1], SIDES[-1]))
        upright = ImageOps.exif_transpose(opened)
        return _smaller(upright.convert("L"), SIDES[-1])
    raise PictureUnreadable


def _attempts(grey: Image.Image) -> Iterator[Image.Image]:
    """The same picture as it is, with its light spread out, and sharpened; the small ones first."""
    for side in SIDES:
        plain = _smaller(grey, side)
        yield plain
        bright = ImageOps.autocontrast(plain, cutoff=2)
        yield bright
        yield bright.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=0))
        if max(grey.size) <= side:
            return


def _smaller(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    made = picture.copy()
    made.thumbnail((side, side))
    return made
