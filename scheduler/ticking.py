"""A tick every 15 seconds writes what time alone changes. With many processes whoever comes first does it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from scheduler.clock import Clock
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.domain.errors import Unavailable
from scheduler.flow import sweeps

TICK = 15.0
EX_SOFTWARE = 70

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def ticking(database: Database, clock: Clock, *, die: Callable[[int], object] = os._exit) -> AsyncIterator[None]:
    """Tick inside the block. If ticking fails, log it and end the process: without it deadlines would stand still."""
    task = asyncio.create_task(tick_for_ever(database, clock))
    task.add_done_callback(lambda done: _end_loudly(done, die))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def tick_for_ever(database: Database, clock: Clock) -> None:
    """Tick until cancelled. A database that is away for a while is waited for; anything else ends the process."""
    while True:
        try:
            await tick_all(database, clock)
        except (Unavailable, OperationalError):  # the latter from a read: nobody has translated it
            log.warning("tick_unavailable")
        await asyncio.sleep(TICK)


async def tick_all(database: Database, clock: Clock) -> None:
    """One look at every office, and in training a note of the time."""
    now = clock()
    for code in await database.read(_offices_to_tick, now):
        await database.write(tick_office, code, now=now)
    if clock.is_training:
        await database.write(sweeps.record_clock, now=now)


def tick_office(session: Session, code: str, *, now: datetime) -> None:
    """One office's tick."""
    office = queries.office_by_code(session, code)
    if office is not None:
        sweeps.tick(session, office, now=now)


def _offices_to_tick(session: Session, now: datetime) -> list[str]:
    return [office.code for office in queries.offices(session) if sweeps.needs_tick(session, office, now)]


def _end_loudly(task: asyncio.Task[None], die: Callable[[int], object]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("ticking_failed", exc_info=error)
        die(EX_SOFTWARE)
