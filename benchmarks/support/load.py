"""A client that costs less than any server here: keep-alive sockets in one epoll loop, requests ready as bytes."""

import itertools
import select
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

CONNECTIONS = 48
PATIENCE = 60.0
"""Seconds after which a measurement is given up."""


@dataclass(slots=True)
class Load:
    """How it went: seconds for all, latencies of each in milliseconds, statuses."""

    seconds: float
    latencies: list[float]
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Line:
    """One connection: what it waits for, and since when."""

    __slots__ = ("began", "buffer", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.began = b"", 0.0

    def ask(self, request: bytes) -> None:
        self.buffer, self.began = b"", time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int | None:
        """Read what came; the status once the answer is whole. Raises OSError if the server hung up."""
        came = self.socket.recv(262_144)
        if not came:
            raise ConnectionError("the server hung up")
        self.buffer += came
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        return int(head[9:12])


def fire(port: int | Sequence[int], requests: Sequence[bytes], connections: int = CONNECTIONS) -> Load:
    """Send every request once, each connection its next one as soon as it has its answer. port: or several in turn."""
    ports = itertools.cycle([port] if isinstance(port, int) else port)
    opened = [Line(next(ports)) for _ in range(min(connections, len(requests)))]
    lines = {line.socket.fileno(): line for line in opened}
    waiting, result = iter(requests), Load(0.0, [])
    poll = select.epoll()
    for number in lines:
        poll.register(number, select.EPOLLIN)
    began = time.perf_counter()
    for line in lines.values():
        line.ask(next(waiting))
    try:
        while len(result.latencies) < len(requests):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"{len(result.latencies)} of {len(requests)} answers in {PATIENCE} s")
            for number, _ in poll.poll(1.0, len(lines)):
                _take(lines[number], waiting, result)
        result.seconds = time.perf_counter() - began
    finally:
        poll.close()
        for line in lines.values():
            line.socket.close()
    return result


def _take(line: Line, waiting: "object", result: Load) -> None:
    status = line.status()
    if status is None:
        return
    result.latencies.append((time.perf_counter() - line.began) * 1000)
    result.statuses[status] += 1
    request = next(waiting, None)  # type: ignore[call-overload]
    if request is not None:
        line.ask(request)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


def get(path: str, headers: str = "") -> bytes:
    """A GET as bytes. headers: whole lines, each with its end."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()


def form(path: str, fields: Mapping[str, object]) -> bytes:
    """A form as a browser sends it."""
    body = urlencode(fields).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def post(path: str, body: bytes, headers: str = "") -> bytes:
    """A POST of JSON as bytes. headers: whole lines, each with its end."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
