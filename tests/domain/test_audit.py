"""What a row and a block are hashed as."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from scheduler.domain.audit.chain import BEGINNING, Block, block_hash, pack, row_hash, unpack

KEY = bytes(range(32))
NOON = datetime(2026, 11, 30, 5, tzinfo=UTC)
BLOCK = Block(1, NOON, "deed", "sealed", 1, 1, 9, pack([(1, b"a" * 16)]), None, BEGINNING)


def test_same_row_has_the_same_hash_whatever_zone_its_moment_is_written_in():
    here = NOON.astimezone(timezone(timedelta(hours=7)))

    assert row_hash(KEY, "deed", 1, [1, NOON]) == row_hash(KEY, "deed", 1, [1, here])


def test_order_of_names_in_json_is_no_difference():
    assert row_hash(KEY, "deed", 1, [{"a": 1, "b": 2}]) == row_hash(KEY, "deed", 1, [{"b": 2, "a": 1}])


@pytest.mark.parametrize(
    "values", [[1, None], [1, ""], [1, "None"], ["1", NOON.isoformat()], [1, date(2026, 11, 30)], [1, {"at": 1}]]
)
def test_other_values_have_other_hashes(values: list[Any]):
    assert row_hash(KEY, "deed", 1, values) != row_hash(KEY, "deed", 1, [1, NOON])


def test_other_table_form_or_key_is_another_hash():
    hashes = {
        row_hash(KEY, "deed", 1, [1]),
        row_hash(KEY, "move", 1, [1]),
        row_hash(KEY, "deed", 2, [1]),
        row_hash(KEY[::-1], "deed", 1, [1]),
    }

    assert len(hashes) == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 2},
        {"at": NOON + timedelta(microseconds=1)},
        {"of": "move"},
        {"kind": "forgotten"},
        {"form": 2},
        {"first_id": 2},
        {"last_id": 8},
        {"rows": b""},
        {"why": "rule"},
        {"before": bytes(31) + b"\1"},
    ],
)
def test_hash_of_a_block_goes_over_all_it_says(changed: dict[str, Any]):
    assert block_hash(KEY, replace(BLOCK, **changed)) != block_hash(KEY, BLOCK)


def test_what_is_packed_comes_out_again():
    rows = [(1, b"a" * 16), (2**31 - 1, b"b" * 16)]

    assert list(unpack(pack(rows))) == rows


def test_what_is_not_packed_is_refused():
    with pytest.raises(ValueError, match="not whole"):
        list(unpack(b"123"))
