"""What a file is, by its first bytes alone: neither its name nor what the browser says of it is asked."""

import os
from typing import IO, Literal, Protocol

from scheduler.domain.applying.upload_refusals import MOST_BYTES, FileEmpty, FileForeign, FileTooLarge, FileUnreadable

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


class Openable(Protocol):
    """A file as it came: one by its path, or one that lies sealed and opens for its reader alone (`parts.Part`)."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """The file's content, with a descriptor. Raises OSError, FileUnreadable."""
        ...


def kind_of(content: Openable) -> Kind:
    """What the file begins as. Raises FileEmpty, FileTooLarge, FileForeign, FileUnreadable; OSError without a file."""
    with content.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD)
    if size == 0:
        raise FileEmpty
    if size > MOST_BYTES:
        raise FileTooLarge
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
