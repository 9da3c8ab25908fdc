"""Exports read in the process that is shut in: as here, within bounds, and whatever the bytes are."""

import io
import random
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.refusals import Unavailable
from scheduler.intake import Unreadable, read_export, sheet
from scheduler.intake.lines import lines_of
from scheduler.pictures import exports
from scheduler.pictures.apart import Broken, Said, TookTooLong
from scheduler.pictures.exports import read_apart
from tests.intake.exports import HEADER, csv_text, line

TODAY = date(2026, 11, 30)


def book(*rows: list[Any]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        page = made.add_worksheet("Siap")
        for number, cells in enumerate([HEADER, *rows]):
            page.write_row(number, 0, cells)
    return file.getvalue()


BOOK = book(line(1), line(2, phone="+65 9123 4567"), line(3, nik=2172014506900001))
TABLE = csv_text(line(1), line(2, phone="+65 9123 4567"), line(3, stage="???")).encode()


def with_sheet(text: bytes) -> bytes:
    """The workbook with another sheet in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name.endswith("sheet1.xml") else old.read(name))
    return made.getvalue()


@pytest.mark.parametrize("content", [BOOK, TABLE, TABLE.decode().encode("utf-16"), TABLE + b"\xe9;\n"])
def test_process_reads_what_is_read_here(content: bytes) -> None:
    read, here = read_apart(content, today=TODAY), read_export(content, today=TODAY)

    assert read.after(0, 100) == list(lines_of(here))
    assert (read.headers, read.total) == (here.headers, here.total)


def test_lines_come_some_at_a_time() -> None:
    read = read_apart(TABLE, today=TODAY)

    assert [each.number for each in read.after(0, 2)] == [2, 3]
    assert [each.number for each in read.after(3, 2)] == [4]
    assert read.after(4, 2) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b" \n", "empty", id="empty"),
        pytest.param(b"x" * (sheet.MOST_BYTES + 1), "large", id="large"),
        pytest.param(BOOK[: len(BOOK) // 2], "broken", id="cut"),
        pytest.param(b"<html><table><tr><td>No Registrasi", "web_page", id="html named xls"),
        pytest.param(bytes(range(256)) * 50, "no_table", id="no table"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), "no_table", id="picture"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "broken", id="cut xls"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked", id="encrypted"
        ),
        pytest.param(with_sheet(b"<worksheet><sheetData><row>"), "broken", id="cut sheet"),
        pytest.param(b'"' + b"x;" * 200_000, "no_header", id="one endless cell"),
    ],
)
def test_file_that_is_no_export_is_said_in_a_word(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_apart(content, today=TODAY)

    assert unreadable.value.code == code


def test_sheet_that_is_said_to_be_endless_ends_the_process_alone() -> None:
    """A cell in the last corner of a sheet: kept as rows and columns it takes hundreds of gigabytes."""
    cells = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>No Registrasi</t></is></c></row>'
    bomb = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{first}{cells}'

    with pytest.raises(Unreadable) as unreadable:
        read_apart(with_sheet(f"{bomb}</sheetData></worksheet>".encode()), today=TODAY)

    assert unreadable.value.code == "heavy"


def test_more_rows_than_a_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 10)
    rows = [line(number) for number in range(100)]

    with pytest.raises(Unreadable, match="10 baris"):
        read_export(csv_text(*rows).encode(), today=TODAY)
    with pytest.raises(Unreadable, match="10 baris"):
        read_export(book(*rows), today=TODAY)


def test_empty_rows_far_below_do_not_count() -> None:
    assert read_export(TABLE + b";;;\n" * 200, today=TODAY).total == 3


def test_cell_that_is_too_long_is_left_out_or_refuses_its_row() -> None:
    export = read_export(csv_text(line(1, note="x" * 501), line(2, holder="x" * 501)).encode(), today=TODAY)

    assert [(problem.row, problem.code) for problem in export.problems] == [(2, "cell_left"), (3, "cell_long")]
    assert [(row.number, row.note, "note" in row.present) for row in export.rows] == [(2, None, False)]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"headers": [], "total": 1},
        {"headers": {}, "total": "1"},
        {"unreadable": "no such word", "facts": {}},
        {"unreadable": [], "facts": {}},
        {"unreadable": "quote", "facts": None},
        {"unreadable": "quote", "facts": {"line": 1}},
    ],
)
def test_what_the_process_says_is_believed_as_little_as_the_file(
    said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "said_of", lambda *_, **__: Said(said, b""))

    with pytest.raises(Unreadable) as unreadable:
        read_apart(TABLE, today=TODAY)

    assert unreadable.value.code == "broken"


@pytest.mark.parametrize("lines", [b"nothing\n", b"[3,null,[]]\n[2,null,[]]\n", b"[2,null,[]]\n[2,null,[]]\n"])
def test_lines_that_do_not_rise_are_none(lines: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "said_of", lambda *_, **__: Said({"headers": {}, "total": 2}, lines))

    with pytest.raises(Unreadable):
        read_apart(TABLE, today=TODAY)


@pytest.mark.parametrize(
    ("fault", "raised"), [(Broken, Unreadable), (TookTooLong, Unreadable), (Unavailable, Unavailable)]
)
def test_process_that_fails_says_something_of_the_file_and_one_that_was_not_there_does_not(
    fault: type[Exception], raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Said:
        raise fault

    monkeypatch.setattr(exports, "said_of", fail)

    with pytest.raises(raised):
        read_apart(TABLE, today=TODAY)


def spoilt(content: bytes, seed: int) -> bytes:
    """A file with some bytes that are others, and perhaps cut or doubled."""
    chance = random.Random(seed)
    made = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randrange(1, len(made))] if chance.random() < 0.3 else made)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode) | st.integers(0, 10**6))
def test_any_bytes_are_an_export_or_said_not_to_be(content: bytes | int) -> None:
    files = [content] if isinstance(content, bytes) else [spoilt(BOOK, content), spoilt(TABLE, content)]
    for each in files:
        try:
            export = read_export(each, today=TODAY)
        except Unreadable:
            pass
        else:
            assert [line.number for line in lines_of(export)] == sorted({line.number for line in lines_of(export)})


def test_numbers_that_excel_rounded_are_found_in_a_workbook() -> None:
    rows = [line(number, nik=float(2172014506900000 + number)) for number in range(1, 58)]

    read = read_apart(book(*rows, line(58)), today=TODAY)

    codes = [problem.code for each in read.after(0, 100) for problem in each.problems]
    assert codes == ["nik_rounded"] * 57
