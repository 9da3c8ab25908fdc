"""What the bar codes of labels say."""

import pytest

from scheduler.domain.documents.labels import LONGEST, is_printable, shelf_code
from scheduler.domain.text.scanned import Scanned, read_scans


def test_label_of_a_shelf_is_understood_where_receipts_are_scanned() -> None:
    assert read_scans(f"{shelf_code(' B-12 ')}\nR/1") == [Scanned("R/1", "B-12")]


@pytest.mark.parametrize("code", ["2172/30112026/0412", "RAK B-12", "a"])
def test_what_a_scanner_writes_back_is_printed(code: str) -> None:
    assert is_printable(code)


@pytest.mark.parametrize("code", ["", "R\t1", "Ré/1", "№ 1", "x" * (LONGEST + 1)])
def test_what_no_bar_code_has_signs_for_is_not(code: str) -> None:
    assert not is_printable(code)
