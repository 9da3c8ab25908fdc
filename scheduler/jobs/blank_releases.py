"""Gives out blanks portion by portion, beside the requests: what steps have left, and once a minute whatever else.

Any process does it, and goes on where another one was killed.
"""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.flow.blanks.release import LEFT, go_on, is_due
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 60.0
"""Seconds until a process looks by itself; what its own steps have left wakes it at once."""
PAUSE = 0.02
"""Seconds between portions, in which others have their turn."""


def releasing(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Give blanks out inside the block."""
    return going_round(Job("releasing", partial(work_off, database, clock), LOOK, LEFT), database, die=die)


async def work_off(database: Database, clock: Clock) -> None:
    """Give out all that can be given out now."""
    for code in await database.read(_codes, clock()):
        while await database.write_beside(_go_on, code, now=clock()):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(PAUSE)


def _codes(session: Session, now: datetime) -> list[str]:
    """The offices that have something to give out."""
    return [office.code for office in queries.offices(session) if is_due(session, office, now)]


def _go_on(session: Session, code: str, *, now: datetime) -> bool:
    office = queries.office_by_code(session, code)
    return office is not None and go_on(session, office, now=now)
