"""Whoever wants a seat has their turn, in the order in which they came.

Of thousands who press at once each would be read before the first is answered. Then whoever was refused and presses
again is no further behind than those who still wait for their first answer; and whoever is refused by the writer, which
is asked for all of them by then, waits for all of it. So only so many are under way at a time. The others wait in line,
and look at the slots as they are once it is their turn: most of them need not ask the writer then.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar

from starlette.requests import Request

from scheduler.db.engine.together import AT_ONCE

Answer = TypeVar("Answer")

AT_A_TIME = 2 * AT_ONCE
"""A batch of the writer, and as many who are read meanwhile."""


def new_turns() -> asyncio.Semaphore:
    """The turns of an application, which are taken in order: `app.state.turns`."""
    return asyncio.Semaphore(AT_A_TIME)


def in_turn(handle: Callable[[Request], Awaitable[Answer]]) -> Callable[[Request], Awaitable[Answer]]:
    """A handler of whoever wants a seat."""

    @wraps(handle)
    async def waiting(request: Request) -> Answer:
        await request.body()  # before the turn: whoever is slow to send it holds up nobody
        async with request.app.state.turns:
            return await handle(request)

    return waiting
