"""From the commit of a call to the last of many screens, against a bare loop of send() of the same bytes."""

import contextlib
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Table
from benchmarks.support import crowd, ears, load, servers
from benchmarks.support.seeding import OFFICE, Seeded

CASES = ((1_000, ""), (1_000, "?as=json"), (10_000, "?as=json"))
"""How many screens, and what they ask for: the page's own fragment, or JSON."""
FEWEST = 7
"""Rounds: a single one says little on a machine that does other things too."""
FEW, SETTLED = 10, 2.0
"""Screens, and seconds, after which a server has made what it makes once."""
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds from the beginning to the middle of a crowd and to the last of it."""

    middle: float
    last: float

    @classmethod
    def since(cls, began: int, reached: crowd.Reached) -> "Took":
        took = [(moment - began) / 1e6 for moment in reached.moments]
        return cls(took[len(took) // 2], took[-1])


@dataclass(frozen=True, slots=True)
class Case:
    """Rounds of one crowd: product and floor; the bytes of a frame, and the server's KiB for each socket."""

    size: int
    form: str
    frame: int
    memory: float
    rounds: list[tuple[Took, Took]]


def tables(seeded: Seeded, rounds: int) -> list[Table]:
    """Every case in turn."""
    aim = (
        "The floor is a bare loop of send() over plain sockets, of the same bytes in the same run. Aim: at most 1.5"
        " times the floor, and 12 KiB a socket. Ratios are medians of the rounds' own."
    )
    columns = ["screens", "form", "bytes", "middle ms", "last ms", "floor's last ms", "to the floor", "KiB a socket"]
    cases = [measured(seeded, size, form, max(rounds, FEWEST)) for size, form in CASES]
    return [Table("From the commit of a call to the last screen", aim, columns, [_row(case) for case in cases])]


def _row(case: Case) -> list[str]:
    columns = zip(*((product.middle, product.last, floor.last) for product, floor in case.rounds), strict=True)
    ratio = statistics.median(product.last / floor.last for product, floor in case.rounds)
    return [
        f"{case.size:,}",
        "JSON" if case.form else "page",
        f"{case.frame:,}",
        *(f"{statistics.median(column):.1f}" for column in columns),
        f"{ratio:.2f}",
        f"{case.memory:.0f}",
    ]


def measured(seeded: Seeded, size: int, form: str, count: int) -> Case:
    """Product and floor in turn, both with all their screens connected; the first round is a warm-up."""
    crowd.raise_limit()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own, told = seeded.copy_to(folder), stack.enter_context(ears.ear())
        server = stack.enter_context(servers.serving(servers.module("watched", str(told.port)), own.path))
        empty = _memory_at_rest(server, own, told, form)
        screens = stack.enter_context(crowd.connected(server.port, upgrade(f"/display/{OFFICE}/live{form}"), size))
        frame = call(server.port, own, told, screens)[1].message
        memory = (server.memory - empty) * 1024 / size
        bare = stack.enter_context(senders(frame, folder)).port
        listeners = stack.enter_context(crowd.connected(bare, b"", size))
        rounds = []
        for _ in range(count + 1):
            listeners.look()
            began = told.ask(bare)
            floor = Took.since(began, listeners.reached())
            rounds.append((Took.since(*call(server.port, own, told, screens)), floor))
        return Case(size, form, len(frame), memory, rounds[1:])


def _memory_at_rest(server: servers.Server, own: Seeded, told: ears.Ear, form: str) -> float:
    """MiB of a server that has shown a call to a few screens, and began its work beside: what it makes once for all is
    no part of a socket.
    """
    time.sleep(SETTLED)
    with crowd.connected(server.port, upgrade(f"/display/{OFFICE}/live{form}"), FEW) as screens:
        call(server.port, own, told, screens)
    return server.memory


def call(port: int, own: Seeded, told: ears.Ear, screens: crowd.Crowd) -> tuple[int, crowd.Reached]:
    """Call a number again: when that was committed, and when it was on the screens."""
    screens.look()
    told.forget()
    recall(port, own)
    return told.moment(), screens.reached()


def recall(port: int, own: Seeded) -> None:
    """Call the number at the counter once more. Raises RuntimeError if it is refused."""
    path = f"/api/v1/offices/{OFFICE}/tickets/{own.called}/recalls"
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(load.post(path, b"{}", f"Authorization: Bearer {own.token}\r\nConnection: close\r\n"))
        answer = line.recv(65_536)
    if b" 200 " not in answer[:16]:
        raise RuntimeError(answer[:200].decode())


@contextlib.contextmanager
def senders(frame: bytes, folder: Path) -> Iterator[servers.Server]:
    """The floor as a server."""
    file = folder / "frame"
    file.write_bytes(frame)
    with servers.listening(servers.module("sender", str(file))) as server:
        yield server


def upgrade(path: str) -> bytes:
    """What a browser says to open a socket."""
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "\r\n",
    )
    return "\r\n".join(lines).encode()
