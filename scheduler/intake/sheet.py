"""A file as numbered lines of cells, whatever program wrote it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from scheduler.domain.refusals import N_
from scheduler.intake.row_faults import Unreadable

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


def bytes_of(path: Path) -> bytes:
    """The content of the file. Raises Unreadable with a sentence that says what to do."""
    if path.is_dir():
        raise Unreadable(N_("{name} adalah folder, bukan berkas."), name=path.name)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(N_("Berkas {name} tidak ditemukan."), name=path.name) from None
    except OSError:
        raise Unreadable(N_("Berkas {name} tidak bisa dibuka. Periksa izinnya."), name=path.name) from None
    if not content.strip():
        raise Unreadable(N_("Berkas {name} kosong."), name=path.name)
    return content
