"""Texts with places to be filled in, as "Nomor {ticket}: silakan masuk": what they name, whether they may be used.

Nothing but a plain name is ever looked up: a text that an office wrote reaches into no object.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Literal

Fault = Literal["missing", "too_long", "broken", "unknown", "needed", "link", "unkind"]

LONGEST = 700
"""Characters of an office's own words: with what is put around them WhatsApp takes 1024."""
NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LINK = re.compile(r"(?i)[a-z]+://|www\.|\b[a-z0-9-]+\.(?:com|net|org|id|me|ly|link|site|app|info|xyz|gl|cc|page)\b")
UNKIND = re.compile(r"(?i)kematian|perceraian|hangus|\bdeath|\bdivorce")
"""What no citizen is to read in a message, whoever else in the house may read it."""


class Broken(ValueError):
    """Braces that do not pair, or that hold something else than a plain name."""


@lru_cache(maxsize=1024)
def pieces(text: str) -> Sequence[tuple[str, str | None]]:
    """Stretches of a text, each with the name of the place after it (None at the end). Raises Broken.

    Kept for good, since it depends on the text alone: every letter is written by one of few texts.
    """
    if "{{" in text or "}}" in text:
        raise Broken
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        raise Broken from None
    if any(
        name is not None and (form or conversion or not NAME.fullmatch(name)) for _, name, form, conversion in parsed
    ):
        raise Broken
    return tuple((literal, name) for literal, name, _, _ in parsed)


def places(text: str) -> list[str]:
    """The names of the places in a text in their order, each as often as it stands there. Raises Broken."""
    return [name for _, name in pieces(text) if name is not None]


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled in. Raises Broken; KeyError for a place that no fact fills."""
    return "".join(literal + (facts[name] if name is not None else "") for literal, name in pieces(text))


def faults_of(text: str, *, may: Collection[str], must: Collection[str]) -> dict[Fault, str]:
    """Why a text cannot be used: fault -> the names it is about, with commas; empty where it can.

    may: the places that are filled in; must: those without which its reader would not know what to do.
    """
    if not text.strip():
        return {"missing": ""}
    try:
        named = places(text)
    except Broken:
        return {"broken": ""}
    found: dict[Fault, str] = {
        "unknown": ", ".join(sorted(set(named) - set(may))),
        "needed": ", ".join(name for name in must if name not in named),
        "too_long": str(LONGEST) if len(text) > LONGEST else "",
        "link": _first(LINK, text),
        "unkind": _first(UNKIND, text),
    }
    return {fault: about for fault, about in found.items() if about}


def _first(pattern: re.Pattern[str], text: str) -> str:
    hit = pattern.search(text)
    return hit[0] if hit else ""
