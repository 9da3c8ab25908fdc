"""Days that are played for whoever asks: beside the loop, one after the other, and what came of them is kept."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from scheduler.domain.forecasting.refusals import PlannerBusy

T = TypeVar("T")

AT_ONCE = 1
"""Plays are work for the processor, which those share who are served."""
MOST = 4
"""Under way and waiting: a few seconds of work."""
LASTS = 600.0
"""Seconds for which a result is kept: as long as somebody moves between two settings."""
KEPT = 64


class _Play(NamedTuple):
    begun: float
    result: "Future[Any]"


class Plays:
    """What was played lately, and what is. clock: in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="plays")
        self._kept: OrderedDict[Hashable, _Play] = OrderedDict()

    async def of(self, key: Hashable, play: Callable[[], T]) -> T:
        """What a play gives; the same key is the same play, and who asks for it while it is under way waits with the
        others. It goes on when whoever asked has gone. Raises PlannerBusy, and what the play raises.
        """
        self._forget()
        found = self._kept.get(key)
        if found is None:
            if sum(not each.result.done() for each in self._kept.values()) >= MOST:
                raise PlannerBusy
            found = self._kept[key] = _Play(self._clock(), self._threads.submit(play))
        result: T = await asyncio.shield(asyncio.wrap_future(found.result))
        return result

    def _forget(self) -> None:
        """Drop what is too old, what failed, and the oldest where there are too many; nothing that is under way."""
        until = self._clock() - LASTS
        over = [key for key, each in self._kept.items() if each.result.done()]
        gone = [key for key in over if self._kept[key].begun <= until or self._kept[key].result.exception()]
        for key in gone or over[: max(len(self._kept) - KEPT + 1, 0)]:
            del self._kept[key]
