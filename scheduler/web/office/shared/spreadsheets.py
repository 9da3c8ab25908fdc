"""Tables as files for a spreadsheet: CSV and XLSX, in which nothing that somebody typed is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scheduler.domain.text.cells import defused

MARK = "\ufeff"
"""By which a spreadsheet knows that a CSV is UTF-8."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31
"""Letters of the name of a sheet."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class Share(NamedTuple):
    """A part of a whole."""

    part: float
    whole: float

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where there is no whole."""
        return self.part / self.whole if self.whole else None


Cell = str | int | float | Share | None
"""None: nothing was counted there."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. key: its word in addresses; headings: of the columns, the first of which says what a row is about."""

    key: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted in any of its rows."""
        return not any(cell.whole if isinstance(cell, Share) else cell for row in self.rows for cell in row[1:])


def csv_rows(rows: Iterable[Sequence[str | float]]) -> str:
    """Rows as lines of a CSV, without the mark; texts must be defused."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def csv_of(sheet: Sheet) -> bytes:
    """A table as a CSV: commas between cells, points in numbers, shares from 0 to 1."""
    rows = [[_plain(cell) for cell in row] for row in (sheet.headings, *sheet.rows)]
    return (MARK + csv_rows(rows)).encode()


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """Tables as a workbook, each on a sheet of its own. Numbers are numbers, and shares are shown in per cent."""
    import xlsxwriter  # noqa: PLC0415 - 3 MB that only this asks for

    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **plain}) as book:
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        for place, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(_name(place, sheet.title))
            page.freeze_panes(1, 1)
            page.set_column(0, 0, max((len(str(row[0])) for row in (sheet.headings, *sheet.rows) if row), default=10))
            page.set_column(1, max(len(sheet.headings) - 1, 1), 14)
            for column, heading in enumerate(sheet.headings):
                page.write_string(0, column, defused(heading), bold)
            for line, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    value = _plain(cell)
                    if isinstance(value, str):
                        page.write_string(line, column, value)
                    else:
                        page.write_number(line, column, value, percent if isinstance(cell, Share) else None)
    return file.getvalue()


def day_cell(day: date) -> str:
    """A day, as every spreadsheet reads it."""
    return day.isoformat()


def _plain(cell: Cell) -> str | int | float:
    """A cell as a file has it: nothing where nothing was counted."""
    value = cell.value if isinstance(cell, Share) else cell
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else round(value, 4)


def _name(place: int, title: str) -> str:
    """The name of a sheet, which is its own through its number."""
    return f"{place} {NOT_IN_NAMES.sub(' ', title)}"[:LONGEST_NAME].strip()
