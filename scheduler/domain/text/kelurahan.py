"""Kelurahan, RT and RW as exports write them, each spelt in one way, so that a list has all of one place together."""

import re

_KIND = re.compile(r"^(?:kelurahan|kel|desa|ds|gampong|nagari)\b[.\s]*", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
LONGEST = 60
MOST_DIGITS = 3
"""No RT and no RW has a number of more."""


def tidy_kelurahan(text: str) -> str | None:
    """The name alone: "KEL. KAMPUNG BUGIS" and "kampung  bugis" are "Kampung Bugis". None where nothing is left."""
    name = _KIND.sub("", " ".join(text.split()))[:LONGEST].strip()
    return (name.title() if name in (name.upper(), name.lower()) else name) or None


def rt_and_rw(text: str) -> tuple[str | None, str | None] | None:
    """Numbers of two digits at least, without what stands before them: "RT.002/RW 5" is ("02", "05").

    None for what has no number, more than two, or one that is too long.
    """
    numbers = _DIGITS.findall(text)
    if not 1 <= len(numbers) <= 2 or any(len(each.lstrip("0")) > MOST_DIGITS for each in numbers):
        return None
    first, *second = (f"{int(each):02}" for each in numbers)
    return first, second[0] if second else None
