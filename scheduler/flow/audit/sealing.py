"""Seals what was written down lately: blocks of the chain (`domain/audit/chain.py`) over rows that are all there.

Steps that write history, disclosures and deeds know nothing of it and wait for nothing. Ids are drawn before they are
committed, so a table is sealed up to an id only when whoever might still bring one below it has ended; what is rolled
back leaves a hole that is known by then. Whoever writes to the chain holds its lock: one after the other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Deployment, Seal
from scheduler.db.queries import audit as queries
from scheduler.domain.audit.chain import BEGINNING, FORMS, NEWEST, Block, Kind, block_hash, pack, row_hash

MOST = 200
"""Rows of a block: it is made by the writer, behind which others wait."""


class KeyGone(Exception):
    """There are blocks, but not the key they were made with: somebody took it out, and nothing may be added."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Of a table: up to which id it can be sealed when some transactions have ended. upto: 0 where nothing is new."""

    upto: int
    writers: frozenset[str]


def ahead_of(session: Session, table: str) -> Ahead:
    """What there is to seal of a table. The id is read first: who draws a lower one later does not exist."""
    upto = queries.newest_id(session, table)
    if upto <= queries.sealed_up_to(session, table):
        return Ahead(0, frozenset())
    return Ahead(upto, queries.writers_of(session, table))


def seal_some(session: Session, table: str, *, upto: int, now: datetime) -> bool:
    """Seal the next rows of a table, none beyond an id; returns whether there are more. Nothing new: nothing happens.

    Raises KeyGone.
    """
    hold_chain(session)
    first = queries.sealed_up_to(session, table) + 1
    if first > upto:
        return False
    key, form = key_of(session), NEWEST[table]
    found = hashed_rows(session, key, table, form, first=first, last=upto, most=MOST)
    last = found[-1][0] if len(found) == MOST else upto
    add_block(session, key, of=table, kind="sealed", form=form, span=(first, last), rows=found, now=now)
    return last < upto


def hold_chain(session: Session) -> None:
    """Hold the end of the chain until the transaction ends, last of all that a step holds."""
    session.execute(select(col(Deployment.id)).where(col(Deployment.id) == 1).with_for_update())


def key_of(session: Session) -> bytes:
    """The key of the chain, which is held; drawn for the first block, which the same step is to write. Raises KeyGone.

    It is none of the secrets and outlives each of them, sealed under the newest.
    """
    kept = session.get_one(Deployment, 1, populate_existing=True)
    if kept.seal_key is None:
        if queries.newest_block(session) is not None:
            raise KeyGone
        kept.seal_key = secrets.token_hex(32)
    return bytes.fromhex(kept.seal_key)


def hashed_rows(
    session: Session, key: bytes, table: str, form: int, *, first: int, last: int, most: int | None = None
) -> list[tuple[int, bytes]]:
    """Rows of a range of ids with their hashes."""
    rows = queries.rows_as_hashed(session, table, FORMS[table][form], first=first, last=last, most=most)
    return [(row_id, row_hash(key, table, form, values)) for row_id, values in rows]


def add_block(
    session: Session,
    key: bytes,
    *,
    of: str,
    kind: Kind,
    form: int,
    span: tuple[int, int],
    rows: Sequence[tuple[int, bytes]],
    now: datetime,
    why: str | None = None,
) -> None:
    """Add a block to the end of the chain, which is held. span: the first and last id that it speaks of."""
    end = queries.newest_block(session)
    number, before = (end.number + 1, end.hash) if end else (1, BEGINNING)
    block = Block(number, now, of, kind, form, *span, pack(rows), why, before)
    session.add(Seal(**vars(block), hash=block_hash(key, block)))
    session.flush()
