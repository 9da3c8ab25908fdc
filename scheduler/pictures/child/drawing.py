"""A picture drawn anew: upright, in plain colours on white, no larger than is kept."""

import io
from contextlib import suppress
from typing import Any

from scheduler.pictures.child.answers import Answer, Refused
from scheduler.pictures.child.libraries import Image, ImageFilter, ImageOps, ImageStat

LONGEST, QUALITY = 2000, 82
IN_A_LIST, QUALITY_IN_A_LIST = (192, 256), 55
"""Pixels of the picture by which a page is known in a list: two for each of its place on a phone."""
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 50_000_000, "WEBP": 50_000_000, "GIF": 50_000_000}
"""A JPEG is decoded at a part of its size, so that the largest cameras of phones may send theirs."""
MOST_SIDE = 30_000
SEEN = 1000
SMALL, DARK, BLURRED, EMPTY = 500, 55, 0.008, 6
"""Pixels of the shorter side below which a page is small. Of a page 1000 pixels wide: the mean grey below which it is
dark; how much of its contrast the finest lines hold, below which it is blurred; the contrast below which there is
nothing to be sharp."""


def work(content: bytes, kind: str) -> Answer:
    """The first frame of a picture as the one page of an answer. Raises Refused, and whatever a broken file raises."""
    return answer_of([_picture(kind, content)])


def answer_of(pictures: list[Image.Image]) -> Answer:
    """Every page as a JPEG with a small one behind it, and what there is to say of it."""
    pages = [_page(picture) for picture in pictures]
    return {"pages": [told for told, _ in pages]}, [each for _, written in pages for each in written]


def _picture(kind: str, content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # said by MOST_PIXELS
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind])
    width, height = picture.size
    if width * height > MOST_PIXELS[kind] or max(width, height) > MOST_SIDE:
        raise Refused("large")
    picture.draft("RGB", (LONGEST, LONGEST))
    picture.load()
    with suppress(Exception):  # what a camera noted may be nonsense, and its picture good
        picture = ImageOps.exif_transpose(picture)
    plain = _plain(picture)
    plain.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return plain


def _plain(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        seen_through = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), seen_through).convert("RGB")
    return (picture.convert("L") if picture.mode.startswith("I") else picture).convert("RGB")


def _page(picture: Image.Image) -> tuple[dict[str, Any], tuple[bytes, bytes]]:
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # its pixels: nothing of what the file said beside
    content, hint = _written(bare, QUALITY), hint_of(bare)
    told = {"width": bare.width, "height": bare.height, "size": len(content), "hint": hint}
    bare.thumbnail(IN_A_LIST, Image.Resampling.LANCZOS)
    small = _written(bare, QUALITY_IN_A_LIST)
    return {**told, "small": len(small)}, (content, small)


def _written(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def hint_of(picture: Image.Image) -> str | None:
    """Why a clerk may find a page hard to read: "small", "dark", "blurred", or None."""
    if min(picture.size) < SMALL:
        return "small"
    grey = picture.convert("L")
    grey.thumbnail((SEEN, SEEN))
    light, contrast = ImageStat.Stat(grey).mean[0], ImageStat.Stat(grey).var[0]
    if light < DARK:
        return "dark"
    laplace = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=2, offset=128)
    fine = ImageStat.Stat(grey.filter(laplace).crop((1, 1, grey.width - 1, grey.height - 1))).var[0]
    return "blurred" if contrast > EMPTY**2 and fine < BLURRED * contrast else None
