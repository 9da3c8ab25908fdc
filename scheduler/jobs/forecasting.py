"""Fits each office's habits once a night, when its day has ended, in any process."""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.domain.forecasting.habits import Habits
from scheduler.flow.forecasting import habits
from scheduler.jobs.apart import apart
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

EVERY = 300.0
"""Seconds between two looks."""
PAUSE = 0.05
"""Seconds between two offices, in which whoever writes has their turn."""


def fitting(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Fit inside the block."""
    watch = ClockWatch(database, clock)

    async def fit() -> None:
        if await watch.is_right():
            await fit_all(database, clock)

    return going_round(Job("fitting", fit, EVERY), database, die=die)


async def fit_all(database: Database, clock: Clock) -> int:
    """Fit the habits of all offices whose turn it is; returns how many. The weeks are read beside the writer."""
    fitted = 0
    for office_id in await database.read(habits.offices_due, clock()):
        fitted += await fit_one(database, clock, office_id)
        await asyncio.sleep(PAUSE)
    return fitted


async def fit_one(database: Database, clock: Clock, office_id: int) -> bool:
    """Fit the habits of an office if it is their turn; returns whether it was."""
    with apart("fitting_of_office_failed", office=office_id):
        found = await database.read_at_length(_fit, office_id, now=clock())
        if found is not None:
            await database.write_beside(habits.keep, office_id, found, now=clock())
            return True
    return False


def _fit(session: Session, office_id: int, *, now: datetime) -> Habits | None:
    return habits.fit_if_due(session, queries.office_by_id(session, office_id), now=now)
