"""A NIK: how pages mask it, and the birth date inside it.

Digits 7 to 12 are day, month and year, the day of women raised by 40.
"""

import re
from datetime import date

_WOMEN = 40
_SIXTEEN = re.compile(r"\d{16}", re.ASCII)
_WRITTEN = (
    re.compile(r"(?P<day>\d{1,2})[\s./-]+(?P<month>\d{1,2})[\s./-]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[\s./-]+(?P<month>[A-Za-z]{3,9})[\s.,/-]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
_MONTHS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt", "ags"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
"""Months as they are written in both languages; the first three letters or more will do."""


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


def birth_date(written: str) -> date | None:
    """A date as people write it: 17-8-1965, 17/08/1965, 17081965, 1965-08-17, 17 Agustus 1965, 17 Aug 1965.

    None where it is no date, or the year has two digits only.
    """
    for pattern in _WRITTEN:
        found = pattern.fullmatch(written.strip())
        if found is None:
            continue
        try:
            return date(int(found["year"]), _month(found["month"]), int(found["day"]))
        except ValueError:
            return None
    return None


def _month(written: str) -> int:
    """The number of a month, from digits or from its name. Raises ValueError."""
    if written.isdigit():
        return int(written)
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(written.lower()) for name in names):
            return number
    raise ValueError(written)
