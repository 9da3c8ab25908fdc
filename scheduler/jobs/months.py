"""Keeps partitions by month ready, and drops those in which nothing is left, where there are any."""

import os
from contextlib import AbstractAsyncContextManager
from datetime import date

import structlog

from scheduler.db.engine import months
from scheduler.db.engine.database import Database
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

EVERY = 3600.0
"""Seconds between two looks; one that has to wait long for a lock gives up until the next, and months are ahead."""

log = structlog.get_logger()


def parting(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Keep the partitions of a PostgreSQL database in order inside the block."""
    watch = ClockWatch(database, clock)

    async def part() -> None:
        if not await watch.is_right():
            return
        made, gone = await keep_months(database, today=clock().date())
        if made or gone:
            log.info("months_parted", made=made, gone=gone)

    return going_round(Job("parting", part, EVERY), database, die=die)


async def keep_months(database: Database, *, today: date) -> tuple[int, int]:
    """Make the partitions that are missing and drop those that are empty; returns how many. A SQLite file has none."""
    if database.on_sqlite:
        return 0, 0
    made = await database.write_beside(months.make_ahead, today=today)
    return made, await database.write_beside(months.drop_empty, today=today)
