"""Processes of this one that play days for it, two at most: playing is work for a processor and nothing else.

Each is begun for one search, is told habits and then tasks, and is killed when the search is at its end or is stopped.
It gets nothing of this process but that: no environment, no file, no database.
"""

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import scheduler
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.proposing.asked import Outcome
from scheduler.domain.forecasting.proposing.plays import Search, Task

MOST = 2
"""So many processes at most: a proposal waits rather than the office."""
AT_ONCE = 10
"""Seeds that one of them is told at once: some tenths of a second."""
START = (sys.executable, "-s", "-m", "scheduler.jobs.player_child")
LOADER = ("LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a system may need in order to start Python."""

T = TypeVar("T")


class PlayerLost(Exception):
    """A process that played has ended in the middle of it."""


class Players:
    """Some processes that play, for people of one kind. To be ended by `end`, whatever happens."""

    def __init__(self, habits: Habits, count: int = MOST) -> None:
        environment = {name: os.environ[name] for name in LOADER if name in os.environ}
        environment["PYTHONPATH"] = str(Path(scheduler.__file__).parents[1])
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="player")
        self._children = [_begun(environment, habits) for _ in range(count)]

    async def play(self, tasks: Sequence[Task]) -> list[list[Outcome]]:
        """Play tasks, piece by piece, each by whoever is free. Raises PlayerLost."""
        pieces = [
            (place, task._replace(seeds=task.seeds[begin : begin + AT_ONCE]))
            for place, task in enumerate(tasks)
            for begin in range(0, len(task.seeds), AT_ONCE)
        ]
        came: dict[int, list[Outcome]] = {}
        left = iter(enumerate(pieces))

        async def work(child: "subprocess.Popen[bytes]") -> None:
            loop = asyncio.get_running_loop()
            for number, (_, piece) in left:
                came[number] = await loop.run_in_executor(self._threads, _played, child, piece)

        await asyncio.gather(*map(work, self._children))
        found: list[list[Outcome]] = [[] for _ in tasks]
        for number, (place, _) in enumerate(pieces):
            found[place].extend(came[number])
        return found

    def end(self) -> None:
        """End them now, whatever they are at."""
        for child in self._children:
            child.kill()
        for child in self._children:
            child.wait()
        self._threads.shutdown()
        for child in self._children:
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(BrokenPipeError):
                    assert pipe is not None
                    pipe.close()


async def searched(search: Search[T], habits: Habits, *, told: Callable[[int], object]) -> T:
    """Do a search by processes of its own. told: is told of how many days were played. Raises PlayerLost."""
    players = Players(habits)
    plays = 0
    try:
        tasks, found = await asyncio.to_thread(_next, search, None)
        while found is None:
            came = await players.play(tasks)
            plays += sum(map(len, came))
            told(plays)
            tasks, found = await asyncio.to_thread(_next, search, came)
        return found[0]
    finally:
        await asyncio.shield(asyncio.to_thread(players.end))


def _next(search: Search[T], came: Sequence[Sequence[Outcome]] | None) -> tuple[Sequence[Task], tuple[T] | None]:
    """What a search wants next, or what it has found."""
    try:
        return (next(search) if came is None else search.send(came)), None
    except StopIteration as end:
        return (), (end.value,)


def _begun(environment: dict[str, str], habits: Habits) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen(  # noqa: S603 - no shell, and nothing of a stranger
        START, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=os.sep, close_fds=True
    )
    _tell(child, habits)
    return child


def _played(child: "subprocess.Popen[bytes]", task: Task) -> list[Outcome]:
    _tell(child, task)
    assert child.stdout is not None
    try:
        came: list[Outcome] = pickle.load(child.stdout)  # noqa: S301 - from a process of our own
    except (EOFError, OSError, pickle.UnpicklingError) as ended:
        raise PlayerLost from ended
    return came


def _tell(child: "subprocess.Popen[bytes]", what: object) -> None:
    assert child.stdin is not None
    try:
        pickle.dump(what, child.stdin)
        child.stdin.flush()
    except (OSError, ValueError) as ended:
        raise PlayerLost from ended
