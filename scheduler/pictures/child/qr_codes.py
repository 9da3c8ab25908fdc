"""The QR codes in a photo of a phone or a slip: turned, dark, blurred or far away."""

import io
from collections.abc import Iterator

import zxingcpp

from scheduler.pictures.child.answers import Answer, Refused
from scheduler.pictures.child.libraries import Image, ImageFilter, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 64_000_000
"""A phone's largest photo; a JPEG of it is opened at a fraction of its size."""
MOST_PLAIN_PIXELS = 25_000_000
"""Other formats are opened whole: 25 MB in grey, 100 MB in colour."""
SIDES = (1280, 2560)
"""Pixels of the longer side at which the code is looked for: small is fast, large finds what is far away."""


def work(content: bytes) -> Answer:
    """What the codes say; none where there is no code. Raises Refused, and whatever a broken file raises."""
    for attempt in _attempts(_opened(content)):
        formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        found = [each.text for each in zxingcpp.read_barcodes(attempt, formats=formats)]
        if found:
            return {"texts": found}, []
    return {"texts": []}, []


def _opened(content: bytes) -> Image.Image:
    """The photo in grey and upright, its longer side as long as is looked at, at most."""
    opened = Image.open(io.BytesIO(content), formats=FORMATS)
    if opened.width * opened.height > (MOST_PIXELS if opened.format == "JPEG" else MOST_PLAIN_PIXELS):
        raise Refused("large")
    opened.draft("L", (SIDES[-1], SIDES[-1]))
    upright = ImageOps.exif_transpose(opened)
    return _smaller(upright.convert("L"), SIDES[-1])


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
