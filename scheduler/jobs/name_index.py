"""Lets documents from before the index of names be found: beside the tick, in small steps, by any process."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.flow.documents.word_indexing import index_some, next_stretch, offices_to_index
from scheduler.runtime.supervise import beside

PAUSE = 0.02
"""Seconds between steps, in which others have their turn."""
AWAY_FOR = 15.0
"""Seconds until a database that is away is asked again."""

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def indexing(database: Database, *, die: Callable[[int], object] = os._exit) -> AsyncIterator[None]:
    """Index inside the block until all is indexed. If that fails by a fault of ours, log it and end the process."""
    async with beside(_until_done(database), "indexing_failed", die=die):
        yield


async def index_all(database: Database) -> None:
    """Index what there is to index now; one that was stopped goes on where it was."""
    for office_id in await database.read(offices_to_index):
        after: int | None = None
        while (stretch := await database.read(next_stretch, office_id, after)).last is not None:
            if stretch.missing:
                await database.write(index_some, stretch.missing)
                await asyncio.sleep(PAUSE)
            after = stretch.last


async def _until_done(database: Database) -> None:
    while True:
        try:
            await index_all(database)
            break
        except (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
            log.warning("indexing_unavailable")
        await asyncio.sleep(AWAY_FOR)
    await asyncio.Event().wait()
