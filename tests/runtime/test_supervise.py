"""Work beside the requests ends when it is told to, also in the moment in which something wakes it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import pytest

from scheduler.runtime.supervise import Bell


async def is_ended(work: Awaitable[None], wake: Callable[[], object], *, after: int) -> bool:
    """Whether work that waits ends, if it is woken and some turns of the loop later told to end."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    wake()
    for _ in range(after):
        await asyncio.sleep(0)
    task.cancel()
    for _ in range(20):  # more turns than an end takes
        await asyncio.sleep(0)
    ended = task.done()
    task.cancel()  # a second time ends it in any case
    return ended


@pytest.mark.parametrize("after", range(4))
async def test_work_that_is_woken_and_ended_at_once_ends(after: int) -> None:
    bell = Bell("mark")

    async def work() -> None:
        while True:
            await bell.wait(60)

    assert await is_ended(work(), bell._rung.set, after=after)


@pytest.mark.parametrize("after", range(3))
async def test_without_guard_python_3_11_drops_the_end(after: int) -> None:
    """What is banned by ruff, and mended in Python 3.12."""
    rung = asyncio.Event()

    async def work() -> None:
        while True:
            await asyncio.wait_for(rung.wait(), 60)  # noqa: TID251
            rung.clear()

    assert await is_ended(work(), rung.set, after=after) == (sys.version_info >= (3, 12))
