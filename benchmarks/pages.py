"""The booking page and the ticket page, against the same bytes from an empty handler."""

import contextlib
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.support import load, servers
from benchmarks.support.seeding import Seeded

REQUESTS, CONNECTIONS = 300, 8


def rounds(seeded: Seeded, count: int) -> Iterator[dict[str, load.Load]]:
    """Measure both pages and their floors in turn; the first round warms up."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own = seeded.copy_to(folder)
        server = stack.enter_context(servers.serving(servers.giliran(), own.path))
        paths = {"booking page": f"/i/{own.codes[0]}", "ticket page": f"/t/{own.passed}"}
        floors = {}
        for n, (name, path) in enumerate(paths.items()):
            file = folder / f"page{n}"
            file.write_bytes(_body(server.port, path))
            floors[name] = stack.enter_context(servers.serving(servers.module("floor", "empty", str(file)), None)).port
        for n in range(count + 1):
            measured = {}
            for name, path in paths.items():
                measured[f"{name}, same bytes"] = load.fire(floors[name], [load.get("/i/x")] * REQUESTS, CONNECTIONS)
                measured[name] = load.fire(server.port, [load.get(path)] * REQUESTS, CONNECTIONS)
            if n:
                yield measured


def _body(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(load.get(path).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answer = b""
        while came := line.recv(65_536):
            answer += came
    if b" 200 " not in answer[:16]:
        raise RuntimeError(answer[:300].decode())
    return answer.partition(b"\r\n\r\n")[2]
