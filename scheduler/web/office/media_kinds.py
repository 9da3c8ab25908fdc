"""What an uploaded file is, by its content alone; pictures are drawn anew, so that nothing else of the file is kept."""

from contextlib import suppress
from typing import BinaryIO

from PIL import Image, ImageOps

from scheduler.domain.errors import MediumForeign, MediumTooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = (1920, 1080)
"""Pixels that a screen shows."""
MOST_BYTES = 80 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""200 MB in colour with parts one can see through; the work on such a picture takes twice that at most."""
QUALITY = 90

EBML = b"\x1a\x45\xdf\xa3"
HEAD = 64
H264 = (b"avc1", b"avc3")
NO_VIDEO = (b"qt  ", b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
"""Brands of files that are built like an MP4 and are none that every screen plays."""
MOST_BOXES = 1_000
"""Parts of an MP4 at its top; a player's own file has a few, one in pieces has hundreds."""
MOST_MOOV = 8 * 1024 * 1024
"""Bytes of an MP4's table of contents that are looked through: an hour of video has less than two."""


def video_type(file: BinaryIO) -> str | None:
    """The media type of a video that screens play; None where the file is no video. Raises MediumForeign."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(EBML):
        if b"webm" in head:
            return "video/webm"
        raise MediumForeign
    if head[4:8] != b"ftyp":
        return None
    contents = b"" if head[8:12] in NO_VIDEO else _moov(file)
    if not any(codec in contents for codec in H264):
        raise MediumForeign
    return "video/mp4"


def draw_anew(source: BinaryIO, target: BinaryIO) -> str:
    """Write a picture, upright and no larger than a screen, without what the camera noted; returns its media type.

    Raises MediumForeign, MediumTooLarge; OSError where the target cannot be written.
    """
    picture, is_drawing = _opened(source)
    if is_drawing:
        picture.save(target, "PNG", optimize=True)
        return "image/png"
    picture.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return "image/jpeg"


def _opened(source: BinaryIO) -> tuple[Image.Image, bool]:
    """The picture, and whether it stays lossless: what came as PNG, or with parts one can see through."""
    source.seek(0)
    # Pillow names every way in which a file may be broken by another exception of Python's own.
    with suppress(OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError,
                  MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):  # fmt: skip
        opened = Image.open(source, formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise too_large()
        opened.draft("RGB", (LARGEST[0] * 2, LARGEST[1] * 2))
        ImageOps.exif_transpose(opened, in_place=True)
        is_clear = opened.has_transparency_data
        mode = "RGBA" if is_clear else "RGB"
        plain = opened if opened.mode == mode else opened.convert(mode)  # each copy at full size is 200 MB
        plain.thumbnail(LARGEST, Image.Resampling.LANCZOS)
        bare = Image.new(plain.mode, plain.size)
        bare.paste(plain)
        return bare, is_clear or opened.format == "PNG"
    raise MediumForeign


def too_large() -> MediumTooLarge:
    """The refusal, with what is allowed."""
    return MediumTooLarge(megabytes=MOST_BYTES // 1024 // 1024, megapixels=MOST_PIXELS // 1_000_000)


def _moov(file: BinaryIO) -> bytes:
    """The table of contents of an MP4, where its codec stands; empty where there is none."""
    file.seek(0, 2)
    end, at = file.tell(), 0
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            break
        file.seek(at)
        head = file.read(16)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size == 0:
            size = end - at
        if kind == b"moov":
            file.seek(at)
            return file.read(min(size, MOST_MOOV))
        if size < 8:
            break
        at += size
    return b""
