"""The one loop of jobs that go round beside the requests.

A job does all there is to do now and waits: for its next time, or for a step of this process that leaves it something.
A database that is away is waited for; a fault of ours ends the process.

What follows something else has a loop of its own: pushes follow the boards, the worker of messages its lanes, and what
the display half asks for must say at once that it knows nothing new.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.runtime.rounds import ROUNDS
from scheduler.runtime.supervise import Bell, Die, beside

FIRST = 0.5
"""Seconds until a job goes round for the first time: a server that begins answers first who waits for it. On SQLite a
round reads on the loop, and in a province it may read for seconds.
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """What goes round.

    name: in the log, as `NAME_failed` and `NAME_unavailable`. work: one round. every: seconds between two rounds.
    mark: what a step leaves in its session's info to wake the job. until_done: the first round that comes through is
    the last one. later: so many seconds more until the first round.
    """

    name: str
    work: Callable[[], Awaitable[object]]
    every: float
    mark: str | None = None
    until_done: bool = False
    later: float = 0.0


@contextlib.asynccontextmanager
async def going_round(job: Job, database: Database, *, die: Die = os._exit) -> AsyncIterator[None]:
    """Do a job inside the block, from a moment later on.

    die: what ends the process, with a status, after a fault of ours.
    """
    bell = Bell(job.mark)
    ROUNDS.note(job.name, job.every)
    with _heard_by(bell, database) if job.mark else contextlib.nullcontext():
        async with beside(_rounds(job, bell), f"{job.name}_failed", die=die):
            try:
                yield
            finally:
                ROUNDS.end(job.name)


@contextlib.contextmanager
def _heard_by(bell: Bell, database: Database) -> Iterator[None]:
    database.listeners.append(bell.heard)
    try:
        yield
    finally:
        database.listeners.remove(bell.heard)


async def _rounds(job: Job, bell: Bell) -> None:
    unavailable = f"{job.name}_unavailable"
    await asyncio.sleep(FIRST + job.later)
    while True:
        try:
            await job.work()
            ROUNDS.note(job.name, job.every)
            if job.until_done:
                ROUNDS.end(job.name)
                await asyncio.Event().wait()
        except* (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
            log.warning(unavailable)
        await bell.wait(job.every)
