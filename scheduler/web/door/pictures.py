"""The QR code in a photo of a phone or a slip; the photo is looked at in a process of its own."""

from typing import BinaryIO

from scheduler.domain.door import PictureForeign, PictureUnreadable
from scheduler.domain.text import codes
from scheduler.pictures.apart import Broken, said_of

HEAD = 12
HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def code_in(photo: BinaryIO) -> str:
    """What the QR code in a photo says; of several, the one that is a pass. Raises PictureUnreadable, PictureForeign.

    Takes up to a second of one processor.
    """
    photo.seek(0)
    head = photo.read(HEAD)
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        raise PictureForeign
    if not head:
        raise PictureUnreadable
    try:
        texts = said_of(photo, "codes").facts.get("texts")
    except Broken:
        raise PictureUnreadable from None
    return _pass_of([text for text in texts if isinstance(text, str)] if isinstance(texts, list) else [])


def _pass_of(texts: list[str]) -> str:
    """Raises PictureUnreadable where there is none."""
    if not texts:
        raise PictureUnreadable
    return next((text for text in texts if codes.read(text) is not None), texts[0])
