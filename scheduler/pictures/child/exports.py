"""An office's export read into lines: a workbook is a packed archive of XML, and a CSV may be one endless line."""

from datetime import date
from encodings import cp1252, utf_8_sig, utf_16

import phonenumbers
from stdnum.id import nik

from scheduler.intake import workbook
from scheduler.intake.export import book_of, read_export
from scheduler.intake.lines import lines_of, written
from scheduler.intake.row_faults import Unreadable
from scheduler.pictures.child.answers import Answer

LOADED = (cp1252, utf_8_sig, utf_16, nik, workbook)
"""What reading would load in the middle of its work."""
phonenumbers.PhoneMetadata.load_all()


def work(content: bytes, today: str, types: str) -> Answer:
    """The lines of an export, and how its columns are called there; else why there are none.

    today, types: the office's.
    """
    try:
        export = read_export(content, types=book_of(types), today=date.fromisoformat(today))
    except Unreadable as fault:
        return {"unreadable": fault.code, "facts": fault.facts}, []
    lines = "".join(f"{written(line)}\n" for line in lines_of(export))
    return {"headers": dict(export.headers), "total": export.total}, [lines.encode("utf-8", "replace")]
