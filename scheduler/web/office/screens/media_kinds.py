"""What an uploaded file is, by its content alone; pictures are drawn anew, so that nothing else of the file is kept."""

from typing import BinaryIO

from scheduler.domain.screens import MediumForeign, MediumTooLarge
from scheduler.pictures.apart import Broken, said_of

MOST_BYTES = 80 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""200 MB in colour with parts one can see through; the work on such a picture takes twice that at most."""
PATIENCE = 30
"""Seconds that drawing may take: staff alone send pictures, one at a time."""
DRAWN_AS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}

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
    try:
        said = said_of(source, "screens", str(MOST_PIXELS), seconds=PATIENCE)
    except Broken:
        raise MediumForeign from None
    if said.facts.get("refused") == "large":
        raise too_large()
    media_type = str(said.facts.get("media_type"))
    if not (media_type in DRAWN_AS and said.content.startswith(DRAWN_AS[media_type])):
        raise MediumForeign
    target.write(said.content)
    return media_type


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
