"""From the commit of a call to the last of a thousand screens, against a bare loop of send() of the same bytes."""

import contextlib
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load, servers
from benchmarks.seeding import OFFICE, Seeded

SCREENS = 1_000
PATIENCE = 20.0
PULSE = 400
"""Bytes; a heartbeat is smaller, a board of a full hall larger."""


@dataclass(slots=True)
class Reached:
    """Milliseconds from the commit to the middle screen and to the last, and the bytes of one frame."""

    middle: float
    last: float
    frame: bytes


class Screens:
    """Sockets that wait for whole frames, in one epoll loop."""

    def __init__(self, port: int, hello: bytes) -> None:
        self.sockets: dict[int, socket.socket] = {}
        self.poll = select.epoll()
        for _ in range(SCREENS):
            screen = socket.create_connection(("127.0.0.1", port), PATIENCE)
            screen.sendall(hello)
            self.sockets[screen.fileno()] = screen
            self.poll.register(screen.fileno(), select.EPOLLIN)

    def drain(self) -> None:
        """Forget what came so far; returns when nothing has come for a while."""
        while ready := self.poll.poll(0.5, SCREENS):
            for number, _ in ready:
                self.sockets[number].recv(262_144)

    def reached(self) -> dict[int, tuple[int, bytes]]:
        """When each got its next board whole, and the board. Raises TimeoutError."""
        came = dict.fromkeys(self.sockets, b"")
        whole: dict[int, tuple[int, bytes]] = {}
        until = time.monotonic() + PATIENCE
        while len(whole) < len(self.sockets):
            if time.monotonic() > until:
                raise TimeoutError(f"{len(whole)} of {len(self.sockets)} screens")
            for number, _ in self.poll.poll(1.0, SCREENS):
                came[number] += self.sockets[number].recv(262_144)
                if number not in whole and _is_whole(came[number]):
                    whole[number] = (time.monotonic_ns(), came[number])
        return whole

    def close(self) -> None:
        for screen in self.sockets.values():
            screen.close()
        self.poll.close()


def rounds(seeded: Seeded, count: int) -> Iterator[tuple[Reached, Reached]]:
    """Measure the product and the floor in turn, both with all their screens connected; the first is a warm-up."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8 * SCREENS, _hard_limit()), _hard_limit()))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own, told, heard = seeded.copy_to(folder), stack.enter_context(_ear()), stack.enter_context(_ear())
        command = servers.module("watched", str(told.getsockname()[1]))
        server = stack.enter_context(servers.serving(command, own.path))
        screens = Screens(server.port, _upgrade())
        stack.callback(screens.close)
        screens.drain()
        first = _call(server.port, own, told, screens)
        bare = stack.enter_context(_bare(first.frame, folder, heard))
        listeners = Screens(bare, b"")
        stack.callback(listeners.close)
        for n in range(count + 1):
            floor = _send(bare, heard, listeners)
            product = _call(server.port, own, told, screens)
            if n:
                yield product, floor


def _ear() -> socket.socket:
    """Where a server tells when it began."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind(("127.0.0.1", 0))
    ear.settimeout(PATIENCE)
    return ear


def _call(port: int, own: Seeded, told: socket.socket, screens: Screens) -> Reached:
    path = f"/api/v1/offices/{OFFICE}/tickets/{own.called}/recalls"
    _forget(told)
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(load.post(path, b"{}", f"Authorization: Bearer {own.token}\r\nConnection: close\r\n"))
        reached = screens.reached()
        answer = line.recv(65_536)
        if b" 200 " not in answer[:16]:
            raise RuntimeError(answer[:200].decode())
    return _measured(told, reached)


def _send(port: int, told: socket.socket, screens: Screens) -> Reached:
    told.sendto(b"go", ("127.0.0.1", port))
    return _measured(told, screens.reached())


def _forget(told: socket.socket) -> None:
    """What a tick committed meanwhile is not asked about."""
    while select.select([told], [], [], 0)[0]:
        told.recv(64)


def _measured(told: socket.socket, reached: dict[int, tuple[int, bytes]]) -> Reached:
    began = int(told.recv(64))
    took = sorted((moment - began) / 1e6 for moment, _ in reached.values())
    return Reached(took[len(took) // 2], took[-1], next(iter(reached.values()))[1])


def _is_whole(data: bytes) -> bool:
    """Whether a board is there: a frame of the socket protocol with its length in two more bytes."""
    return len(data) > PULSE and len(data) >= int.from_bytes(data[2:4]) + 4


@contextlib.contextmanager
def _bare(frame: bytes, folder: Path, told: socket.socket) -> Iterator[int]:
    file, port = folder / "frame", servers.free_port()
    file.write_bytes(frame)
    command = [sys.executable, "-m", "benchmarks.sender", str(port), str(told.getsockname()[1]), str(file)]
    process = subprocess.Popen(command)
    try:
        told.recv(64)
        yield port
    finally:
        process.kill()
        process.wait()


def _upgrade() -> bytes:
    lines = (
        f"GET /display/{OFFICE}/live?as=json HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "\r\n",
    )
    return "\r\n".join(lines).encode()


def _hard_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]
