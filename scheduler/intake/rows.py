"""One line of an export understood: a row that can be taken, and the problems found in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from scheduler.domain.offices.type_book import PRESETS, Kind, TypeBook
from scheduler.domain.stages import DocumentStage as Stage
from scheduler.domain.text.names import tidy_name
from scheduler.domain.text.residence import is_kelurahan, rt_and_rw, rw_of, tidy_kelurahan
from scheduler.intake.cells import date_of, hides, is_rounded, text_of
from scheduler.intake.columns import REQUIRED, Header
from scheduler.intake.people import email_of, kk_of, nik_of, phone_of
from scheduler.intake.row_faults import (
    CELL_LEFT,
    CELL_LONG,
    CELLS_SHIFTED,
    DATE_AHEAD,
    HOLDER_MISSING,
    KELURAHAN_UNREADABLE,
    NEEDS_NO_BLANK,
    REFERENCE_MISSING,
    REFERENCE_ROUNDED,
    RT_UNREADABLE,
    SIGNS_DROPPED,
    Doubt,
    Fault,
    Problem,
)
from scheduler.intake.sheet import Cell, Line
from scheduler.intake.vocabulary import kind_of, method_of, reason_of, stage_of, title_of

T = TypeVar("T")
LONGEST = 500
"""Letters of a cell that are read: what is longer was not meant for it."""
WORDS = frozenset({"holder", "applicant", "place", "shelf", "note", "kelurahan"})
"""Fields that are kept as they are written: what nobody sees in them is left out, and that is said."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the export has it. `number` is the row in the file, `title` the type as the office wrote it.

    present: the fields about which the row has something to say. A field is absent if its column is, and where its
    value was doubtful: neither may overwrite what is known already. A field that is present and None is empty.
    """

    number: int
    reference: str
    type: str
    title: str
    holder: str
    nik: str | None
    applicant: str | None
    phone: str | None
    email: str | None
    kk: str | None
    reason: str | None
    channel: str | None
    shelf: str | None
    stage: str | None
    note: str | None
    printed_on: date | None
    present: frozenset[str]
    place: str | None = None
    kelurahan: str | None = None
    rt: str | None = None
    rw: str | None = None

    def same_as(self, other: "Row") -> bool:
        """Whether two rows agree in what both are sure of. Which akta it is counts, capitals do not."""
        if self.type == "akta" and self.title.casefold() != other.title.casefold():
            return False
        return all(_plain(getattr(self, name)) == _plain(getattr(other, name)) for name in self.present & other.present)


def _plain(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def understand(
    line: Line, header: Header, *, types: TypeBook = PRESETS, today: date | None = None
) -> tuple[Row | None, list[Problem]]:
    """The row of a line, None if it is refused, and everything that is wrong with it, each with its column.

    types: of the office. today: a printing date after it is doubted. Never raises for what is in the cells.
    """
    reading = _Reading(line, header)
    reference = reading.take("reference", _reference_of)
    rt, rw = reading.take("rt", _rt_of) or (None, None)
    kind = reading.take("type", lambda cell: kind_of(cell, types))
    holder = reading.take("holder", _holder_of)
    stage = reading.take("stage", lambda cell: stage_of(cell, kind)) if kind else None
    row = Row(
        number=line.number,
        reference=reference or "",
        type=kind.code if kind else "",
        title=title_of(reading.cell("type"), kind.code) if kind else "",
        holder=holder or "",
        nik=reading.take("nik", nik_of),
        applicant=reading.take("applicant", lambda cell: _applicant_of(cell, holder)),
        phone=reading.take("phone", phone_of),
        email=reading.take("email", email_of),
        kk=reading.take("kk", kk_of),
        reason=reading.take("reason", reason_of),
        channel=reading.take("channel", method_of),
        shelf=reading.take("shelf", lambda cell: text_of(cell).upper() or None),
        stage=stage,
        note=reading.take("note", lambda cell: text_of(cell) or None),
        printed_on=reading.take("printed_on", lambda cell: _past_date_of(cell, today)),
        present=frozenset(),
        place=reading.take("place", lambda cell: text_of(cell) or None),
        kelurahan=reading.take("kelurahan", _kelurahan_of),
        rt=rt,
        rw=reading.take("rw", _rw_of) or rw,
    )
    if reading.is_refused or kind is None:
        return None, reading.problems
    row = _fetched_at_office(_without_blank(row, kind, reading), kind)
    said = {name for name in ("channel", "rw") if getattr(row, name)}
    return replace(row, present=reading.present | said), reading.problems


class _Reading:
    """A line being read: hands out values, notes what is wrong, and remembers which fields can be trusted."""

    def __init__(self, line: Line, header: Header) -> None:
        self.line = line
        self.header = header
        self.problems: list[Problem] = []
        self.present = frozenset(header.places)

    @property
    def is_refused(self) -> bool:
        return any(problem.level == "refused" for problem in self.problems)

    def cell(self, field: str) -> Cell:
        place = self.header.places.get(field, len(self.line.cells))
        return self.line.cells[place] if place < len(self.line.cells) else ""

    def take(self, field: str, reader: Callable[[Cell], T]) -> T | None:
        """The value of a field; None if the file has no such column or the value is doubtful."""
        if field not in self.header.places:
            return None
        if field in WORDS and hides(self.cell(field)):
            self.note(field, SIGNS_DROPPED)
        try:
            return reader(self._short(field))
        except Doubt as doubt:
            self.note(field, doubt.fault, **doubt.facts)
            self.present -= {field}
            return None

    def _short(self, field: str) -> Cell:
        cell = self.cell(field)
        if isinstance(cell, str) and len(cell) > LONGEST:
            raise Doubt(CELL_LONG if field in REQUIRED else CELL_LEFT)
        return cell

    def note(self, field: str, fault: Fault, **facts: int | str) -> None:
        self.problems.append(problem_in(self.line, self.header.written.get(field, ""), fault, **facts))


def problem_in(line: Line, column: str, fault: Fault, **facts: int | str) -> Problem:
    """A fault at its place in the file."""
    return Problem(line.number, column, fault, facts)


def shifted(line: Line, header: Header) -> Problem | None:
    """A CSV row with something beyond the last named column: a separator inside a value has moved the others."""
    if any(text_of(cell) for cell in line.cells[header.width :]):
        return problem_in(line, header.written["reference"], CELLS_SHIFTED)
    return None


def _reference_of(cell: Cell) -> str:
    if isinstance(cell, date) or is_rounded(cell):
        raise Doubt(REFERENCE_ROUNDED)
    text = text_of(cell)
    if not text:
        raise Doubt(REFERENCE_MISSING)
    return text


def _holder_of(cell: Cell) -> str:
    name = tidy_name(text_of(cell))
    if not any(letter.isalpha() for letter in name):
        raise Doubt(HOLDER_MISSING)
    return name


def _kelurahan_of(cell: Cell) -> str | None:
    name = tidy_kelurahan(text_of(cell))
    if name and not is_kelurahan(name):
        raise Doubt(KELURAHAN_UNREADABLE)
    return name


def _rt_of(cell: Cell) -> tuple[str | None, str | None]:
    """RT and RW, where one column has both; of an empty cell neither."""
    return _number_in(cell, rt_and_rw)


def _rw_of(cell: Cell) -> str | None:
    return _number_in(cell, rw_of)


def _number_in(cell: Cell, reader: Callable[[str], T]) -> T:
    """A cell as one of RT and RW is read; a spreadsheet makes a date of 2/5."""
    if isinstance(cell, date):
        raise Doubt(RT_UNREADABLE)
    try:
        return reader(text_of(cell))
    except ValueError:
        raise Doubt(RT_UNREADABLE) from None


def _applicant_of(cell: Cell, holder: str | None) -> str | None:
    """The applicant's name; nobody's where that is the holder."""
    name = tidy_name(text_of(cell))
    return None if not name or name.casefold() == (holder or "").casefold() else name


def _past_date_of(cell: Cell, today: date | None) -> date | None:
    day = date_of(cell)
    if day and today and day > today:
        raise Doubt(DATE_AHEAD)
    return day


def _without_blank(row: Row, kind: Kind, reading: _Reading) -> Row:
    """A KK or an akta is printed on plain paper: one said to wait for a blank is in production."""
    if row.stage != Stage.WAITING_FOR_BLANK or kind.has_blank:
        return row
    reading.note("stage", NEEDS_NO_BLANK)
    return replace(row, stage=str(Stage.IN_PRODUCTION))


def _fetched_at_office(row: Row, kind: Kind) -> Row:
    """What lies on a shelf was printed by the office, also where people usually print it at home."""
    if row.shelf and kind.prints_itself and row.channel in {None, "self_print"}:
        return replace(row, channel="office")
    return row
