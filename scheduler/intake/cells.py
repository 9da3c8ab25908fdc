"""One cell as text, digits or a date, whichever way the program that wrote it stored it."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from scheduler.domain.text.plain_text import without_hidden
from scheduler.intake.row_faults import DATE_DOUBTFUL, Doubt
from scheduler.intake.sheet import Cell

PLACEHOLDERS = {"-", "--", "---", "–", "—", ".", "n/a", "null", "none", "nihil", "#n/a"}
EXACT_DIGITS = 15
"""Excel keeps fifteen digits of a number and writes zeros for the rest."""

WAS_A_NUMBER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+|\d{16,}[.,]0+")
"""How a long number looks in a CSV after a spreadsheet had it: 2,17201E+15 or 2172010606630000.0."""

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DATES = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[ T].*)?"),
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2}|[A-Za-z]{3,})[-/. ](?P<year>\d{4}|\d{2})(?: .*)?"),
)
EXCEL_EPOCH = date(1899, 12, 30)


def text_of(cell: Cell) -> str:
    """The cell as one line of text without invisible characters; "" for a placeholder such as a dash."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = " ".join(unicodedata.normalize("NFC", without_hidden(str(cell))).split()).lstrip("'")
    return "" if text.casefold() in PLACEHOLDERS else text


def hides(cell: Cell) -> bool:
    """Whether a text holds what nobody sees, which `text_of` leaves out."""
    return isinstance(cell, str) and without_hidden(cell) != cell


def key_of(cell: Cell) -> str:
    """The cell for looking it up in a word list: small letters and digits only."""
    return re.sub(r"[\W_]", "", text_of(cell).casefold())


def is_rounded(cell: Cell) -> bool:
    """Whether a long number went through a spreadsheet as a number and cannot be trusted any more."""
    if isinstance(cell, int | float):
        return bool(abs(cell) >= 10**EXACT_DIGITS)
    return WAS_A_NUMBER.fullmatch(text_of(cell)) is not None


def date_of(cell: Cell) -> date | None:
    """The date of a cell: Excel's own or its day count, 2026-11-03, 03/11/2026 (day first), 3 November 2026.

    None for an empty cell. Raises Doubt for what is no date.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float | int) and 20_000 < cell < 80_000:
        return EXCEL_EPOCH + timedelta(days=int(cell))
    text = text_of(cell)
    if not text:
        return None
    found = next((hit for pattern in DATES if (hit := pattern.fullmatch(text))), None)
    if found is None:
        raise Doubt(DATE_DOUBTFUL)
    try:
        return date(_year(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        raise Doubt(DATE_DOUBTFUL) from None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(text: str) -> int:
    """The number of a month, also from its name or the first three letters of that. Raises ValueError."""
    if text.isdigit():
        return int(text)
    starts = [month[:3].lower() for month in MONTHS]
    english = {"may": "mei", "aug": "agu", "oct": "okt", "dec": "des", "ags": "agu", "agt": "agu", "nop": "nov"}
    start = text[:3].lower()
    return starts.index(english.get(start, start)) + 1
