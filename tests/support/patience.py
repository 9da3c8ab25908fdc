"""Waiting for something that a test expects to come. Nothing else in the tests may sleep."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from scheduler.runtime.supervise import Bell

T = TypeVar("T")

ENOUGH = 30.0
"""Seconds, on a machine that is busy with other things. Where all is well nobody waits for so long."""
PAUSE = 0.01
"""Seconds between two looks at something that tells nobody."""


async def within(seconds: float, awaited: Awaitable[T]) -> T:
    """What comes of something awaited. Raises TimeoutError if nothing came in time."""
    async with asyncio.timeout(seconds):
        return await awaited


async def until(condition: Callable[[], object], *, seconds: float = ENOUGH) -> None:
    """Wait until something is so that tells nobody. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - that is what it is for
            await asyncio.sleep(PAUSE)


def wait_until(condition: Callable[[], T], *, seconds: float = ENOUGH) -> T:
    """Wait in tests without a loop until something is so that tells nobody; what was so. Raises TimeoutError."""
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(PAUSE)
    return found


class Rounds:
    """Counts the rounds of a loop that works beside: what it has not done after a whole one it does not do."""

    def __init__(self) -> None:
        self.count = 0

    def over(self) -> None:
        """To be called by the loop, or by what a test puts into its place."""
        self.count += 1

    async def first(self) -> None:
        """Wait for the end of the first round."""
        await until(lambda: self.count)

    async def whole(self, number: int = 1) -> None:
        """Wait for so many rounds that begin from now on: the one under way may have looked already."""
        end = self.count + 1 + number
        await until(lambda: self.count >= end)


def rounds_of_bells(monkeypatch: pytest.MonkeyPatch) -> Rounds:
    """Counts how often a loop has done all there was and waits for its bell, from now on until the test's end."""
    rounds, wait = Rounds(), Bell.wait

    async def counted(bell: Bell, most: float) -> None:
        rounds.over()
        await wait(bell, most)

    monkeypatch.setattr(Bell, "wait", counted)
    return rounds
