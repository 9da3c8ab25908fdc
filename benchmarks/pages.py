"""The booking page and the ticket page, each for many people, against the same bytes from an empty handler.

A phone asks for them compressed. No page is asked for twice in a row: what is kept must serve whoever comes next.
"""

import contextlib
import itertools
import socket
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from benchmarks.support import load, seeding, servers
from benchmarks.support.seeding import Seeded
from scheduler.db.engine.database import Database
from scheduler.db.models import Slot
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector

REQUESTS, CONNECTIONS = 2_000, 8
PEOPLE = 300
"""Invitations that are opened, and as many passes."""
PACKED = "Accept-Encoding: gzip\r\n"
AIMS = {"booking page": 1_500, "ticket page": 2_000}
"""Pages a second, by one process on one core."""


def rounds(seeded: Seeded, count: int) -> Iterator[dict[str, load.Load]]:
    """Measure both pages and their floors in turn; the first round warms up."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own = seeded.copy_to(folder)
        invited, codes = own.codes[:PEOPLE], own.codes[PEOPLE : 2 * PEOPLE]
        paths = {
            "booking page": [f"/i/{code}" for code in invited],
            "ticket page": [f"/t/{code}" for code in _booked(own, codes)],
        }
        server = stack.enter_context(servers.serving(servers.giliran(), own.path))
        floors = {}
        for n, (name, those) in enumerate(paths.items()):
            file = folder / f"page{n}"
            file.write_bytes(_body(server.port, those[0]))
            floors[name] = stack.enter_context(servers.serving(servers.module("floor", "empty", str(file)), None)).port
        for n in range(count + 1):
            measured = {}
            for name, those in paths.items():
                asked = [load.get(path, PACKED) for path in itertools.islice(itertools.cycle(those), REQUESTS)]
                measured[f"{name}, same bytes"] = load.fire(floors[name], [load.get("/i/x")] * REQUESTS, CONNECTIONS)
                measured[name] = load.fire(server.port, asked, CONNECTIONS)
            if n:
                yield measured


def _booked(own: Seeded, codes: list[str]) -> list[str]:
    """The passes of visits on the days to come, two or three a slot."""
    database = Database(seeding.settings_of(own.path))
    try:
        return database.run(_book_all, own, codes)
    finally:
        database.close()


def _book_all(session: Session, own: Seeded, codes: list[str]) -> list[str]:
    later = Slot.starts_at > seeding.CLOCK + timedelta(days=1)
    ahead = session.scalars(select(col(Slot.id)).where(col(Slot.id).in_(own.slots[:-1]), later)).all()
    alone = {"party": 1, "collector": Collector(), "by": "citizen", "now": seeding.CLOCK}
    pairs = zip(codes, itertools.cycle(ahead), strict=False)
    return [bookings.book(session, code, slot, **alone).code for code, slot in pairs]


def _body(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(load.get(path, PACKED).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answer = b""
        while came := line.recv(65_536):
            answer += came
    if b" 200 " not in answer[:16]:
        raise RuntimeError(answer[:300].decode())
    return answer.partition(b"\r\n\r\n")[2]
