"""Numbers and addresses of people: taken only when they can be right, else a Doubt says why not.

The rules of a NIK are imported at first use: they bring much along, and most processes read no export.
"""

import re
from collections.abc import Iterator

from scheduler.domain.text.emails import is_email
from scheduler.intake.cells import is_rounded, text_of
from scheduler.intake.row_faults import (
    EMAIL_DOUBTFUL,
    KK_LENGTH,
    KK_ROUNDED,
    NIK_DOUBTFUL,
    NIK_LENGTH,
    NIK_ROUNDED,
    PHONE_MISSING,
    PHONE_NOT_MOBILE,
    Doubt,
    Fault,
)
from scheduler.intake.sheet import Cell

COUNTRY = "ID"
LAST_DAY = 71
"""A woman's day of birth is written forty later."""

SEVERAL = re.compile(r"[/,;|&\n]|\b(?:atau|dan|or|and)\b", re.IGNORECASE)
NUMBER = re.compile(r"\+?\(?\d[\d\s().\-\u2010-\u2015]{6,}\d")


def nik_of(cell: Cell) -> str | None:
    """A NIK's sixteen digits, None for an empty cell. Raises Doubt for one that is rounded, short or impossible."""
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 - see above
    from stdnum.id import nik as nik_rules  # noqa: PLC0415 - see above

    digits = _sixteen(cell, NIK_ROUNDED, NIK_LENGTH)
    if digits is None:
        return None
    try:
        # Its date of birth only: the list of regions that comes with the rules lacks the provinces made since 2022.
        nik_rules.get_birth_date(digits)
    except ValidationError:
        raise Doubt(NIK_DOUBTFUL) from None
    if digits[0] == "0" or int(digits[6:8]) > LAST_DAY:
        raise Doubt(NIK_DOUBTFUL)
    return digits


def kk_of(cell: Cell) -> str | None:
    """A family card's sixteen digits, None for an empty cell. Raises Doubt: a rounded one would join families."""
    return _sixteen(cell, KK_ROUNDED, KK_LENGTH)


def phone_of(cell: Cell) -> str | None:
    """The first mobile number of a cell as +62812..., from any spelling. Raises Doubt if there is none."""
    if not text_of(cell):
        raise Doubt(PHONE_MISSING)
    spoken = cell if isinstance(cell, str) else text_of(cell)
    for candidate in map(text_of, SEVERAL.split(spoken)):
        for number in _mobile_numbers(candidate):
            return number
    raise Doubt(PHONE_NOT_MOBILE)


def email_of(cell: Cell) -> str | None:
    """An e-mail address, None for an empty cell. Raises Doubt for what cannot be one."""
    text = text_of(cell)
    if text and not is_email(text):
        raise Doubt(EMAIL_DOUBTFUL)
    return text or None


def _sixteen(cell: Cell, rounded: Fault, wrong_length: Fault) -> str | None:
    if is_rounded(cell):
        raise Doubt(rounded)
    digits = re.sub(r"[\s.\-\u2010-\u2015]", "", text_of(cell))
    if not digits:
        return None
    if len(digits) != 16 or not (digits.isascii() and digits.isdecimal()):
        raise Doubt(wrong_length, digits=sum(letter.isdecimal() for letter in digits))
    return digits


def _mobile_numbers(text: str) -> Iterator[str]:
    """Numbers in a text that ring in a pocket. Letters do not count as digits, as they would on a keypad."""
    import phonenumbers  # noqa: PLC0415 - the server need not wait for it to start

    for found in NUMBER.findall(text):
        try:
            number = phonenumbers.parse(re.sub(r"^\(?00", "+", found), COUNTRY)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
            yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
