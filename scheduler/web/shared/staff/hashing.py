"""Passwords are looked at two at a time, and only so many wait: each takes a while and 64 MiB."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from scheduler.domain.refusals import Crowded

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 2
MOST = 40
"""Under way and waiting: a few seconds of work. Whoever came behind them would be kept for longer than is believed."""
KEPT = 4
"""Of the places in the line one in so many is kept for browsers that are known, and sessions."""
EACH = 20
"""Places of one asker, maybe the address of a whole office in the morning; others get in beside one who floods."""


class Hashing:
    """Work in threads of its own, one line for all. most: in the line, with what is under way; each: of one asker."""

    def __init__(self, *, at_once: int = AT_ONCE, most: int = MOST, each: int = EACH) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._most, self._each = most, each
        self._asked: Counter[str] = Counter()

    @contextmanager
    def place(self, who: str, *, is_known: bool = False) -> Iterator[None]:
        """A place in the line for as long as the block lasts. Raises Crowded where that is full, and nothing is done.

        is_known: of somebody who was here before; some places are kept for these.
        """
        most = self._most if is_known else self._most - self._most // KEPT
        if self._asked.total() >= most or self._asked[who] >= self._each:
            raise Crowded
        self._asked[who] += 1
        try:
            yield
        finally:
            self._asked[who] -= 1
            self._asked += Counter()  # drops those with nothing left

    async def work(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What some work gives, for whoever has a place."""
        return await asyncio.wrap_future(self._threads.submit(work, *args, **kwargs))

    async def run(self, who: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A place in the line, and what some work gives. Raises Crowded."""
        with self.place(who):
            return await self.work(work, *args, **kwargs)
