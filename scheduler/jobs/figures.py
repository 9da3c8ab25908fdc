"""Counts the days that are over, one after the other, in any process; an office's first round catches up its past."""

import asyncio
import os
from contextlib import AbstractAsyncContextManager

from scheduler.db.engine.database import Database
from scheduler.flow.figures import keeping
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

EVERY = 60.0
"""Seconds between two looks: so soon a handover that was entered from paper is among the figures of its day."""
PAUSE = 0.05
"""Seconds between two days of a long past, in which whoever writes has their turn."""


def counting(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Count inside the block."""
    watch = ClockWatch(database, clock)

    async def count() -> None:
        if await watch.is_right():
            await count_all(database, clock)

    return going_round(Job("counting", count, EVERY), database, die=die)


async def count_all(database: Database, clock: Clock) -> int:
    """Count all days that are due; returns how many. Counting reads beside the writer, who has one short step a day."""
    counted = 0
    for office_id in await database.read(keeping.offices_due, clock()):
        while (seen := await database.read_at_length(keeping.count_next, office_id, now=clock())) is not None:
            if not await database.write_beside(keeping.keep, office_id, seen, now=clock()):
                break  # another process is at it
            counted += 1
            await asyncio.sleep(PAUSE)
    return counted
