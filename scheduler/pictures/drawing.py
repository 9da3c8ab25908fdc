"""Draws a file anew: `python drawing.py KIND MOST_PAGES`, the file by standard input.

A line of JSON goes out by standard output, then the JPEGs it tells of, one after the other. It runs alone and under
limits because what decodes pictures is C, and the files come from anybody: so it needs nothing else of this program.
"""

import io
import json
import os
import sys
from contextlib import suppress
from typing import Any, BinaryIO

MEMORY = 1536 * 1024 * 1024
SECONDS = 25
LONGEST, QUALITY = 2000, 82
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 50_000_000, "WEBP": 50_000_000, "GIF": 50_000_000}
"""A JPEG is decoded at a part of its size, so that the largest cameras of phones may send theirs."""
MOST_SIDE = 30_000
SEEN = 1000
SMALL, DARK, BLURRED, EMPTY = 500, 55, 0.008, 6
"""Of a page 1000 pixels wide: the mean grey below which it is dark; how much of its contrast the finest lines hold,
below which it is blurred; the contrast below which there is nothing to be sharp."""

Page = tuple[bytes, dict[str, Any]]


class Refused(Exception):
    """Why, in a word that the caller knows."""


def limit() -> None:
    """From here on no more memory, time or files than one picture needs."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows: time alone is limited there, by whoever runs this
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    os.nice(5)


def pages_of(kind: str, file: BinaryIO, most_pages: int) -> list[Page]:
    """Every page as a JPEG with what there is to say of it. Raises Refused, and whatever a broken file raises."""
    if kind == "PDF":
        return _pages_of_pdf(file.read(), most_pages)
    return [_page(_picture(kind, file))]


def _picture(kind: str, file: BinaryIO) -> Any:
    """The first frame, upright, in plain colours on white, no larger than is kept."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - under the limits, as all that touches the file

    Image.MAX_IMAGE_PIXELS = None  # said by MOST_PIXELS
    picture: Image.Image = Image.open(file, formats=[kind])
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


def _plain(picture: Any) -> Any:
    from PIL import Image  # noqa: PLC0415

    if picture.has_transparency_data:
        seen_through = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), seen_through).convert("RGB")
    return (picture.convert("L") if picture.mode.startswith("I") else picture).convert("RGB")


def _pages_of_pdf(content: bytes, most_pages: int) -> list[Page]:
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Refused("locked" if locked else "unreadable") from None
    if len(document) > most_pages:
        raise Refused("pages")
    return [_page(_drawn(page)) for page in document]


def _drawn(page: Any) -> Any:
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6) or not 1 / 20 < width / height < 20:
        raise Refused("unreadable")
    scale = LONGEST / max(width, height)
    return page.render(scale=scale, draw_annots=True, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")


def _page(picture: Any) -> Page:
    from PIL import Image  # noqa: PLC0415

    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # its pixels: nothing of what the file said beside
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    content = written.getvalue()
    told = {"width": bare.width, "height": bare.height, "size": len(content), "hint": hint_of(bare)}
    return content, told


def hint_of(picture: Any) -> str | None:
    """What a clerk may find hard to read about it: "small", "dark", "blurred", or nothing."""
    from PIL import ImageFilter, ImageStat  # noqa: PLC0415

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


def main() -> None:
    """Say what there is; a broken file ends this as it will."""
    limit()
    try:
        pages = pages_of(sys.argv[1], sys.stdin.buffer, int(sys.argv[2]))
    except Refused as refused:
        pages = []
        answer: dict[str, Any] = {"refused": str(refused)}
    else:
        answer = {"pages": [told for _, told in pages]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for content, _ in pages:
        sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
