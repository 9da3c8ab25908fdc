"""Lets documents from before the index of names be found: beside the tick, in small steps, by any process."""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from functools import partial

from scheduler.db.engine.database import Database
from scheduler.flow.documents.word_indexing import index_some, next_stretch, offices_to_index
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.supervise import Die

PAUSE = 0.02
"""Seconds between steps, in which others have their turn."""
AWAY_FOR = 15.0
"""Seconds until a database that is away is asked again."""


def indexing(database: Database, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Index documents by their names inside the block until all are indexed."""
    job = Job("indexing", partial(index_all, database), AWAY_FOR, until_done=True)
    return going_round(job, database, die=die)


async def index_all(database: Database) -> None:
    """Index the documents that are not indexed yet; a round that was stopped goes on where it was."""
    for office_id in await database.read(offices_to_index):
        after: int | None = None
        while (stretch := await database.read(next_stretch, office_id, after)).last is not None:
            if stretch.missing:
                await database.write_beside(index_some, stretch.missing)
                await asyncio.sleep(PAUSE)
            after = stretch.last
