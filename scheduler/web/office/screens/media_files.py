"""The media folder: a file appears in it whole or not at all, and goes when nothing names it any more."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import structlog

from scheduler.domain.refusals import DiskFull
from scheduler.flow.screens.media import file_name
from scheduler.web.office.screens.media_kinds import MOST_BYTES, draw_anew, too_large, video_type

PIECE = 1024 * 1024
SETTLED = 3600.0
"""Seconds after which a file that nothing names is no upload under way."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the folder. mark: of its content and of the form that it came by."""

    kind: Literal["picture", "video"]
    mark: str
    media_type: str
    size: int


def store(folder: Path, office: str, upload: BinaryIO, nonce: str) -> Stored:
    """Keep an uploaded file; the same form sent twice keeps one.

    The mark is of the nonce too: no two pictures share a file, so that one can go without a look at the others.
    Raises MediumForeign, MediumTooLarge; DiskFull, and then nothing of it is kept.
    """
    if _size_of(upload) > MOST_BYTES:
        raise too_large()
    place = folder / office
    part = place / f".{secrets.token_hex(8)}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        media_type = _written(upload, part)
        mark, size = _mark_of(part, nonce), part.stat().st_size
        part.replace(folder / file_name(office, mark, media_type))
    except OSError as error:
        log.warning("media_not_kept", reason=error.strerror)
        raise DiskFull from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Stored("video" if media_type.startswith("video/") else "picture", mark, media_type, size)


def discard(folder: Path, office: str, mark: str, media_type: str) -> None:
    """Remove the file of a mark, if it is there; one that cannot be removed is left to `tidy`."""
    with suppress(OSError):
        (folder / file_name(office, mark, media_type)).unlink(missing_ok=True)


def tidy(folder: Path, office: str, marks: Collection[str]) -> None:
    """Remove what a cut has left behind: files of the office's folder that no mark names, older than an hour."""
    until = time.time() - SETTLED
    with suppress(OSError):
        for path in list((folder / office).iterdir()):
            if path.stem not in marks and path.stat().st_mtime < until:
                path.unlink(missing_ok=True)


def _size_of(upload: BinaryIO) -> int:
    upload.seek(0, os.SEEK_END)
    return upload.tell()


def _written(upload: BinaryIO, part: Path) -> str:
    """A picture anew, a video as it came, on the disk before anything names it; returns its media type."""
    media_type = video_type(upload)
    with part.open("wb") as file:
        if media_type is None:
            media_type = draw_anew(upload, file)
        else:
            upload.seek(0)
            shutil.copyfileobj(upload, file, PIECE)
        file.flush()
        os.fsync(file.fileno())
    return media_type


def _mark_of(path: Path, nonce: str) -> str:
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{nonce} {content}".encode()).hexdigest()[:32]
