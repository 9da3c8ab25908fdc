"""What a file is, by its first bytes alone: neither its name nor what the browser says of it is asked."""

from pathlib import Path
from typing import Literal

from scheduler.domain.upload_errors import MOST_BYTES, FileEmpty, FileForeign, FileTooLarge, FileUnreadable

Kind = Literal["JPEG", "PNG", "WEBP", "GIF", "PDF"]
HEAD = 16
LEAST = 32
"""Bytes of which no picture and no PDF has fewer."""
BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"%PDF-", "PDF"),
)


def kind_of(path: Path) -> Kind:
    """What the file begins as. Raises FileEmpty, FileTooLarge, FileForeign, FileUnreadable; OSError without a file."""
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty
    if size > MOST_BYTES:
        raise FileTooLarge
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = _begun(head)
    if kind is None:
        raise FileForeign
    if size < LEAST:
        raise FileUnreadable
    return kind


def _begun(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for beginning, kind in BEGINNINGS if head.startswith(beginning)), None)
