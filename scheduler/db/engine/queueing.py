"""Who is written for next: people before machines.

Whoever pressed a button waits for their step; nobody waits for those of the worker of messages, of the tick and of the
other jobs. These run when no step of people has come for a moment, and one each 50 ms while there is no end of them.
"""

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

PATIENCE = 0.05
"""Seconds that a step of machines waits at most while those of people go before it, counted from the end of the one
before it: however long machines take, people have their turn between two of them.
"""

QUIET = 0.01
"""Seconds after the last step of people in which more of them are looked for: whoever was just answered asks again."""

CROWD, CROWDED = 64, 0.5
"""So often in so many seconds somebody waits, in a crowd: below that whatever machines do is no matter."""


class Crowd:
    """How many people come. Any thread may tell it, and ask. clock: seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: deque[float] = deque(maxlen=CROWD)

    def came(self) -> None:
        """Somebody waits, for a step or for what is answered without one: both have one processor with machines."""
        self._last.append(self._clock())

    @property
    def is_here(self) -> bool:
        """Whether so many people come that machines should do little at a time."""
        last = self._last
        return len(last) == CROWD and self._clock() - last[0] < CROWDED


class Queued(Protocol):
    """What waits. is_beside: it is a machine's, and nobody waits for it."""

    @property
    def is_beside(self) -> bool: ...


J = TypeVar("J", bound=Queued)


class Queue(Generic[J]):
    """Jobs of many threads, taken by one. clock: seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self.crowd = clock, Crowd(clock)
        self._came: queue.SimpleQueue[tuple[J, float] | None] = queue.SimpleQueue()
        """Each with the moment when it was put; None ends it."""
        self._people: deque[J] = deque()
        self._machines: deque[tuple[J, float]] = deque()
        self._last_person = self._last_machine = float("-inf")
        self._is_machine_under_way = False
        self._is_closed = False

    def put(self, job: J) -> None:
        """Queue a job. Any thread."""
        if not job.is_beside:
            self.crowd.came()
        self._came.put((job, self._clock()))

    def put_back(self, jobs: Sequence[J]) -> None:
        """Queue jobs of people that were taken, before all others and in their order. Only who takes them may."""
        self._people.extendleft(reversed(jobs))

    def close(self) -> None:
        """Nothing is put any more: what is queued is still taken, then `first` says None."""
        self._came.put(None)

    def first(self) -> J | None:
        """Wait for a job that begins a batch; None once the queue is closed and empty."""
        self._end_of_machine()
        while True:
            self._sort()
            if self._people:
                return self._machine() if self._is_due() else self._person()
            if self._machines and (pause := self._pause()) <= 0:
                return self._machine()
            if not self._machines and self._is_closed:
                return None
            with contextlib.suppress(queue.Empty):
                self._note(self._came.get(timeout=pause if self._machines else None))

    def more(self, *, beside: bool, fits: Callable[[J], bool] = lambda _: True) -> J | None:
        """A job that goes into the batch that was begun; None where nothing waits, or nothing that belongs there.

        beside: the batch is of machines alone, so that it holds up nobody if another of them comes in. fits: whether
        the next one is wanted; where it is not it keeps its place, and nobody behind it is taken.
        """
        self._end_of_machine()
        self._sort()
        if self._is_due() or (beside and not self._people):
            return self._machine() if self._machines and fits(self._machines[0][0]) else None
        return self._person() if self._people and fits(self._people[0]) else None

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

    def _is_due(self) -> bool:
        """Whether a machine's step has waited for long enough."""
        return bool(self._machines) and self._due_in() <= 0

    def _due_in(self) -> float:
        """Seconds until the first of the machines goes before people."""
        return max(self._machines[0][1], self._last_machine) + PATIENCE - self._clock()

    def _pause(self) -> float:
        """Seconds until the first of the machines goes where no people come."""
        return 0 if self._is_closed else min(self._due_in(), self._last_person + QUIET - self._clock())

    def _person(self) -> J | None:
        if not self._people:
            return None
        self._last_person = self._clock()
        return self._people.popleft()

    def _machine(self) -> J | None:
        if not self._machines:
            return None
        self._is_machine_under_way = True
        return self._machines.popleft()[0]

    def _end_of_machine(self) -> None:
        """Whoever asks for another job is done with the one before."""
        if self._is_machine_under_way:
            self._is_machine_under_way, self._last_machine = False, self._clock()
