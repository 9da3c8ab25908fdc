"""What is asked of a database in a backup, whichever kind it is."""

from collections.abc import Iterable

from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.flow.screens.media import file_name

MARKS = (
    "SELECT mark FROM application_page WHERE gone_at IS NULL UNION SELECT mark FROM line_picture WHERE gone_at IS NULL"
)
MEDIA = (
    "SELECT office.code, media_file.mark, media_file.media_type FROM media_file"
    " JOIN office ON office.id = media_file.office_id"
)
SEALED, PLACE = "SELECT key FROM look_up_key LIMIT 1", "look_up_key.key"
"""Something that the secret seals, of every database that was ever opened, and its context."""


def named(marks: Iterable[str], media: Iterable[tuple[str, str, str]]) -> set[str]:
    """What the files that rows name are called in a backup. marks: of what citizens sent; media: office, mark, kind."""
    return {
        *(f"files/{mark[:2]}/{mark}" for mark in marks),
        *(f"media/{file_name(office, mark, kind)}" for office, mark, kind in media),
    }


def opens(sealed: bytes | None, ring: keys.Keyring) -> bool:
    """Whether a secret opens what was sealed; where nothing was, any does."""
    if sealed is None:
        return True
    try:
        ring.open_bytes(sealed, PLACE)
    except (keys.SealBroken, InvalidTag):
        return False
    return True
