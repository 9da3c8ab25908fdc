"""A whole export: the sheet and the header are found, the lines understood, repeated references sorted out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.offices.type_book import PRESETS, TypeBook
from scheduler.intake import text
from scheduler.intake.columns import Header, find_header, repeats
from scheduler.intake.row_faults import DUPLICATE, REFERENCE_DIFFERS, SHEET_LEFT, Problem, Unreadable
from scheduler.intake.rows import Row, problem_in, shifted, understand
from scheduler.intake.sheet import Line, Sheet, refuse_size


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds. `rows` can be taken, `problems` are in the file's order, `total` counts its rows of data.

    columns: the fields whose column the file has. headers: how each is written there.
    """

    rows: list[Row]
    problems: list[Problem]
    total: int
    columns: frozenset[str]
    headers: Mapping[str, str]

    @property
    def refused(self) -> int:
        """How many rows of data were left out for a mistake in them; repeated rows are none."""
        return len({problem.row for problem in self.problems if problem.level == "refused"})


def read_export(content: bytes, *, types: TypeBook = PRESETS, today: date | None = None) -> Export:
    """Read a CSV or a workbook. Raises Unreadable, with a sentence, for a file that is no export at all.

    types: what the office hands over. today: the office's date; a printing date after it is doubted.
    """
    refuse_size(content)
    sheet, header, problems = _open(content)
    taken: dict[str, Row] = {}
    lines = list(_data(sheet, header))
    for line in lines:
        row, found = _understand(line, header, is_text=sheet.is_text, types=types, today=today)
        first = taken.setdefault(row.reference.casefold(), row) if row else None
        if row and first and first is not row:
            fault = DUPLICATE if row.same_as(first) else REFERENCE_DIFFERS
            found = [problem_in(line, header.written["reference"], fault, first=first.number)]
        problems += found
    return Export(list(taken.values()), problems, len(lines), frozenset(header.places), header.written)


def book_of(text: str) -> TypeBook:
    """An office's types as another process wrote them down."""
    return TypeBook.read(text)


def _understand(
    line: Line, header: Header, *, is_text: bool, types: TypeBook, today: date | None
) -> tuple[Row | None, list[Problem]]:
    if is_text and (problem := shifted(line, header)):
        return None, [problem]
    return understand(line, header, types=types, today=today)


def _data(sheet: Sheet, header: Header) -> Iterator[Line]:
    for line in sheet.lines:
        if line.number > header.number and not line.is_empty and not repeats(line, header):
            yield line


def _open(content: bytes) -> tuple[Sheet, Header, list[Problem]]:
    """The sheet that holds the list, its header, and a warning for each further sheet that holds one."""
    from scheduler.intake import workbook  # noqa: PLC0415 - only an import of files needs it, not the server

    if not workbook.is_workbook(content):
        return *_open_text(text.decoded(content)), []
    found = [(sheet, header) for sheet in workbook.sheets_of(content) if (header := find_header(sheet.lines))]
    found.sort(key=lambda pair: bool(pair[1].missing))
    if not found:
        raise Unreadable("no_header")
    sheet, header = found[0]
    further = [(sheet, header) for sheet, header in found[1:] if not header.missing]
    left = [problem_in(Line(header.number, ()), sheet.name, SHEET_LEFT) for sheet, header in further]
    return sheet, _usable(header), left


def _open_text(content: str) -> tuple[Sheet, Header]:
    """The separator under which the header names most columns is the one."""
    if content.lstrip().startswith("<"):
        raise Unreadable("web_page")
    headers = {mark: find_header(text.opening_of(content, mark)) for mark in text.SEPARATORS}
    best = max(text.SEPARATORS, key=lambda mark: len(header.places) if (header := headers[mark]) else 0)
    _usable(headers[best])
    sheet = text.sheet_of(content, best)
    return sheet, _usable(find_header(sheet.lines))


def _usable(header: Header | None) -> Header:
    if header is None:
        raise Unreadable("no_header")
    if header.missing:
        raise Unreadable("no_columns", columns=", ".join(header.missing))
    return header
