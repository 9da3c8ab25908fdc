"""Ways to send one board to many sockets, side by side in one run: what the display is built on, and what it is not."""

import contextlib
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import crowd, ears, fanout, servers
from benchmarks.fanout import Took
from benchmarks.report import Table
from benchmarks.seeding import Seeded

SIZES = (1_000, 10_000)
FLOOR = "bare loop of send()"
WAYS = {
    "ready bytes to uvicorn's transport (the product's)": "transport",
    "the websockets library's server, broadcast()": "broadcast",
    "uvicorn, a loop of send_text()": "sends",
}
BOARD = 2_866
"""Bytes of text: a board of a hall at work, as JSON."""


@dataclass(slots=True)
class Way:
    """A server with its sockets, and how each round went. memory: KiB of the server for each socket."""

    port: int
    sockets: crowd.Crowd
    memory: float
    took: list[Took] = field(default_factory=list)


def tables(_seeded: Seeded, rounds: int) -> list[Table]:
    """Every way, at every size."""
    rows: dict[str, list[str]] = {}
    for size in SIZES:
        ways = measured(size, max(rounds, fanout.FEWEST))
        for name, way in ways.items():
            last = statistics.median(each.last for each in way.took)
            floors = zip(way.took, ways[FLOOR].took, strict=True)
            ratio = statistics.median(each.last / floor.last for each, floor in floors)
            rows.setdefault(name, [name]).extend([f"{last:.1f}", f"{ratio:.2f}"])
            if size == SIZES[-1]:
                rows[name].append(f"{way.memory:.1f}")
    aim = (
        f"{BOARD:,} bytes of text to every socket, nothing of the product around it, no compression; turns in one run."
    )
    sizes = [heading for size in SIZES for heading in (f"last of {size:,}, ms", "to the floor")]
    columns = ["way", *sizes, "KiB a socket"]
    return [Table("Ways to send one board to many sockets", aim, columns, list(rows.values()))]


def measured(size: int, count: int) -> dict[str, Way]:
    """All ways in turn, all with all their sockets connected; the first round is a warm-up."""
    crowd.raise_limit()
    with contextlib.ExitStack() as stack:
        folder, told = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_context(ears.ear())
        text = folder / "text"
        text.write_text("x" * BOARD)

        def way_of(server: servers.Server, hello: bytes) -> Way:
            empty = server.memory
            sockets = stack.enter_context(crowd.connected(server.port, hello, size))
            return Way(server.port, sockets, (server.memory - empty) * 1024 / size)

        ways = {FLOOR: way_of(stack.enter_context(fanout.senders(_framed(BOARD), folder)), b"")}
        for name, way in WAYS.items():
            server = stack.enter_context(servers.listening(servers.module("ways", way, str(text))))
            ways[name] = way_of(server, fanout.upgrade("/live"))
        for _ in range(count + 1):
            for each in ways.values():
                each.sockets.look()
                began = told.ask(each.port)
                each.took.append(Took.since(began, each.sockets.reached()))
        for each in ways.values():
            del each.took[0]
        return ways


def _framed(size: int) -> bytes:
    """A text frame of the socket protocol, as a server sends it."""
    return b"\x81\x7e" + size.to_bytes(2) + b"x" * size
