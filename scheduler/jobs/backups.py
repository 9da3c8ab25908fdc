"""Makes each night's backup, beside the tick, in whichever process is first; a night that was missed is made up for."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from datetime import datetime, time

from sqlmodel import Session

from scheduler.backup.running import Backing
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.domain.backup import last_due
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.upkeep.backups import is_due
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 60.0
"""Seconds between two looks at whether one is due."""
SETTLED = 120.0
"""Seconds after a start in which none is begun: a machine that is switched on in the morning first serves people."""


@contextlib.asynccontextmanager
async def backing_up(
    database: Database, clock: Clock, backing: Backing, hour: time | None, *, die: Die = os._exit
) -> AsyncIterator[None]:
    """Begin backups when they are due inside the block, and stop what is being made at its end. hour: None for never;
    in training none is made by itself either.
    """
    began = asyncio.get_running_loop().time()
    watch = ClockWatch(database, clock)

    async def look() -> None:
        if asyncio.get_running_loop().time() - began >= SETTLED and await watch.is_right():
            await begin_if_due(database, clock(), backing, hour or time())

    is_wanted = hour is not None and not clock.is_training
    work = going_round(Job("backing_up", look, LOOK), database, die=die) if is_wanted else contextlib.nullcontext()
    try:
        async with work:
            yield
    finally:
        await backing.end()


async def begin_if_due(database: Database, now: datetime, backing: Backing, hour: time) -> bool:
    """Begin the backup of the last night where it is wanting; whether there was something to do."""
    due = await database.read(_due, str(backing.folder), now, hour)
    return due is not None and await backing.begin_due(due)


def _due(session: Session, place: str, now: datetime, hour: time) -> datetime | None:
    """When one was due last, where it is still to be made; a database without an office has nothing to lose."""
    offices = queries.offices(session)
    if not offices:
        return None
    due = last_due(hour, [zone_of_office(office) for office in offices], now)
    return due if is_due(session, place, due, now) else None
