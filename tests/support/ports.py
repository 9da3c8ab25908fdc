"""Ports of this machine that a test has for itself."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def deserted() -> Iterator[int]:
    """A port at which nobody listens, and that nobody else can take as long as the block lasts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
