"""A file as numbered lines of cells, whatever program wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from scheduler.intake.row_faults import Unreadable

MOST_BYTES = 20 * 1024**2
OPENING = 60
"""Rows among which the header is looked for, empty ones too."""
MOST_ROWS = 100_000
"""Rows of a sheet that hold anything: an office's export of ten years."""

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `number` is what a person sees in Excel, or the line a CSV row begins on."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the row holds nothing but blanks."""
        return all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one sheet. `is_text`: from a CSV, where a cell too many means that the others have shifted."""

    name: str
    lines: tuple[Line, ...]
    is_text: bool = False


def limited(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that hold anything, and the first ones in any case. Raises Unreadable where there are too many."""
    kept: list[Line] = []
    for line in lines:
        if line.number <= OPENING or not line.is_empty:
            kept.append(line)
        if len(kept) > MOST_ROWS + OPENING:
            raise Unreadable("many_rows", most=MOST_ROWS)
    return tuple(kept)


def bytes_of(path: Path) -> bytes:
    """The content of the file, as much as may be read. Raises Unreadable."""
    if path.is_dir():
        raise Unreadable("folder", name=path.name)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable("missing", name=path.name) from None
    except OSError:
        raise Unreadable("closed", name=path.name) from None
    refuse_size(content)
    return content


def refuse_size(content: bytes) -> None:
    """Raises Unreadable for a file that is empty or too large."""
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("large", most=MOST_BYTES // 1024**2)
