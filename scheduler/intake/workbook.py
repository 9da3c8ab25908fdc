"""Excel and LibreOffice workbooks: every sheet as lines, with the row numbers that Excel shows."""

from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from scheduler.intake.row_faults import Unreadable
from scheduler.intake.sheet import Line, Sheet, limited

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Whether a file is a workbook, by its first bytes: names lie, and an XLSX that was renamed is still one."""
    return content.startswith((ZIP, OLE))


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets on view in their order. Raises Unreadable for a workbook that is locked or broken."""
    if ENCRYPTED in content:
        raise _locked()
    try:
        with load_workbook(BytesIO(content)) as workbook:
            return [_sheet(workbook, meta.name) for meta in workbook.sheets_metadata if _is_seen(meta)]
    except PasswordError:
        raise _locked() from None
    except CalamineError:
        raise Unreadable("broken") from None


def _is_seen(meta: SheetMetadata) -> bool:
    """Whether a sheet is a table on view: nobody can look up the rows of a hidden one."""
    return meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible


def _sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(name, limited(Line(number, tuple(row)) for number, row in enumerate(rows, start=1)))


def _locked() -> Unreadable:
    return Unreadable("locked")
