"""Whoever stands at the door is let in at once, and in the order in which they came.

libuv, on which uvloop runs, takes one new connection in each round of its loop. In a rush a round is long, and whoever
is new waits for as many of them as others stand before, while those who are in are answered again and again. So those
that stand at the door come in within one round here, many at a time.

It is for a process that has its door to itself: of several at one door the first would take everybody.

Whoever comes in has a descriptor before anybody can say that they are too many. So where no more descriptors are left
than are kept for the database and files, one comes in within a round, as by libuv, and the others stand at the door.
"""

import asyncio
import contextlib
import ctypes
import errno
import os
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, cast

import structlog
import uvloop

from scheduler.runtime.descriptors import first_kept

AT_ONCE = 128
"""How many come in within one round at most: where a machine opens connections without end, whoever is in is answered
all the same.
"""
PAUSE = 1.0
"""Seconds after which the door is opened again where the system lets this process open nothing more."""
ATTACH_FILTER, NOBODY = 26, bytes([6, 0, 0, 0, 0, 0, 0, 0])
"""SO_ATTACH_FILTER of Linux (socket(7)), and the one instruction of a filter that lets nothing pass."""
FULL = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

log = structlog.get_logger()

Makes = Callable[[], asyncio.BaseProtocol]


class Loop(uvloop.Loop):
    """uvloop with such doors: `uvicorn.Config(loop="scheduler.runtime.doors:Loop")`."""

    async def create_server(  # type: ignore[override]
        self, protocol_factory: Makes, *args: Any, backlog: int = 100, **options: Any
    ) -> "Doors":
        """As asyncio's own, for what uvicorn asks of it. Raises OSError."""
        bound = await super().create_server(protocol_factory, *args, backlog=backlog, start_serving=False, **options)
        return Doors(self, cast("asyncio.Server", bound), protocol_factory, backlog)


class Doors:
    """A server, as far as uvicorn asks for one: it listens where another is bound, until it is closed.

    backlog: how many may stand at a door.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, bound: asyncio.Server, protocol_factory: Makes, backlog: int
    ) -> None:
        self._loop, self._bound, self._makes, self._backlog = loop, bound, protocol_factory, backlog
        self.sockets = bound.sockets
        self._doors = [_own(each) for each in bound.sockets]
        self._coming = set[asyncio.Task[None]]()
        for door in self._doors:
            door.listen(backlog)
            self._open(door)

    def close(self) -> None:
        """Let in who stands at the door, and nobody any more."""
        for door in self._doors:
            self._loop.remove_reader(door)
            _turn_away(door)
            for _ in range(self._backlog // AT_ONCE + 1):
                if not self._let_in(door):
                    break
            self._loop.remove_reader(door)
            with contextlib.suppress(OSError):  # not every system shuts the door of what is only bound as well
                door.shutdown(socket.SHUT_RDWR)
            door.close()
        self._doors = []
        self._bound.close()

    async def wait_closed(self) -> None:
        """As asyncio's own, once all are in: the addresses are given up in the next round of the loop."""
        if self._coming:
            await asyncio.wait(self._coming)
        await self._bound.wait_closed()

    def _open(self, door: socket.socket) -> None:
        if door in self._doors:
            self._loop.add_reader(door, self._let_in, door)

    def _let_in(self, door: socket.socket) -> bool:
        """Take those who stand at a door, as far as descriptors go. Returns whether more may stand there."""
        last = first_kept()
        for _ in range(AT_ONCE):
            try:
                line, _address = door.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return False
            except OSError as error:
                if error.errno not in FULL:
                    raise
                log.warning("door_shut", errno=error.errno)
                self._loop.remove_reader(door)
                self._loop.call_later(PAUSE, self._open, door)
                return False
            line.settimeout(0)
            coming = self._loop.create_task(self._come(line))
            self._coming.add(coming)
            coming.add_done_callback(self._coming.discard)
            if line.fileno() >= last:
                return False
        return True

    async def _come(self, line: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._makes, line)
        except OSError:  # they went away before they were in
            line.close()


def _turn_away(door: socket.socket) -> None:
    """Have nobody come to a door any more, though it is not shut yet: whoever came between the last look at it and its
    shutting would stand there and be reset, which is no answer. So they ask again, and hear that it is shut.

    Linux alone can do so; elsewhere that moment stays.
    """
    if sys.platform != "linux":
        return
    rule = ctypes.create_string_buffer(NOBODY, len(NOBODY))
    with contextlib.suppress(OSError):
        door.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(rule)))


def _own(bound: Any) -> socket.socket:
    """A socket of ours at an address that is bound."""
    door = socket.socket(bound.family, bound.type, bound.proto, fileno=os.dup(bound.fileno()))
    door.settimeout(0)
    return door
