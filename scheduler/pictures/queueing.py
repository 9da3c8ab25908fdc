"""Work on files, a few at a time and in fair turns (`scheduler.pictures.turns`); too much of it is turned away."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from scheduler.domain.applying.upload_refusals import DrawingBusy
from scheduler.pictures.turns import Asker, Turn, Turns

T = TypeVar("T")

PATIENCE = 45.0
"""Seconds that somebody waits for a turn at most: proxies give up after sixty, and a phone that was told asks again."""


class Job(NamedTuple):
    """A file to be worked on, and who is told what came of it."""

    work: Callable[[], Any]
    done: "Future[Any]"


class Queue:
    """Files in their turns. at_once: files that are worked on; most_waiting: files that may wait, all told."""

    def __init__(self, *, at_once: int, most_waiting: int, name: str) -> None:
        self._turns = Turns[Job](most_waiting)
        self._lock = threading.Lock()
        """Held while anybody looks at the turns: those who wait are in the loop, those who work in threads."""
        self._workers = ThreadPoolExecutor(at_once, thread_name_prefix=name)

    async def in_turn(self, asker: Asker, work: Callable[[], T]) -> T:
        """Wait for the turn of somebody's file, and for the work; returns and raises what the work does.

        Raises DrawingBusy where too many wait, or where the turn does not come in time. Who is cancelled waits no more.
        """
        turn = Turn(asker, Job(work, Future()))
        self._join(turn)
        try:
            done = asyncio.wrap_future(turn.work.done)
            await asyncio.wait([done], timeout=PATIENCE)
            if not done.done() and self._leave(turn):
                raise DrawingBusy
            came: T = await done
            return came
        finally:
            self._leave(turn)

    def __len__(self) -> int:
        """How many files wait."""
        with self._lock:
            return len(self._turns)

    def _join(self, turn: Turn[Job]) -> None:
        with self._lock:
            gives_way = self._turns.join(turn, time.monotonic())
        if gives_way is turn:
            raise DrawingBusy
        if gives_way is not None:
            gives_way.work.done.set_exception(DrawingBusy())
        self._workers.submit(self._work)

    def _leave(self, turn: Turn[Job]) -> bool:
        with self._lock:
            return self._turns.leave(turn)

    def _called(self) -> Turn[Job] | None:
        with self._lock:
            return self._turns.call()

    def _work(self) -> None:
        """Work until nobody is there who may have a turn: who still waits has one already, and its end looks again."""
        while (turn := self._called()) is not None:
            try:
                _do(turn.work)
            finally:
                with self._lock:
                    self._turns.end(turn)


def _do(job: Job) -> None:
    if not job.done.set_running_or_notify_cancel():
        return
    try:
        came = job.work()
    except BaseException as fault:  # noqa: BLE001 - it is whoever waits that is told
        job.done.set_exception(fault)
    else:
        job.done.set_result(came)
