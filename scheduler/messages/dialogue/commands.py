"""What a message asks for: a command in any case and with the usual slips, a number, or something for a clerk.

A text is a command where one word of it is the command's and every other word changes nothing ("tolong", "ya bu"). One
word more that is not known, or two commands at once, and it is a sentence: a clerk reads it. What cancels, stops or
strikes a number off has to be short, and is never guessed from a slip.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Literal

from scheduler.domain.proofs import REFERENCE_DIGITS
from scheduler.messages.dialogue.command_words import (
    ADDRESS,
    ASKING,
    BESIDE,
    CHOOSING,
    DONE,
    ENGLISH,
    INDONESIAN,
    NO_SLIPS,
    NOT_MINE,
    NUMBERS,
    POLITE,
    SLIPS,
    WORDS,
)

LONGEST, SHORT = 200, 6
"""Letters of a text that can be a command; words of one that cancels, stops, or strikes a number off."""
FEWEST_DIGITS, MOST_DIGITS = 3, 30
"""Of a registration number: so many may be its end, and no number has more than those."""


class Command(StrEnum):
    """What is asked for. DIGITS: a registration number alone, for whatever was asked before. OTHER: for a clerk."""

    STATUS = "status"
    CHANGE = "change"
    CANCEL = "cancel"
    TAKE = "take"
    STAFF = "staff"
    WRONG = "wrong"
    STOP = "stop"
    START = "start"
    DIGITS = "digits"
    OTHER = "other"


GRAVE = frozenset({Command.CANCEL, Command.STOP, Command.WRONG, Command.START})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for. number: of an offered time, 1 to 9. ref4: the last four digits of a registration number
    that was given, or the three that messages once asked for; digits: all of them.

    language: "id" or "en" where the words tell, else None.
    """

    command: Command
    number: int | None = None
    ref4: str | None = None
    language: Literal["id", "en"] | None = None
    digits: str = field(default="", compare=False)


OTHER = Asked(Command.OTHER)


def understood(text: str) -> Asked:
    """What a text asks for; what is not surely a command is OTHER."""
    words = _words(text)
    if not words or len(text) > LONGEST:
        return OTHER
    letters = [word for word in words if not word.isdigit()]
    digits = [word for word in words if word.isdigit()]
    asked = _command(letters, digits) or _number(letters, digits) or OTHER
    if asked.command in GRAVE and "?" in text:
        return OTHER
    return replace(asked, language=_language(letters)) if asked.command != Command.OTHER else OTHER


def _words(text: str) -> list[str]:
    """Small letters and digits in words; bold letters, keycaps and the like as what they stand for."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[a-z]+|[0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _command(letters: Sequence[str], digits: Sequence[str]) -> Asked | None:
    """A command with what belongs to it, OTHER for a sentence about one, None where no word is one."""
    if tuple(letters) in NOT_MINE and not digits:
        return Asked(Command.WRONG)
    kinds = _kinds(letters)
    if not kinds:
        return Asked(Command.STATUS) if _asks_how_far(letters) and not digits else None
    if len(kinds) > 1:
        return OTHER
    kind = kinds.pop()
    if kind == "times" and len(digits) == 1 and len(digits[0]) == 1:
        return None  # "jadwal 2" chooses
    beside = {word for word in letters if not _kind(word)}
    polite = ADDRESS if kind == "wrong" else POLITE
    if not beside <= polite | BESIDE[kind] or (kind in GRAVE and len(letters) > SHORT):
        return OTHER
    return _with_digits(Command.CHANGE if kind == "times" else Command(kind), digits)


def _kinds(letters: Sequence[str]) -> set[str]:
    """The kinds of command in a text; "jadwal" is no second one beside what is to be done with it."""
    found = {kind for word in letters if (kind := _kind(word))}
    if found == {"times"} and "kapan" in letters:
        return {"status"}
    return found - {"times"} if found & {"status", "change", "cancel"} else found


def _with_digits(command: Command, digits: Sequence[str]) -> Asked:
    joined = "".join(digits)
    if digits and (command in {Command.STOP, Command.START, Command.WRONG} or len(joined) > MOST_DIGITS):
        return OTHER
    if _is_reference(digits):
        return Asked(command, ref4=joined[-REFERENCE_DIGITS:], digits=joined)
    return Asked(command, number=int(joined) or None if len(joined) == 1 else None)


def _number(letters: Sequence[str], digits: Sequence[str]) -> Asked | None:
    """The number of an offered time, or a registration number alone."""
    said = [NUMBERS[word] for word in letters if word in NUMBERS]
    beside = {word for word in letters if word not in NUMBERS}
    if not beside <= POLITE | CHOOSING:
        return None
    joined = "".join(digits)
    if said and not digits:
        return Asked(Command.TAKE, number=said[0]) if len(set(said)) == 1 else None
    if said or not digits or len(joined) > MOST_DIGITS:
        return None
    if len(digits) == 1 and len(joined) == 1 and joined != "0":
        return Asked(Command.TAKE, number=int(joined))
    is_reference = _is_reference(digits)
    return Asked(Command.DIGITS, ref4=joined[-REFERENCE_DIGITS:], digits=joined) if is_reference else None


def _is_reference(digits: Sequence[str]) -> bool:
    """Whether digits are (the end of) a registration number: 123, 3172/2026/0001, but not 09.00."""
    return any(len(group) >= FEWEST_DIGITS for group in digits)


def _asks_how_far(letters: Sequence[str]) -> bool:
    words = set(letters)
    return bool(words & DONE and words & ASKING) and words <= POLITE | BESIDE["status"]


def _language(letters: Sequence[str]) -> Literal["id", "en"] | None:
    words = set(letters)
    if words & INDONESIAN:
        return "id"
    return "en" if words & ENGLISH else None


@cache
def _kind(word: str) -> str | None:
    """Which kind of command a word is, if any."""
    for spelling in dict.fromkeys((word, _squeezed(word))):
        for kind, words in WORDS.items():
            if spelling in words:
                return kind
    if len(word) < 3 or word in NO_SLIPS or word in NUMBERS or _is_filler(word):
        return None
    spellings = (word, _squeezed(word))
    return next((kind for right, kind in SLIPS.items() if any(is_one_slip(each, right) for each in spellings)), None)


def _is_filler(word: str) -> bool:
    return word in POLITE or word in CHOOSING or any(word in words for words in BESIDE.values())


def _squeezed(word: str) -> str:
    """Letters that were held too long, once: statuuus, stoppp."""
    return re.sub(r"(.)\1+", r"\1", word)


def is_one_slip(word: str, right: str) -> bool:
    """Whether a word is the right one but for a slip: one letter is wrong, missing or too many, or two neighbours
    changed places; or nothing is.
    """
    if abs(len(word) - len(right)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right)))
    rest, wanted = word[at:], right[at:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:])
    )
