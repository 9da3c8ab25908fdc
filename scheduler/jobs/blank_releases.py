"""Gives out blanks portion by portion, beside the requests: what steps have left, and once a minute whatever else.

Any process does it, and goes on where another one was killed.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.flow.blanks.release import LEFT, go_on, is_due
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Bell, beside

LOOK = 60.0
"""Seconds until a process looks by itself; what its own steps have left wakes it at once."""
PAUSE = 0.02
"""Seconds between portions, in which others have their turn."""

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def releasing(
    database: Database, clock: Clock, *, die: Callable[[int], object] = os._exit
) -> AsyncIterator[None]:
    """Give blanks out inside the block. If that fails by a fault of ours, log it and end the process."""
    left = Bell(LEFT)
    database.listeners.append(left.heard)
    try:
        async with beside(_work_for_ever(database, clock, left), "releasing_failed", die=die):
            yield
    finally:
        database.listeners.remove(left.heard)


async def work_off(database: Database, clock: Clock) -> None:
    """Give out all that can be given out now."""
    for code in await database.read(_codes, clock()):
        while await database.write(_go_on, code, now=clock()):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(PAUSE)


async def _work_for_ever(database: Database, clock: Clock, left: Bell) -> None:
    while True:
        try:
            await work_off(database, clock)
        except (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
            log.warning("releasing_unavailable")
        await left.wait(LOOK)


def _codes(session: Session, now: datetime) -> list[str]:
    """The offices that have something to give out."""
    return [office.code for office in queries.offices(session) if is_due(session, office, now)]


def _go_on(session: Session, code: str, *, now: datetime) -> bool:
    office = queries.office_by_code(session, code)
    return office is not None and go_on(session, office, now=now)
