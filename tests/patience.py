"""Waiting for something that a test expects to come."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def within(seconds: float, awaited: Awaitable[T]) -> T:
    """What comes of it. Raises TimeoutError if nothing came in time."""
    async with asyncio.timeout(seconds):
        return await awaited
