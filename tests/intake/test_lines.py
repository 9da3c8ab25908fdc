"""Lines of an export on their way from the process that reads to the one that takes them in."""

import json
from typing import Any

import pytest

from scheduler.intake import Export
from scheduler.intake.lines import NAMES, FileLine, NoLine, lines_of, understood, written
from tests.intake.exports import HEADER, Files, line, read_export


@pytest.fixture
def export(files: Files) -> Export:
    """A good row, one with a warning, one that is refused, one twice; and a second sheet that is not read."""
    rows = [line(1), line(2, nik=2172014506900001), line(3, type="Paspor"), line(1)]
    return read_export(files.book({"Siap": [HEADER, *rows], "Lain": [HEADER, line(9)]}))


def test_lines_stand_in_the_order_of_the_file_and_sheets_left_out_come_last(export: Export) -> None:
    found = list(lines_of(export))

    told = [(each.number, each.row is not None, [problem.code for problem in each.problems]) for each in found]
    assert told == [
        (2, True, []),
        (3, True, ["nik_rounded"]),
        (4, False, ["type_unknown"]),
        (5, False, ["duplicate"]),
        (6, False, ["sheet_left"]),
    ]
    assert [each.is_aside for each in found] == [False, False, False, False, True]


def test_line_that_was_written_is_understood_as_it_was(export: Export) -> None:
    found = list(lines_of(export))

    assert [understood(written(each).encode()) for each in found] == found


def changed(**facts: Any) -> bytes:
    """A good line, its row as it is written, with something else in its place."""
    row: dict[str, Any] = dict.fromkeys(NAMES) | {
        "number": 2,
        "reference": "470/1",
        "type": "KTP-el",
        "title": "KTP-el",
        "holder": "Siti",
        "stage": "ready",
        "printed_on": "2026-11-03",
        "present": ["nik"],
    }
    return json.dumps([2, list((row | facts).values()), []]).encode()


def test_line_as_it_should_be_is_understood() -> None:
    assert isinstance(understood(changed()), FileLine)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"nothing",
        b"[" * 100_000,
        b'["2", null, []]',
        b'[2, null, [[2, "NIK", "no such fault", {}]]]',
        b'[2, null, [[2, "NIK", "nik_length", {"digits": []}]]]',
        b"[2, [2], []]",
        changed(reference=None),
        changed(holder=["Siti"]),
        changed(nik=2172014506900001),
        changed(holder="Si\0ti"),
        changed(stage="gone"),
        changed(printed_on="yesterday"),
    ],
)
def test_what_is_no_line_is_refused(text: bytes) -> None:
    with pytest.raises(NoLine):
        understood(text)
