"""Phones that have lost their server and come back by themselves, as live.js does it, in one epoll loop."""

import heapq
import re
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.support import crowd

PATIENCE = 120.0
VERSION = re.compile(rb'data-version="(\d+)"')

Pause = Callable[[int], float]
"""How long a phone waits before its next attempt, in seconds, given how many have failed."""


class Stale(AssertionError):
    """A phone was shown an older board."""


@dataclass(slots=True)
class Phone:
    """One phone; moments are monotonic seconds."""

    hello: bytes
    line: socket.socket | None = None
    buffer: bytes = b""
    failed: int = 0
    said_hello: bool = False
    tried: float = 0.0
    shown: float = 0.0


@dataclass(slots=True)
class Storm:
    """All phones, and when the first of them found the server again (`back`)."""

    port: int
    phones: list[Phone]
    pause: Pause
    on_back: Callable[[], None]
    back: float = 0.0
    _poll: select.epoll = field(default_factory=select.epoll)
    _due: list[tuple[float, int]] = field(default_factory=list)
    _lines: dict[int, int] = field(default_factory=dict)

    def run(self, version: int) -> None:
        """Until every phone shows a board at least this new. Raises Stale, TimeoutError."""
        self._due = [(time.monotonic() + self.pause(0), number) for number in range(len(self.phones))]
        heapq.heapify(self._due)
        waiting, until = len(self.phones), time.monotonic() + PATIENCE
        while waiting:
            if time.monotonic() > until:
                raise TimeoutError(f"{waiting} phones still wait")
            while self._due and self._due[0][0] <= time.monotonic():
                self._try(heapq.heappop(self._due)[1])
            for line, _ in self._poll.poll(0.005, 1_000):
                waiting -= self._hear(self._lines[line], version)

    def close(self) -> None:
        """Hang up."""
        self._poll.close()
        for phone in self.phones:
            if phone.line is not None:
                phone.line.close()

    def _try(self, number: int) -> None:
        phone = self.phones[number]
        phone.line, phone.buffer, phone.said_hello = socket.socket(), b"", False
        phone.line.settimeout(0)
        phone.tried = time.monotonic()
        phone.line.connect_ex(("127.0.0.1", self.port))
        self._lines[phone.line.fileno()] = number
        self._poll.register(phone.line, select.EPOLLOUT)

    def _hear(self, number: int, version: int) -> bool:
        """Whether this was the phone's picture."""
        phone = self.phones[number]
        assert phone.line is not None
        try:
            if not phone.said_hello:
                self._say_hello(phone, phone.line)
                return False
            came = phone.line.recv(65_536)
        except OSError:
            came = b""
        if not came:
            self._again(number, phone, phone.line)
            return False
        phone.buffer += came
        found = crowd.whole(phone.buffer)
        if not found or phone.shown:
            return False
        shown = VERSION.search(found)
        if shown is None or int(shown[1]) < version:
            raise Stale(found[:200].decode())
        phone.shown, phone.buffer = time.monotonic(), b""
        self._poll.unregister(phone.line)
        return True

    def _say_hello(self, phone: Phone, line: socket.socket) -> None:
        line.send(phone.hello)
        phone.said_hello = True
        self._poll.modify(line, select.EPOLLIN)
        if not self.back:
            self.back = time.monotonic()
            self.on_back()

    def _again(self, number: int, phone: Phone, line: socket.socket) -> None:
        self._poll.unregister(line)
        line.close()
        phone.failed += 1
        heapq.heappush(self._due, (time.monotonic() + self.pause(phone.failed), number))


def phones(hellos: Sequence[bytes], count: int) -> list[Phone]:
    """So many phones, the tickets shared out among them."""
    return [Phone(hellos[number % len(hellos)]) for number in range(count)]
