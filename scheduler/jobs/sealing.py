"""Seals what was written down, once a minute, by whichever process comes first; nobody waits for it.

Once a day the newest hash of the chain goes into the log of the process, so that it is kept where the database is not.
"""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from datetime import date

import structlog
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.queries import audit as queries
from scheduler.domain.audit.chain import FORMS
from scheduler.flow.audit.sealing import KeyGone, ahead_of, seal_some
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

EVERY = 60.0
"""Seconds between two looks: what is changed before it is sealed shows nowhere."""
PAUSE = 0.05
"""Seconds between two blocks of a long history, and between two looks whether those who write have ended."""
LOOKS = 40
"""So often it is looked whether they have; a table with a step that takes longer waits for the next minute."""

log = structlog.get_logger()


def sealing(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Seal inside the block."""
    told: date | None = None

    async def seal() -> None:
        nonlocal told
        try:
            await seal_all(database, clock)
        except KeyGone:
            log.error("audit_key_gone")  # noqa: TRY400 - whoever took it out is not in a traceback
            return
        today = clock().date()
        if told != today and (anchor := await database.read(_anchor)) is not None:
            told = today
            log.info("audit_anchor", anchor=anchor)

    return going_round(Job("sealing", seal, EVERY), database, die=die)


async def seal_all(database: Database, clock: Clock) -> None:
    """Seal all that is there to be sealed, block by block. Raises KeyGone."""
    for table in FORMS:
        ahead = await database.read(ahead_of, table)
        if not (ahead.upto and await _have_ended(database, table, ahead.writers)):
            continue
        is_more = True
        while is_more:
            is_more = await database.write_beside(seal_some, table, upto=ahead.upto, now=clock())
            await asyncio.sleep(PAUSE)


async def _have_ended(database: Database, table: str, writers: frozenset[str]) -> bool:
    for _ in range(LOOKS):
        if not writers:
            return True
        await asyncio.sleep(PAUSE)
        writers &= await database.read(queries.writers_of, table)
    return not writers


def _anchor(session: Session) -> str | None:
    end = queries.newest_block(session)
    return None if end is None else f"{end.number}:{end.hash.hex()}"
