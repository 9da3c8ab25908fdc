"""Works postponements off beside the tick, batch by batch. Any process does it, and goes on where one was killed."""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from functools import partial

from scheduler.db.engine.database import Database
from scheduler.flow.postponement import advance, unfinished
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 5.0
"""Seconds until a process looks by itself for what others have ordered; its own orders wake it at once."""
PAUSE = 0.02
"""Seconds between batches, in which citizens who book have their turn."""


def postponing(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Work postponements off inside the block."""
    return going_round(Job("postponing", partial(work_off, database, clock), LOOK, "postponing"), database, die=die)


async def work_off(database: Database, clock: Clock) -> None:
    """Work off all postponements there are now."""
    for postponement_id in await database.read(unfinished):
        while await database.write_beside(advance, postponement_id, now=clock()):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(PAUSE)
