"""Works postponements off beside the tick, batch by batch. Any process does it, and goes on where one was killed."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.flow.postponement import advance, unfinished
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Bell, beside

LOOK = 5.0
"""Seconds until a process looks by itself for what others have ordered; its own orders wake it at once."""
PAUSE = 0.02
"""Seconds between batches, in which citizens who book have their turn."""

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def postponing(
    database: Database, clock: Clock, *, die: Callable[[int], object] = os._exit
) -> AsyncIterator[None]:
    """Work postponements off inside the block. If that fails by a fault of ours, log it and end the process."""
    order = Bell("postponing")
    database.listeners.append(order.heard)
    try:
        async with beside(_work_for_ever(database, clock, order), "postponing_failed", die=die):
            yield
    finally:
        database.listeners.remove(order.heard)


async def work_off(database: Database, clock: Clock) -> None:
    """Work off all there is now."""
    for postponement_id in await database.read(unfinished):
        while await database.write(advance, postponement_id, now=clock()):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(PAUSE)


async def _work_for_ever(database: Database, clock: Clock, order: Bell) -> None:
    while True:
        try:
            await work_off(database, clock)
        except (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
            log.warning("postponing_unavailable")
        await order.wait(LOOK)
