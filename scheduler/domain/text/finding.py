"""What somebody types to find a document, and what a name or a number is found by."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby, pairwise

from scheduler.domain.text.phones import from_digits
from scheduler.domain.text.scanned import SHELF

SHORTEST, LONGEST = 2, 12
"""Letters of the beginnings that are kept of a word; a longer word is found by its first twelve."""
JOINED = 3
"""So many pairs of a search's words are read as one word each."""
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

    sixteen: a NIK or KK number. phone: +62812... shelf: as it is labelled. names: the words of a name, folded, in each
    way they may be read, the likeliest first.
    """

    numbers: tuple[str, ...] = ()
    tail: str | None = None
    sixteen: str | None = None
    phone: str | None = None
    shelf: str | None = None
    names: tuple[tuple[str, ...], ...] = ()


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
        names=() if digits else sought_names(text),
    )


def sought_names(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a search in each way they may be read: as they are; "Nur'aini" also as nur and aini; then with two
    that stand side by side as one, since "Nur Aini" may be written as Nuraini.
    """
    words = sought_words(text)
    joined = (
        (*words[:at], (words[at] + words[at + 1])[:LONGEST], *words[at + 2 :])
        for at in range(min(len(words) - 1, JOINED))
    )
    readings = (words, sought_words(APOSTROPHES.sub(" ", text)), *joined)
    return tuple(dict.fromkeys(reading for reading in readings if reading))


def sought_words(text: str) -> tuple[str, ...]:
    """The words of a search, folded, each once; one letter finds too many and is left out."""
    words = (word[:LONGEST] for word in WORDS.findall(_folded(APOSTROPHES.sub("", text))))
    return tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST))


def beginnings(*names: str | None) -> set[str]:
    """All that some names are found by.

    "Nur'aini" is found by nuraini, nur and aini, "Nur Aini" by nuraini as well, "R.A. Kartini" by ra and kartini.
    """
    found: set[str] = set()
    for name in filter(None, names):
        for spelling in (APOSTROPHES.sub("", name), APOSTROPHES.sub(" ", name)):
            words = _words(spelling)
            for word in words:
                found.update(word[:size] for size in range(SHORTEST, min(len(word), LONGEST) + 1))
            found.update((first + second)[:LONGEST] for first, second in pairwise(words))
    return found


def _words(name: str) -> list[str]:
    """The words of a name, folded; letters that stand alone side by side are one: R.A., R. A. and RA are the same."""
    runs = groupby(WORDS.findall(_folded(name)), key=lambda word: len(word) == 1)
    words = [word for alone, run in runs for word in (["".join(run)] if alone else run)]
    return [word for word in words if len(word) >= SHORTEST]


def tails(reference: str) -> set[str]:
    """The last digits that a registration number is found by, whatever stands between them."""
    digits = re.sub(r"\D", "", reference, flags=re.ASCII)
    return {digits[-size:] for size in TAILS if len(digits) >= size}


def kept_tail(tail: str) -> str:
    """Of some last digits as many as are kept of a number; who sought more compares the rest."""
    return tail[-max(size for size in TAILS if size <= len(tail)) :]


def _folded(text: str) -> str:
    """Small letters without their marks: José and JOSE are the same."""
    split = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold().translate(STROKES)
