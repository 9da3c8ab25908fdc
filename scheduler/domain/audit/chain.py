"""The chain over what is written down for good: what a row is as bytes, what a block says, and the hashes of both.

A block says which rows of one table stood under a range of ids, each with a keyed hash of its own, so that it can be
told which row is gone, was changed or was put in between. Its own keyed hash goes over all of that and over the hash
of the block before. Whoever has the tables but not the key can make neither.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

Kind = Literal["sealed", "forgotten"]
"""sealed: rows that came since. forgotten: what is left of rows that a block named before, after some went by rule."""

FORMS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "move": {
        1: (
            "id",
            "office_id",
            "document_id",
            "booking_id",
            "ticket_id",
            "before",
            "after",
            "at",
            "by",
            "why",
            "note",
            "step",
            "was",
            "undoes",
        )
    },
    "disclosure": {
        1: ("id", "office_id", "document_id", "application_id", "conversation_id", "fields", "place", "at", "by", "day")
    },
    "deed": {1: ("id", "office_id", "deed", "at", "by", "about", "was", "became")},
}
"""By table and number of the form: the columns that are hashed, in this order.

A table that gets a column gets a form more; those before it stay, since blocks were made in them.
"""
NEWEST = {table: max(forms) for table, forms in FORMS.items()}
BEGINNING = bytes(32)
"""What stands in the first block in the place of the hash before it."""
LENGTH = 16
"""Bytes of a row's hash that a block keeps."""
ID = 8
ENTRY = ID + LENGTH


@dataclass(frozen=True)
class Block:
    """What a block says, without its hash. rows: ids with hashes, as `pack` writes them."""

    number: int
    at: datetime
    of: str
    kind: Kind
    form: int
    first_id: int
    last_id: int
    rows: bytes
    why: str | None
    before: bytes


def row_hash(key: bytes, table: str, form: int, values: Sequence[Any]) -> bytes:
    """The keyed hash of a row. values: of the columns of its form, in their order, as the program reads them."""
    return _keyed(key, "row", [table, form, [_plain(value) for value in values]])[:LENGTH]


def block_hash(key: bytes, block: Block) -> bytes:
    """The keyed hash of a block, over the hash of the block before it too."""
    head = [
        block.number,
        _plain(block.at),
        block.of,
        block.kind,
        block.form,
        block.first_id,
        block.last_id,
        block.why,
        block.before.hex(),
    ]
    return _keyed(key, "block", [head, hashlib.sha256(block.rows).hexdigest()])


def pack(rows: Sequence[tuple[int, bytes]]) -> bytes:
    """Ids with hashes of their rows, as a block keeps them."""
    return b"".join(row_id.to_bytes(ID, "big") + hashed for row_id, hashed in rows)


def unpack(rows: bytes) -> Iterator[tuple[int, bytes]]:
    """What `pack` wrote. Raises ValueError for bytes that it did not write."""
    if len(rows) % ENTRY:
        raise ValueError("not whole entries")
    for start in range(0, len(rows), ENTRY):
        yield int.from_bytes(rows[start : start + ID], "big"), rows[start + ID : start + ENTRY]


def _keyed(key: bytes, what: str, content: Any) -> bytes:
    plain = json.dumps([what, content], sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, plain.encode(), "sha256")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
