"""Reads what strangers send: whatever its shape, there is an answer and never an exception."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST = 4096
"""Characters of a text: more than WhatsApp lets anybody write."""


def part(thing: Any, *path: str | int) -> Any:
    """What lies at a path of names and places, or None."""
    for step in path:
        if isinstance(thing, Mapping):
            thing = thing.get(step)
        elif isinstance(thing, list) and isinstance(step, int) and -len(thing) <= step < len(thing):
            thing = thing[step]
        else:
            return None
    return thing


def each(thing: Any, *path: str | int) -> list[Mapping[str, Any]]:
    """The objects of a list at a path; what is no object is passed over."""
    found = part(thing, *path)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def text(thing: Any, *path: str | int, most: int = LONGEST) -> str:
    """A text or a number at a path, as a database takes it; "" where there is none."""
    found = part(thing, *path)
    if isinstance(found, bool) or not isinstance(found, (str, int)):
        return ""
    try:
        said = str(found)
    except ValueError:  # a number of thousands of digits
        return ""
    return said.encode(errors="replace").decode().replace("\0", "").strip()[:most]


def moment(thing: Any, *path: str | int, otherwise: datetime) -> datetime:
    """A moment given in seconds since 1970, as text or number; `otherwise` where it is none, or is yet to come."""
    try:
        found = datetime.fromtimestamp(int(text(thing, *path, most=20)), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
    return min(found, otherwise)
