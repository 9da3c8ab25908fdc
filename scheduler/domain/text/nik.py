"""A NIK: how pages mask it, and the birth date inside it.

Digits 7 to 12 are day, month and year, the day of women raised by 40.
"""

import re
from datetime import date

_WOMEN = 40
_SIXTEEN = re.compile(r"\d{16}", re.ASCII)


def masked_nik(number: str) -> str:
    """••••••••••••1204, of a NIK or a KK number: enough to compare, not to write down."""
    return f"{'•' * 12}{number[-4:]}"


def is_born_on(nik: str, born: date) -> bool:
    """Whether a NIK belongs to somebody born on a day: it holds two digits of the year. What is no NIK is nobody's."""
    if not _SIXTEEN.fullmatch(nik):
        return False
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    return (day - _WOMEN if day > _WOMEN else day, month, year) == (born.day, born.month, born.year % 100)


def is_nik(text: str) -> bool:
    """Whether sixteen digits can be a NIK: those of the birth date are a day and a month."""
    if not _SIXTEEN.fullmatch(text):
        return False
    day, month = int(text[6:8]), int(text[8:10])
    return 1 <= (day - _WOMEN if day > _WOMEN else day) <= 31 and 1 <= month <= 12
