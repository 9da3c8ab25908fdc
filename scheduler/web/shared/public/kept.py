"""Readings that are made once for all who ask in the same seconds, however many they are."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.runtime.clock import Clock

T = TypeVar("T")
TRY_AGAIN = timedelta(seconds=5)
"""So long after the database was away it is not asked again: nobody waits for it meanwhile."""
LAST_KNOWN = timedelta(minutes=10)
"""So long a reading is still shown while there is none that is newer, marked as old."""


@dataclass(slots=True)
class Reading(Generic[T]):
    """What was read, and when. drawn: what was made of it to be sent, by what it is; it goes with the reading."""

    value: T
    at: datetime
    is_old: bool = False
    drawn: dict[Hashable, bytes] = field(default_factory=dict)

    def age(self, now: datetime) -> timedelta:
        """How long ago it was read."""
        return now - self.at


class Kept(Generic[T]):
    """The latest reading of each thing, in this process; each process has its own.

    Of many who ask at once the first reads and the others wait for it. Whoever goes away meanwhile spoils it for
    nobody. lasts: so long a reading is given to everybody. most: how many things are kept; those asked for last.
    """

    def __init__(self, clock: Clock, *, lasts: timedelta, most: int) -> None:
        self._clock, self._lasts, self._most = clock, lasts, most
        self._known: OrderedDict[Hashable, Reading[T]] = OrderedDict()
        self._under_way: dict[Hashable, asyncio.Task[Reading[T]]] = {}
        self._failed_at: datetime | None = None

    async def get(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> Reading[T]:
        """The reading of a thing. Raises what `read` refuses, and Unavailable where nothing is known and nothing can be
        read.
        """
        known = self._known.get(key)
        if known is not None and timedelta() <= known.age(self._clock()) < self._lasts:
            return known
        if not self._rests():
            task = self._under_way.get(key)
            if task is None:
                task = self._under_way[key] = asyncio.create_task(self._read(key, read))
                task.add_done_callback(lambda done: self._over(key, done))
            try:
                return await asyncio.shield(task)
            except (Unavailable, *AWAY):
                self._failed_at = self._clock()
        return self._last_known(key)

    async def _read(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> Reading[T]:
        at = self._clock()
        try:
            found = Reading(await read(), at)
        except Unavailable:
            raise
        except Refusal:  # it is not there any more, or not shown
            self._known.pop(key, None)
            raise
        self._failed_at = None
        self._known[key] = found
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return found

    def _over(self, key: Hashable, task: "asyncio.Task[Reading[T]]") -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever waited has it; where all went away nobody asks

    def _rests(self) -> bool:
        """Whether the database was away just now."""
        return self._failed_at is not None and timedelta() <= self._clock() - self._failed_at < TRY_AGAIN

    def _last_known(self, key: Hashable) -> Reading[T]:
        known = self._known.get(key)
        if known is None or known.age(self._clock()) > LAST_KNOWN:
            raise Unavailable
        if not known.is_old:
            known = self._known[key] = Reading(known.value, known.at, is_old=True)
        return known
