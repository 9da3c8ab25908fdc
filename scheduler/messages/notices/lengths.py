"""How many parts a text takes as SMS: each is paid for.

GSM 03.38: 160 characters in one part, 153 in each of several (a header takes the rest); some characters count twice.
A single one that it does not have makes the whole text UCS-2: 70, and 67.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
"""Each takes two places, which stay together in one part."""
ROOM = {"gsm": (160, 153), "ucs2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Length:
    """parts: messages it takes; units: places in them that are used; foreign: characters that make it UCS-2."""

    coding: Literal["gsm", "ucs2"]
    parts: int
    units: int
    foreign: str = ""


def length_of(text: str) -> Length:
    """What a text takes as SMS; an empty one still takes a part."""
    foreign = "".join(dict.fromkeys(each for each in text if each not in BASIC and each not in EXTENSION))
    if foreign:
        sizes = [len(each.encode("utf-16-be")) // 2 for each in text]
        return Length("ucs2", _parts(sizes, *ROOM["ucs2"]), sum(sizes), foreign)
    sizes = [2 if each in EXTENSION else 1 for each in text]
    return Length("gsm", _parts(sizes, *ROOM["gsm"]), sum(sizes))


def _parts(sizes: Iterable[int], alone: int, together: int) -> int:
    """What takes two places is not cut in two, so that a part may end with one that is free."""
    every = list(sizes)
    if sum(every) <= alone:
        return 1
    parts, used = 1, 0
    for size in every:
        if used + size > together:
            parts, used = parts + 1, 0
        used += size
    return parts
