"""UDP ports on which servers tell a measurement when something began."""

import contextlib
import select
import socket
from collections.abc import Iterator

PATIENCE = 20.0


class Ear:
    """Hears one datagram at a time."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE)
        self.port: int = self._socket.getsockname()[1]

    def forget(self) -> None:
        """Drop what came so far: what a tick committed is not asked about."""
        while select.select([self._socket], [], [], 0)[0]:
            self._socket.recv(64)

    def moment(self) -> int:
        """What was told next, in monotonic nanoseconds. Raises TimeoutError."""
        return int(self._socket.recv(64))

    def ask(self, port: int) -> int:
        """Tell the server on a port to begin, and hear when it did. Raises TimeoutError."""
        self._socket.sendto(b"go", ("127.0.0.1", port))
        return self.moment()

    def counts(self, port: int) -> tuple[int, int]:
        """How often the server on a port has read boards, and anything. Raises TimeoutError."""
        self._socket.sendto(b"go", ("127.0.0.1", port))
        boards, all_of_them = self._socket.recv(64).split()
        return int(boards), int(all_of_them)

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def ear() -> Iterator[Ear]:
    """An ear for as long as the block lasts."""
    made = Ear()
    try:
        yield made
    finally:
        made.close()
