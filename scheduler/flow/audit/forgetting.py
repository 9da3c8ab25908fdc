"""Rows that are sealed may go, or lose something, by a rule of keeping: the chain says so itself, and stays whole.

A block keeps the hashes of its rows for good. What is left of it is told by a block of its own at the end of the
chain, which names the rule. Rows that the rule did not touch keep the hashes that they had: nothing that somebody else
changed meanwhile becomes right by this.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Seal
from scheduler.db.queries import audit as queries
from scheduler.domain.audit.chain import pack, unpack
from scheduler.flow.audit.sealing import add_block, hashed_rows, hold_chain, key_of


def say_forgotten(
    session: Session,
    table: str,
    *,
    gone: Collection[int] = (),
    changed: Collection[int] = (),
    why: str,
    now: datetime,
) -> None:
    """Say in the chain that rows of a table go or were changed by a rule. Rows that are not sealed yet need no word.

    gone: ids of rows that the same step deletes after this; deeds can be deleted in no other way. changed: of rows that
    it has changed before this, while it held the chain (`hold_chain`). why: a word for the rule. Raises KeyGone.
    """
    hold_chain(session)
    for block in _blocks_of(session, table, {*gone, *changed}):
        key = key_of(session)
        now_there = queries.forgotten_in(session, {table: [block.first_id]}).get((table, block.first_id), block)
        left = {row_id: hashed for row_id, hashed in unpack(now_there.rows) if row_id not in gone}
        for row_id in sorted(left.keys() & set(changed)):
            left |= hashed_rows(session, key, table, block.form, first=row_id, last=row_id)
        if pack(list(left.items())) != now_there.rows:
            span = (block.first_id, block.last_id)
            add_block(
                session,
                key,
                of=table,
                kind="forgotten",
                form=block.form,
                span=span,
                rows=list(left.items()),
                now=now,
                why=why,
            )


def _blocks_of(session: Session, table: str, ids: Collection[int]) -> list[Seal]:
    """The blocks in which some rows were sealed, in the order of the chain."""
    found: dict[int, Seal] = {}
    for row_id in sorted(ids):
        block = session.scalars(
            select(Seal)
            .where(col(Seal.of) == table, col(Seal.kind) == "sealed", col(Seal.first_id) <= row_id)
            .order_by(col(Seal.first_id).desc())
            .limit(1)
        ).first()
        if block is not None and row_id <= block.last_id:
            found[block.number] = block
    return list(found.values())
