"""Works postponements off beside the tick, batch by batch. Any process does it, and goes on where one was killed."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from scheduler.clock import Clock
from scheduler.db.engine import Database
from scheduler.domain.errors import Unavailable
from scheduler.flow.postponing import advance, unfinished

LOOK = 5.0
"""Seconds until a process looks by itself for what others have ordered; its own orders wake it at once."""
PAUSE = 0.02
"""Seconds between batches, in which citizens who book have their turn."""
EX_SOFTWARE = 70

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def postponing(
    database: Database, clock: Clock, *, die: Callable[[int], object] = os._exit
) -> AsyncIterator[None]:
    """Work postponements off inside the block. If that fails by a fault of ours, log it and end the process."""
    order = _Order(asyncio.get_running_loop())
    database.listeners.append(order.heard)
    task = asyncio.create_task(_work_for_ever(database, clock, order))
    task.add_done_callback(lambda done: _end_loudly(done, die))
    try:
        yield
    finally:
        database.listeners.remove(order.heard)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def work_off(database: Database, clock: Clock) -> None:
    """Work off all there is now."""
    for postponement_id in await database.read(unfinished):
        while await database.write(advance, postponement_id, now=clock()):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(PAUSE)


class _Order:
    """Wakes the loop when a step of this process has ordered something."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._event = loop, asyncio.Event()

    def heard(self, infos: list[dict[Any, Any]]) -> None:
        """Called by the writer's thread after each commit."""
        if any(info.get("postponing") for info in infos) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        """Until an order comes, or it is time to look."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), LOOK)
        self._event.clear()


async def _work_for_ever(database: Database, clock: Clock, order: _Order) -> None:
    while True:
        try:
            await work_off(database, clock)
        except (Unavailable, OperationalError):  # the latter from a read: nobody has translated it
            log.warning("postponing_unavailable")
        await order.wait()


def _end_loudly(task: asyncio.Task[None], die: Callable[[int], object]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("postponing_failed", exc_info=error)
        die(EX_SOFTWARE)
