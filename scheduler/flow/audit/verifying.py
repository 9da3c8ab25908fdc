"""Walks over the chain and what it speaks of, a stretch at a time, and says where one is not as the other says.

Whoever can write to the database but has no secret shows up wherever they changed, deleted or put in a row or a block,
but for one thing: to cut off the end, blocks and rows. That shows where the newest hash is kept elsewhere (an anchor).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.glancing import hold_still
from scheduler.db.models import Deployment, Seal, metadata
from scheduler.db.queries import audit as queries
from scheduler.domain.audit.chain import BEGINNING, ENTRY, FORMS, Block, block_hash, unpack
from scheduler.flow.audit.sealing import hashed_rows

PORTION = 50
"""Blocks of a stretch."""
SHOWN = 100
"""Rows that are looked for at most where none may be."""


class Fault(StrEnum):
    """What is wrong with rows of a table, or with blocks."""

    ROW_GONE = "row_gone"
    ROW_CHANGED = "row_changed"
    ROW_ADDED = "row_added"
    UNSEALED = "unsealed"
    """Ids that no block speaks of, between others that blocks speak of."""
    BLOCK_CHANGED = "block_changed"
    BLOCK_MISSING = "block_missing"
    BLOCK_ADDED = "block_added"
    """It stands before the first."""
    BLOCK_UNCHAINED = "block_unchained"
    """Its hash of the block before is another one."""
    BLOCK_STRAY = "block_stray"
    """It says what was left of rows that no block before it had sealed."""
    ALL_GONE = "all_gone"
    """There is a key and no block."""
    KEY_GONE = "key_gone"
    ANCHOR_GONE = "anchor_gone"
    ANCHOR_DIFFERS = "anchor_differs"


class Finding(NamedTuple):
    """What is wrong, from the first to the last id or block. table: None where it is about blocks."""

    fault: Fault
    table: str | None
    first: int
    last: int


@dataclass
class Walk:
    """How far the chain was walked. anchors: block -> the beginning of its hash, as it was kept elsewhere."""

    anchors: Mapping[int, str] = field(default_factory=dict)
    number: int = 0
    hash: bytes | None = BEGINNING
    """None behind a gap, or a block of which nothing can be made: what the next block should name is not known."""
    ends: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FORMS, 0))
    rows: int = 0
    forgotten: int = 0
    is_over: bool = False


def length(session: Session) -> int:
    """How many blocks there are to walk over."""
    return session.scalar(select(func.count()).select_from(Seal)) or 0


def unsealed(session: Session, walk: Walk) -> int:
    """How many rows came behind the end of the chain, as it was walked."""
    tables = {name: metadata.tables[name].c.id for name in FORMS}
    return sum(
        session.scalar(select(func.count(ids)).where(ids > walk.ends[name])) or 0 for name, ids in tables.items()
    )


def walk_on(session: Session, walk: Walk) -> list[Finding]:
    """Look at the next blocks and at their rows, all of one moment; after the last block at what lies beside them."""
    hold_still(session)
    try:
        sealed_key = session.scalar(select(col(Deployment.seal_key)).where(col(Deployment.id) == 1))
    except keys.SealBroken:
        sealed_key = None
    blocks = queries.blocks_after(session, walk.number, PORTION)
    if not blocks or sealed_key is None:
        walk.is_over = True
        return list(_at_the_end(session, walk, has_key=sealed_key is not None, is_any=bool(blocks)))
    key = bytes.fromhex(sealed_key)
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for block in blocks:
        starts[block.of].append(block.first_id)
    left = queries.forgotten_in(session, starts)
    findings: list[Finding] = []
    for block in blocks:
        findings += _block(session, key, walk, block)
        if block.kind == "sealed" and block.of in FORMS:
            findings += _rows(session, key, walk, block, left.get((block.of, block.first_id), block))
    return merged(findings)


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """The same, with what follows each other as one."""
    found: list[Finding] = []
    for each in findings:
        if found and found[-1][:2] == each[:2] and found[-1].last + 1 == each.first:
            found[-1] = found[-1]._replace(last=each.last)
        else:
            found.append(each)
    return found


def _block(session: Session, key: bytes, walk: Walk, block: Seal) -> Iterator[Finding]:
    if block.number != walk.number + 1:
        yield Finding(Fault.BLOCK_MISSING, None, walk.number + 1, block.number - 1)
        walk.hash = None
    this = (None, block.number, block.number)
    said = Block(**{name: getattr(block, name) for name in Block.__dataclass_fields__})
    if block_hash(key, said) != block.hash or len(block.rows) % ENTRY:
        yield Finding(Fault.BLOCK_CHANGED, *this)
    elif walk.hash is not None and block.before != walk.hash:
        yield Finding(Fault.BLOCK_UNCHAINED, *this)
    if not block.hash.hex().startswith(walk.anchors.get(block.number, "")):
        yield Finding(Fault.ANCHOR_DIFFERS, *this)
    if block.kind == "sealed" and block.of in FORMS:
        if block.first_id > walk.ends[block.of] + 1:
            yield Finding(Fault.UNSEALED, block.of, walk.ends[block.of] + 1, block.first_id - 1)
        walk.ends[block.of] = max(walk.ends[block.of], block.last_id)
    elif not _is_known(session, block):
        yield Finding(Fault.BLOCK_STRAY, *this)
    else:
        walk.forgotten += 1
    walk.number, walk.hash = block.number, block.hash or None


def _is_known(session: Session, block: Seal) -> bool:
    """Whether the rows that a block says something of were sealed before."""
    before = select(col(Seal.number)).where(
        col(Seal.of) == block.of,
        col(Seal.kind) == "sealed",
        col(Seal.first_id) == block.first_id,
        col(Seal.last_id) == block.last_id,
        col(Seal.number) < block.number,
    )
    return session.scalar(before) is not None


def _rows(session: Session, key: bytes, walk: Walk, block: Seal, left: Seal) -> Iterator[Finding]:
    """left: what the chain says last of the rows of the block."""
    if left.form not in FORMS[block.of] or len(left.rows) % ENTRY:
        return  # it was changed, which is said of the block
    said = dict(unpack(left.rows))
    there = dict(hashed_rows(session, key, block.of, left.form, first=block.first_id, last=block.last_id))
    walk.rows += len(said)
    for row_id in sorted(said.keys() | there.keys()):
        if row_id not in there:
            yield Finding(Fault.ROW_GONE, block.of, row_id, row_id)
        elif row_id not in said:
            yield Finding(Fault.ROW_ADDED, block.of, row_id, row_id)
        elif said[row_id] != there[row_id]:
            yield Finding(Fault.ROW_CHANGED, block.of, row_id, row_id)


def _at_the_end(session: Session, walk: Walk, *, has_key: bool, is_any: bool) -> Iterator[Finding]:
    if is_any:
        yield Finding(Fault.KEY_GONE, None, 0, 0)
    elif has_key and walk.number == 0:
        yield Finding(Fault.ALL_GONE, None, 0, 0)
    for number in sorted(walk.anchors):
        if number > walk.number and not is_any:
            yield Finding(Fault.ANCHOR_GONE, None, number, number)
    early = session.scalars(select(col(Seal.number)).where(col(Seal.number) < 1).order_by(col(Seal.number)))
    yield from (Finding(Fault.BLOCK_ADDED, None, number, number) for number in early)
    for table in FORMS:
        ids = metadata.tables[table].c.id
        strange = session.scalars(select(ids).where(ids < 1).order_by(ids).limit(SHOWN)).all()
        yield from (Finding(Fault.ROW_ADDED, table, each, each) for each in strange)
