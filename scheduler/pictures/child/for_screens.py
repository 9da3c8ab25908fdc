"""A picture for the screens of a hall: upright, no larger than a screen, without what the camera noted."""

import io

from scheduler.pictures.child.answers import Answer, Refused
from scheduler.pictures.child.libraries import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = (1920, 1080)
"""Pixels that a screen shows."""
QUALITY = 90


def work(content: bytes, most_pixels: str) -> Answer:
    """The picture, lossless where it came as PNG or with parts one can see through.

    Raises Refused, and whatever a broken file raises.
    """
    picture, is_drawing = _opened(content, int(most_pixels))
    written = io.BytesIO()
    if is_drawing:
        picture.save(written, "PNG", optimize=True)
    else:
        picture.save(written, "JPEG", quality=QUALITY, subsampling=0)
    return {"media_type": "image/png" if is_drawing else "image/jpeg"}, [written.getvalue()]


def _opened(content: bytes, most_pixels: int) -> tuple[Image.Image, bool]:
    opened: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if opened.width * opened.height > most_pixels:
        raise Refused("large")
    opened.draft("RGB", (LARGEST[0] * 2, LARGEST[1] * 2))
    ImageOps.exif_transpose(opened, in_place=True)
    is_clear = opened.has_transparency_data
    mode = "RGBA" if is_clear else "RGB"
    plain = opened if opened.mode == mode else opened.convert(mode)  # each copy at full size is 200 MB
    plain.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare, is_clear or opened.format == "PNG"
