"""Which documents of a batch somebody means: by what a scanner reads from a receipt, by digits, or by initials."""

from collections.abc import Sequence

from scheduler.domain.text.names import last_digits
from scheduler.web.shared.booking.batch_view import Line

SHOWN = 4
"""Digits of a registration number that the list shows; of more than these all are asked for."""


def meant(lines: Sequence[Line], typed: str) -> list[Line]:
    """The documents that a text may mean, in the order of the list.

    A whole registration number means that one alone, however it is capitalised. Digits are the last ones of a number,
    up to four, or all of it; anything else is read as initials, with or without their dots.
    """
    wanted = "".join(typed.split()).casefold()
    whole = [line for line in lines if "".join(line.reference.split()).casefold() == wanted]
    if whole or not wanted:
        return whole
    if wanted.isdecimal():
        return [line for line in lines if _ends_with(line.reference, wanted)]
    letters = _letters(wanted)
    return [line for line in lines if letters and _letters(line.who).startswith(letters)]


def _ends_with(reference: str, digits: str) -> bool:
    return last_digits(reference, len(digits) if len(digits) <= SHOWN else len(reference)) == digits


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())
