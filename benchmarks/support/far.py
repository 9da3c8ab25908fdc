"""A PostgreSQL that stands further away: a process of its own between, which holds up what is sent and counts trips.

What a client sends goes on later, in its order; what comes back goes on at once, so that one timer makes a round trip
longer, and not two: each is late by some hundredths of a millisecond, and by more where the machine is busy. The delay
is adjusted until an empty statement takes as much longer as it should; what one takes in the end stands in the table.
"""

import asyncio
import contextlib
import multiprocessing
import selectors
import statistics
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL

from benchmarks.support.servers import free_port, is_open

PATIENCE = 30.0
"""Seconds the process may take until it listens."""
ADJUSTMENTS = 3


@dataclass(frozen=True, slots=True)
class Far:
    """The server as it is reached through the process."""

    url: URL
    _count: Any

    @property
    def trips(self) -> int:
        """How often something was sent after something had come, on all connections together."""
        return int(self._count.value)


@contextlib.contextmanager
def away(url: URL, more: float) -> Iterator[Far]:
    """A server at a distance until the block ends. more: milliseconds that a round trip to it is to cost more."""
    many = multiprocessing.get_context("spawn")
    count, delay, port = many.Value("q", 0), many.Value("d", more / 1000), free_port()
    passing = many.Process(target=_serve, args=(port, str(url.query["host"]), delay, count), daemon=True)
    passing.start()
    try:
        until = time.perf_counter() + PATIENCE
        while not is_open(port):
            if not passing.is_alive() or time.perf_counter() > until:
                raise RuntimeError("nobody stands between")
            time.sleep(0.01)
        far = Far(url.set(host="127.0.0.1", port=port, query={}), count)
        for _ in range(ADJUSTMENTS):
            over = round_trip(far.url) - round_trip(url) - more
            delay.value = max(0.0, delay.value - over / 1000)
        yield far
    finally:
        passing.terminate()
        passing.join()


def round_trip(url: URL, times: int = 300) -> float:
    """Milliseconds that an empty statement costs, the median."""
    took = []
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for _ in range(times):
            began = time.perf_counter()
            connection.execute("")
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


class _Side(asyncio.Protocol):
    """One side of a connection: what comes from it goes to the other one. later: how much later, in seconds."""

    def __init__(self, later: Any = None, count: Any = None) -> None:
        self._later, self._count = later, count
        self.other: _Side | None = None
        self.out: asyncio.Transport | None = None
        self._passing: deque[bytes] = deque()
        self.has_answer = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = transport  # type: ignore[assignment]

    def join(self, other: "_Side") -> None:
        """Both sides are there; what has come so far goes on."""
        self.other, other.other = other, self
        for _ in self._passing.copy():
            self._pass_on()

    def data_received(self, data: bytes) -> None:
        self._passing.append(data)
        if self.other is None:
            return
        if self._count is None:
            self.other.has_answer = True
            self._pass_on()
        else:
            self._count.value += self.has_answer
            self.has_answer = False
            asyncio.get_running_loop().call_later(self._later.value, self._pass_on)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.other is not None and self.other.out is not None:
            self.other.out.close()

    def _pass_on(self) -> None:
        assert self.other is not None
        assert self.other.out is not None
        self.other.out.write(self._passing.popleft())


def _serve(port: int, folder: str, later: Any, count: Any) -> None:
    # By `select`, whose time is in microseconds: that of epoll is in milliseconds.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    place = next(path for path in Path(folder).glob(".s.PGSQL.*") if path.suffix != ".lock")
    reaching = set()

    def taken() -> _Side:
        near = _Side(later, count)

        async def reach() -> None:
            _, far = await loop.create_unix_connection(_Side, str(place))
            near.join(far)

        reaching.add(loop.create_task(reach()))
        return near

    loop.run_until_complete(loop.create_server(taken, "127.0.0.1", port))
    loop.run_forever()
