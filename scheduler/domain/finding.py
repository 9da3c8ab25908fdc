"""What somebody types to find a document, and what a name or a number is found by."""

import re
import unicodedata
from dataclasses import dataclass

from scheduler.domain.phones import from_digits
from scheduler.domain.scanned import SHELF

SHORTEST, LONGEST = 2, 12
"""Letters of the beginnings that are kept of a word; a longer word is found by its first twelve."""
TAILS = (4, 6, 8)
"""How many last digits of a registration number are kept."""
WORDS = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['\u2018\u2019\u02bb\u02bc\u02be\u02bf\u2032`\u00b4]")
NUMERIC = re.compile(r"[\d\s./()+\u2010-\u2015-]+")
STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters whose mark is no sign of its own, so that it cannot be taken off."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text may be. numbers: registration numbers as they may be spelt; tail: their last digits, four at least.

    sixteen: a NIK or KK number. phone: +62812... shelf: as it is labelled. words: of a name, folded.
    """

    numbers: tuple[str, ...] = ()
    tail: str | None = None
    sixteen: str | None = None
    phone: str | None = None
    shelf: str | None = None
    words: tuple[str, ...] = ()


def read_sought(text: str) -> Sought:
    """Everything that a text may be, all at once: the office's rows tell which it is."""
    text = " ".join(text.split())
    if not text:
        return Sought()
    if label := SHELF.fullmatch(text):
        return Sought(shelf=label[1].strip().upper())
    digits = re.sub(r"\D", "", text) if NUMERIC.fullmatch(text) and text.isascii() else ""
    return Sought(
        numbers=tuple(dict.fromkeys((text, text.upper()))),
        tail=digits if len(digits) >= TAILS[0] else None,
        sixteen=digits if len(digits) == 16 else None,
        phone=from_digits(re.sub(r"[/\s]", "", text)) if digits else None,
        shelf=text.upper() if len(text) <= 20 else None,
        words=() if digits else sought_words(text),
    )


def sought_words(text: str) -> tuple[str, ...]:
    """The words of a search, folded, each once; one letter finds too many and is left out."""
    words = (word[:LONGEST] for word in WORDS.findall(_folded(APOSTROPHES.sub(" ", text))))
    return tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST))


def beginnings(*names: str | None) -> set[str]:
    """All that some names are found by. "Nur'aini" is found by nuraini, nur and aini."""
    found: set[str] = set()
    for name in filter(None, names):
        for spelling in (APOSTROPHES.sub("", name), APOSTROPHES.sub(" ", name)):
            for word in WORDS.findall(_folded(spelling)):
                found.update(word[:size] for size in range(SHORTEST, min(len(word), LONGEST) + 1))
    return found


def tails(reference: str) -> set[str]:
    """The last digits that a registration number is found by, whatever stands between them."""
    digits = re.sub(r"\D", "", reference, flags=re.ASCII)
    return {digits[-size:] for size in TAILS if len(digits) >= size}


def kept_tail(tail: str) -> str:
    """Of some last digits as many as are kept; who has more looks at the rest."""
    return tail[-max(size for size in TAILS if size <= len(tail)) :]


def _folded(text: str) -> str:
    """Small letters without their marks: José and JOSE are the same."""
    split = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold().translate(STROKES)
