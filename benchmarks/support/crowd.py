"""A crowd of sockets that wait for a message, in a process of its own: one epoll loop, cheaper than any server here."""

import multiprocessing
import resource
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

PATIENCE = 60.0
"""Seconds after which a measurement is given up."""
LEAST = 400
"""Bytes; a heartbeat is smaller, a board of a full hall larger."""
PAUSE, QUIET = 0.05, 0.4
"""Seconds without a word: while nothing is measured, and before it is."""
PING, PONG = b"\x89", b"\x8a"
BATCH = 250
"""How many connect before the first of them is looked at: fewer than may wait to be accepted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """When each socket had its message whole, in monotonic nanoseconds and in order; and the message."""

    moments: list[int]
    message: bytes


class Crowd:
    """The near end of the process."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def look(self) -> None:
        """Forget what came so far and wait for the next message; returns when the crowd waits."""
        self._pipe.send("look")
        self._heard()

    def reached(self) -> Reached:
        """Once all have got it. Raises TimeoutError."""
        reached: Reached = self._heard()
        return reached

    def _heard(self) -> Any:
        if not self._pipe.poll(2 * PATIENCE):
            raise TimeoutError("the crowd does not answer")
        heard = self._pipe.recv()
        if isinstance(heard, Exception):
            raise heard
        return heard


@contextmanager
def connected(port: int, hello: bytes, size: int) -> Iterator[Crowd]:
    """So many sockets on the port until the block ends, each of which has said hello and was answered."""
    raise_limit()
    near, far = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_live, args=(far, port, hello, size), daemon=True)
    process.start()
    try:
        crowd = Crowd(near)
        crowd._heard()  # noqa: SLF001 - that all are connected
        yield crowd
    finally:
        process.kill()
        process.join()


def raise_limit() -> None:
    """As many open files as this user may have, also for the processes that are started from here."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def whole(data: bytes) -> bytes:
    """The first message of socket frames that is larger than a heartbeat; empty while it has not come whole."""
    return next((frame for frame in frames(data) if len(frame) > LEAST), b"")


def frames(data: bytes) -> Iterator[bytes]:
    """The whole frames of what a server said, the answer to the upgrade left out."""
    at = data.index(b"\r\n\r\n") + 4 if data.startswith(b"HTTP") and b"\r\n\r\n" in data else 0
    while len(data) >= at + 2:
        length, head = data[at + 1], 2
        if length == 126:
            length, head = int.from_bytes(data[at + 2 : at + 4]), 4
        elif length == 127:
            length, head = int.from_bytes(data[at + 2 : at + 10]), 10
        if len(data) < at + head + length:
            return
        yield data[at : at + head + length]
        at += head + length


def _live(pipe: "Connection[Any, Any]", port: int, hello: bytes, size: int) -> None:
    try:
        sockets = _connect(port, hello, size)
        with select.epoll() as poll:
            for number in sockets:
                poll.register(number, select.EPOLLIN)
            pipe.send("connected")
            while True:
                _drain(poll, sockets, PAUSE)
                if pipe.poll():
                    pipe.recv()
                    _drain(poll, sockets, QUIET)
                    pipe.send("looking")
                    pipe.send(_reached(poll, sockets))
    except (OSError, EOFError) as error:
        pipe.send(error)


def _connect(port: int, hello: bytes, size: int) -> dict[int, socket.socket]:
    sockets: dict[int, socket.socket] = {}
    for first in range(0, size, BATCH):
        batch = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(min(BATCH, size - first))]
        for each in batch:
            each.sendall(hello)
        for each in batch if hello else ():
            if not each.recv(65_536).startswith(b"HTTP/1.1 101"):
                raise ConnectionError("the server refuses")
        sockets |= {each.fileno(): each for each in batch}
    return sockets


def _drain(poll: select.epoll, sockets: dict[int, socket.socket], quiet: float) -> None:
    """Read what came so far; returns when nothing has come for so many seconds."""
    while ready := poll.poll(quiet, len(sockets)):
        for number, _ in ready:
            _read(sockets[number])


def _reached(poll: select.epoll, sockets: dict[int, socket.socket]) -> Reached:
    waiting = dict.fromkeys(sockets, b"")
    moments: list[int] = []
    message, until = b"", time.monotonic() + PATIENCE
    while waiting:
        if time.monotonic() > until:
            raise TimeoutError(f"{len(moments)} of {len(sockets)}")
        for number, _ in poll.poll(1.0, len(sockets)):
            data = _read(sockets[number])
            if number not in waiting:
                continue
            waiting[number] += data
            if found := whole(waiting[number]):
                moments.append(time.monotonic_ns())
                del waiting[number]
                message = message or found
    return Reached(moments, message)


def _read(each: socket.socket) -> bytes:
    data = each.recv(65_536)
    if not data:
        raise ConnectionError("the server hung up")
    if PING in data:
        for frame in frames(data):
            if frame.startswith(PING):
                each.sendall(PONG + bytes([0x80 | len(frame) - 2, 0, 0, 0, 0]) + frame[2:])
    return data
