"""Whose turn it is where several threads write: each who goes alone, or those who go together.

Of those who go together one group is under way at a time, so that whoever comes meanwhile makes the next one: the more
come, the more go by one set of statements. It keeps one thread busy; the others are for who goes alone.

Who is left of a group goes first, in the order of coming, and no other group begins before the last of them is taken:
nobody who came later has their turn before them. However many are left of all groups, who goes alone has the other
threads while the next group is under way.
"""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from scheduler.db.engine.queueing import Crowd
from scheduler.db.engine.together import AT_ONCE, Many


class Grouped(Protocol):
    """What waits. many: runs it with others that have the same (`together.py`); None where it goes alone."""

    @property
    def many(self) -> Many | None: ...  # type: ignore[type-arg]


J = TypeVar("J", bound=Grouped)


class Groups(Generic[J]):
    """Jobs of people, put by any thread and taken by several."""

    def __init__(self) -> None:
        self._left: deque[J] = deque()
        self._alone: deque[J] = deque()
        self._together: deque[J] = deque()
        self._changed = threading.Condition()
        self._is_group_under_way = self._is_closed = False
        self.crowd = Crowd()

    def put(self, job: J) -> None:
        """Queue a job. Raises RuntimeError once it is closed: there may be nobody left to take it."""
        with self._changed:
            if self._is_closed:
                raise RuntimeError("nothing is written any more")
            self.crowd.came()
            if job.many is None:
                self._alone.append(job)
            else:
                self._together.append(job)
            if job.many is None or not self._is_group_under_way:  # else the thread of that group comes for it
                self._changed.notify()

    def put_back(self, jobs: Sequence[J]) -> None:
        """Queue jobs of a group that are to go alone, before all others and in their order."""
        with self._changed:
            self._left.extend(jobs)
            self._changed.notify(len(jobs))

    def take(self) -> list[J]:
        """Wait for one who goes alone, or for those who go together; nobody once it is closed and nothing is left for
        this thread.
        """
        with self._changed:
            while True:
                if self._left:
                    return [self._left.popleft()]
                if self._together and not self._is_group_under_way:
                    return self._group()
                if self._alone:
                    return [self._alone.popleft()]
                if self._is_closed:
                    return []
                self._changed.wait()

    def end_group(self) -> None:
        """Whoever took a group is done with it, and asks for more."""
        with self._changed:
            self._is_group_under_way = False

    def close(self) -> None:
        """Nothing is put any more: what is queued is still taken."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _group(self) -> list[J]:
        """The first of those who go together, and whoever stands behind them for the same; one may be all."""
        self._is_group_under_way = True
        many = self._together[0].many
        group: list[J] = []
        while self._together and self._together[0].many == many and len(group) < AT_ONCE:
            group.append(self._together.popleft())
        return group
