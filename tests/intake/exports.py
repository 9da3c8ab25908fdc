"""Small exports as offices keep them, for tests."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from scheduler.domain.offices.type_book import PRESETS, TypeBook
from scheduler.intake import Export, Row
from scheduler.intake import read_export as read_content
from scheduler.intake.lines import lines_of, written
from scheduler.intake.sheet import bytes_of, refuse_size
from scheduler.pictures.exports import ReadExport

FIELDS = {
    "reference": "No Registrasi",
    "type": "Jenis Dokumen",
    "holder": "Nama",
    "nik": "NIK",
    "phone": "No HP",
    "stage": "Status",
    "printed_on": "Tgl Cetak",
    "note": "Keterangan",
    "kk": "No KK",
    "applicant": "Pemohon",
    "reason": "Jenis Permohonan",
    "shelf": "Rak",
}
HEADER = list(FIELDS.values())
TITLE: list[list[Any]] = [["DAFTAR DOKUMEN SIAP AMBIL"], []]


def line(number: int = 1, **cells: Any) -> list[Any]:
    """A row without a fault, with some of its cells changed."""
    good = {
        "reference": f"2172/03112026/{number:04}",
        "type": "KTP-el",
        "holder": "SITI RAHMAWATI",
        "nik": "2172014506900001",
        "phone": "0812-7700-1234",
        "stage": "Siap diambil",
        "printed_on": "2026-11-03",
        "note": "",
        "kk": "2172022406116888",
        "applicant": "",
        "reason": "Hilang",
        "shelf": "B-25",
    }
    return list((good | cells).values())


def csv_text(*rows: list[str], header: list[str] | None = None, separator: str = ";") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header or HEADER, *rows])
    return text.getvalue()


class Files:
    """Writes exports into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def raw(self, content: bytes, name: str = "ekspor.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def csv(self, *rows: list[str]) -> Path:
        return self.raw(csv_text(*rows).encode())

    def book(self, sheets: dict[str, list[list[Any]]], hidden: str | None = None) -> Path:
        path = self.folder / "ekspor.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
                if name == hidden:
                    sheet.hide()
        return path

    def xlsx(self, *rows: list[Any]) -> Path:
        """The older form: a title, an empty row, the header in row 3, the rows from row 4."""
        return self.book({"Siap Ambil": [*TITLE, HEADER, *rows]})


def only(export: Export) -> Row:
    """The single row of an export."""
    (row,) = export.rows
    return row


def faults(export: Export) -> list[tuple[int, str, str]]:
    """Row, column and code of each problem."""
    return [(problem.row, problem.column, problem.code) for problem in export.problems]


def read_export(path: str | Path, *, today: date | None = None) -> Export:
    """The export of a file, read in this process."""
    return read_content(bytes_of(Path(path)), today=today)


def read_here(content: bytes, *, types: TypeBook = PRESETS, today: date) -> ReadExport:
    """What `read_apart` says, without a process of its own: for tests of what becomes of it."""
    refuse_size(content)
    export = read_content(content, types=types, today=today)
    lines = list(lines_of(export))
    return ReadExport(
        export.headers, export.total, [each.number for each in lines], [written(each).encode() for each in lines]
    )
