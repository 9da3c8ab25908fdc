"""Work that a process does beside its requests: woken by what its own steps leave behind, never failing in silence."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import structlog

EX_SOFTWARE = 70
"""The exit status of a process that ends by a fault of ours (sysexits.h)."""

Die = Callable[[int], object]

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], fault: str, *, die: Die = os._exit) -> AsyncIterator[None]:
    """Do work that never ends by itself inside the block. If it fails, that is logged under the name of the fault, and
    the process ends: whoever starts the process again has it whole.
    """
    task = asyncio.create_task(work)
    end_loudly(task, fault, die=die)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def end_loudly(task: asyncio.Task[None], fault: str, *, die: Die = os._exit) -> None:
    """If a task fails by a fault of ours, log that under the name of the fault and end the process."""

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error(fault, exc_info=error)
            die(EX_SOFTWARE)

    task.add_done_callback(ended)


class Bell:
    """Wakes a loop once a step of this process has left a mark in its session's info; None: nothing does. Made on that
    loop.
    """

    def __init__(self, mark: str | None) -> None:
        self._mark, self._loop, self._rung = mark, asyncio.get_running_loop(), asyncio.Event()

    def heard(self, infos: list[dict[Any, Any]]) -> None:
        """For `Database.listeners`: called by the writer's thread after each commit."""
        if self._mark and any(info.get(self._mark) for info in infos) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, most: float) -> None:
        """Wait until the bell rings, at most so many seconds: it does not hear of what other processes have written."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most):
                await self._rung.wait()
        self._rung.clear()
