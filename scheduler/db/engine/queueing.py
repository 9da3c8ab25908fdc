"""Who is written for next: people before machines.

Whoever pressed a button waits for their step; nobody waits for those of the worker of messages, of the tick and of the
other jobs. These run when no step of people is there, and one each 50 ms while there is no end of them.
"""

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

PATIENCE = 0.05
"""Seconds that a step of machines waits at most while those of people go before it, counted from the one before it."""


class Queued(Protocol):
    """What waits. is_beside: it is a machine's, and nobody waits for it."""

    @property
    def is_beside(self) -> bool: ...


J = TypeVar("J", bound=Queued)


class Queue(Generic[J]):
    """Jobs of many threads, taken by one. clock: seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._came: queue.SimpleQueue[tuple[J, float] | None] = queue.SimpleQueue()
        self._people: deque[J] = deque()
        self._machines: deque[tuple[J, float]] = deque()
        """Each with the moment when it was put."""
        self._last_machine = float("-inf")
        self._is_closed = False

    def put(self, job: J) -> None:
        """Queue a job. Any thread."""
        self._came.put((job, self._clock() if job.is_beside else 0.0))

    def close(self) -> None:
        """Nothing is put any more: what is queued is still taken, then `first` says None."""
        self._came.put(None)

    def first(self) -> J | None:
        """Wait for a job that begins a batch; None once the queue is closed and empty."""
        while True:
            self._sort()
            if self._people or self._machines:
                return self._due() or self._person() or self._machine()
            if self._is_closed:
                return None
            self._note(self._came.get())

    def more(self, *, beside: bool) -> J | None:
        """A job that goes into the batch that was begun; None where nothing waits, or nothing that belongs there.

        beside: the batch is of machines alone, so that it holds up nobody if another of them comes in.
        """
        self._sort()
        return self._due() or self._person() or (self._machine() if beside else None)

    def rest(self) -> Iterator[J]:
        """All that is queued, one by one."""
        self._sort()
        while job := self._person() or self._machine():
            yield job

    def _sort(self) -> None:
        while not self._came.empty():
            self._note(self._came.get())

    def _note(self, came: tuple[J, float] | None) -> None:
        if came is None:
            self._is_closed = True
        elif came[0].is_beside:
            self._machines.append(came)
        else:
            self._people.append(came[0])

    def _due(self) -> J | None:
        """The machine's step that has waited for long enough."""
        if not self._machines:
            return None
        is_due = self._clock() - max(self._machines[0][1], self._last_machine) >= PATIENCE
        return self._machine() if is_due else None

    def _person(self) -> J | None:
        return self._people.popleft() if self._people else None

    def _machine(self) -> J | None:
        if not self._machines:
            return None
        self._last_machine = self._clock()
        return self._machines.popleft()[0]
