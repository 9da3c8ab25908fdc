"""A process that is told to stop says so at once, goes on for a moment, and has ended within half a minute.

    told        `/readyz` says 503, every answer ends its connection: a proxy sends its people elsewhere
    a pause on  nobody is let in any more; sockets are told to come back (1012); what is under way is answered
    then        letters under way are settled, the others given back; the writer finishes what it has, and closes

Whoever is not done by LONGEST is ended: what was acknowledged is on the disk by then, whenever that is.
"""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from types import FrameType
from typing import Any

import structlog
from uvicorn.server import HANDLED_SIGNALS

from scheduler.runtime.supervise import Die

STOPPING = "stopping"
"""The key in the state of uvicorn's lifespan under which its protocols and `/readyz` find the `Stopping`."""
LONGEST = 27.0
"""Seconds from the signal on after which the process ends in any case: a little before systemd would kill it."""
FOR_REQUESTS = 10
"""Seconds of these for requests under way; as many are left for letters (`messages/sending/running.GRACE`)."""
LATE = 1.0
"""Seconds in which whoever came in last may say what they want."""
EX_TEMPFAIL = 75
"""The exit status of a process that did not end in time (sysexits.h)."""

log = structlog.get_logger()

Handler = Callable[[int, FrameType | None], Any]


class Stopping:
    """Whether this process is about to stop. pause: seconds for which it still lets people in."""

    def __init__(self, pause: float, *, die: Die = os._exit) -> None:
        self._pause, self._die = pause, die
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: dict[int, Handler] = {}
        self.is_leaving = self.is_ending = False
        """Told to stop; and, a pause later, about to shut the door."""

    @contextlib.asynccontextmanager
    async def heeding(self) -> AsyncIterator[None]:
        """Heed the signals inside the block, before the server does: to be entered once the server heeds them."""
        self._loop = asyncio.get_running_loop()
        is_main = threading.current_thread() is threading.main_thread()
        for number in HANDLED_SIGNALS if is_main else ():
            before = signal.getsignal(number)
            if callable(before):
                self._before[number] = before
                signal.signal(number, self.told)
        try:
            yield
        finally:
            for heeded, handler in self._before.items():
                signal.signal(heeded, handler)

    def told(self, number: int, _frame: FrameType | None = None) -> None:
        """A signal came. One more from a keyboard hurries; one more of the others is the same said again, as by systemd
        to all processes of a service and by their parent.
        """
        if self.is_leaving:
            if number == signal.SIGINT:
                self._end(number)
            return
        self.is_leaving = True
        end_in_time(self._die)
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._leave, number)

    def _leave(self, number: int) -> None:
        assert self._loop is not None
        log.info("stopping", pause=self._pause)
        self._loop.call_later(self._pause, self._pause_over, number)

    def _pause_over(self, number: int) -> None:
        """Somebody in a hurry may have ended it: said twice, a signal from a keyboard leaves out what is under way."""
        if not self.is_ending:
            self._end(number)

    def _end(self, number: int) -> None:
        """Let the server stop."""
        self.is_ending = True
        if number in self._before:
            self._before[number](number, None)


def end_in_time(die: Die = os._exit, longest: float = LONGEST) -> threading.Timer:
    """End the process after so many seconds, if it is still there."""

    def end() -> None:
        log.error("stopped_too_slowly", seconds=longest)
        die(EX_TEMPFAIL)

    timer = threading.Timer(longest, end)
    timer.daemon = True
    timer.start()
    return timer
