"""What a scanner wrote, line by line."""

import pytest

from scheduler.domain.text.scanned import Scanned, count_again, lines_of, read_scans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\r\n\t", []),
        ("R/1\nR/2", [("R/1", None), ("R/2", None)]),
        ("  R/1 \r\nR/2\r\n", [("R/1", None), ("R/2", None)]),
        ("R/1\nRAK B-12\nR/2\nrak: C 3\nR/3", [("R/1", None), ("R/2", "B-12"), ("R/3", "C 3")]),
        ("R/1\nR/2\nR/1", [("R/2", None), ("R/1", None)]),
        ("RAK A\nR/1\nRAK B\nR/1", [("R/1", "B")]),
        ("RAK\nRAKIT-1", [("RAK", None), ("RAKIT-1", None)]),
    ],
)
def test_lines_are_receipts_and_shelves(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert read_scans(text) == [Scanned(*each) for each in expected]


def test_shelf_of_the_form_holds_until_another_is_scanned() -> None:
    assert read_scans("R/1\nRAK B\nR/2", "A-1") == [Scanned("R/1", "A-1"), Scanned("R/2", "B")]


def test_endless_line_is_cut() -> None:
    assert len(read_scans("x" * 5_000)[0].reference) == 200


@pytest.mark.parametrize(
    "scans",
    [
        [],
        [Scanned("R/1"), Scanned("R/2")],
        [Scanned("R/1"), Scanned("R/2", "B-12"), Scanned("R/3", "B-12"), Scanned("R/4", "C 3"), Scanned("R/5", "B-12")],
    ],
)
def test_what_is_written_is_read_as_it_was(scans: list[Scanned]) -> None:
    assert read_scans(lines_of(scans)) == scans


def test_what_lies_on_no_shelf_comes_before_the_shelves() -> None:
    assert lines_of([Scanned("R/1", "B"), Scanned("R/2"), Scanned("R/3", "B")]) == "R/2\nRAK B\nR/1\nR/3\n"


@pytest.mark.parametrize(("text", "count"), [("", 0), ("R/1\nR/2", 0), ("R/1\nRAK B\n R/1 \nRAK B\nR/1\n\n", 2)])
def test_what_is_scanned_again_is_counted(text: str, count: int) -> None:
    assert count_again(text) == count
