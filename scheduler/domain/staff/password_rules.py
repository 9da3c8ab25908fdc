"""What a password of staff must be: long, and not made of what is guessed first.

NIST SP 800-63B-4 asks for fifteen characters of a password that is all there is (eight beside a second factor), for a
list of what is common or to be expected, and for nothing else: no signs of several kinds, no change by the calendar.
A list of whole passwords would hold next to nothing that is so long. So a password is taken to pieces: each piece that
is known (a common word, a name of its owner or office, a year, a number, a row of keys, the same sign over and over)
counts as much as one sign of one's own, and once however often it stands there; signs between words count once as well.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile

from scheduler.domain.staff.common_words import COMMON
from scheduler.domain.staff.refusals import PasswordCommon, PasswordShort

SHORTEST = 15
"""Characters of a password that is not beside a second factor."""
LEAST_OWN = 8
"""So many signs of its owner's own a password must have at least, or known pieces in their place."""
LEAST_DIFFERENT = 5
"""So many different signs a password must have at least."""
LOOKED_AT = 100
"""Small letters of a password that are looked at: one sign may stand for eighteen of them."""
SHORTEST_NAME = 3
"""Letters of a name that is looked for: shorter ones stand in any word."""

ROWS = [row[::step] for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz") for step in (1, -1)]
SHORTEST_ROW = 3
SIMILAR = str.maketrans("@4301!5$7", "aaeoiisst")
"""Signs that are put for letters."""
PATTERNS = [re.compile(pattern) for pattern in (r"(?:19|20)\d\d", r"\d{6,}", r"(.)\1{2,}")]
"""A year, a number such as a phone's or a birth date, the same sign over and over."""


def refuse_weak(password: str, *, names: Collection[str]) -> None:
    """Refuse a password that is short or soon guessed. Raises PasswordShort, PasswordCommon.

    names: what a guesser knows besides, the names of its owner and of the office.
    """
    if len(password) < SHORTEST:
        raise PasswordShort(least=SHORTEST)
    known = COMMON | set(_words(names))
    folded = _folded(password)[:LOOKED_AT]
    spellings = {folded, folded.translate(SIMILAR)}
    if len(set(folded)) < LEAST_DIFFERENT or min(_own(text, known) for text in spellings) < LEAST_OWN:
        raise PasswordCommon


def _own(text: str, known: Collection[str]) -> int:
    """How much of a password is its owner's own."""
    pieces = list(_pieces(text, known, longest=max(map(len, known))))
    letters = [piece for piece in pieces if len(piece) == 1 and piece.isalnum()]
    return len(letters) + len({piece for piece in pieces if piece not in letters})


def _pieces(text: str, known: Collection[str], *, longest: int) -> Iterator[str]:
    """A text from left to right: known pieces, the longest first, and single signs that are part of none."""
    place = 0
    while place < len(text):
        piece = max(_found_at(text[place:], known, longest), key=len)
        yield piece
        place += len(piece)


def _found_at(text: str, known: Collection[str], longest: int) -> Iterator[str]:
    """What a text may begin with: one sign, or more that is known."""
    yield text[0]
    yield from (text[:length] for length in range(2, longest + 1) if text[:length] in known)
    yield from (found[0] for pattern in PATTERNS if (found := pattern.match(text)))
    rows = (_alike(text, row[start:]) for row in ROWS for start in range(len(row)))
    yield from (row for row in rows if len(row) >= SHORTEST_ROW)


def _alike(one: str, other: str) -> str:
    """What two texts begin with together."""
    pairs = zip(one, other, strict=False)
    return "".join(sign for sign, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _words(names: Iterable[str]) -> Iterator[str]:
    """Each name word by word, and as one word."""
    for name in names:
        words = re.findall(r"\w+", _folded(name))
        yield from (word for word in (*words, "".join(words)) if len(word) >= SHORTEST_NAME)


def _folded(text: str) -> str:
    """Small letters without accents: how it is written makes nothing harder to guess."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
