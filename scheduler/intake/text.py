"""CSV files: the encodings and separators that offices' programs write."""

import csv
from collections.abc import Iterator

from scheduler.intake.row_faults import Unreadable
from scheduler.intake.sheet import OPENING, Line, Sheet, limited

SEPARATORS = ";,\t|"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8 with or without BOM, UTF-16 with one, or cp1252. Raises Unreadable if it is none."""
    encodings = ["utf-16"] if content.startswith(UTF16_MARKS) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("no_table")


def opening_of(text: str, separator: str) -> list[Line]:
    """The first rows as they are with one separator, to find out whether it is the right one. Never raises."""
    rows = csv.reader(_rows(text)[:OPENING], delimiter=separator)
    try:
        return [Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1)]
    except csv.Error:  # a cell of more than 128 KB
        return []


def sheet_of(text: str, separator: str) -> Sheet:
    """The rows of a CSV. Raises Unreadable where a quotation mark is not closed: what follows it would be lost."""
    return Sheet("", limited(_lines(text, separator)), is_text=True)


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(_rows(text), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield Line(number, tuple(cells))
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable("quote", row=number) from None


def _rows(text: str) -> list[str]:
    """Split at the ends of lines only, not at the other characters that splitlines() takes for one."""
    return [row + "\n" for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
