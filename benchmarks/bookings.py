"""Durable bookings over HTTP, on one slot and spread over many, against three floors of the same run."""

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support import load, servers, statements
from benchmarks.support.seeding import Seeded, every_slot, one_slot

BOOKINGS = 5_000
REFUSED = 50
"""How many more ask than the one slot has places."""
WARM_UP = 300


COUNTS = {
    "beyond": "SELECT count(*) FROM slot WHERE taken > capacity",
    "crowded": "SELECT count(*) FROM slot WHERE taken <>"
    " (SELECT coalesce(sum(units), 0) FROM booking WHERE slot_id = slot.id)",
    "messages": "SELECT count(*) FROM message WHERE cause = 'booked'",
    "moves": "SELECT count(*) FROM move JOIN booking ON booking.id = booking_id"
    " WHERE slot_id IS NOT NULL AND before IS NULL",
}


class Oversold(AssertionError):
    """The database does not agree with what was answered."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of one case: bookings per second, and milliseconds to the answer."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Case:
    """A way to book. command: its server, given the database. worker: whether it sends messages beside."""

    name: str
    command: Callable[[Path], list[str]]
    writes: bool = True
    worker: bool = True


PRODUCT = Case("product", lambda _: servers.giliran())
ALONE = Case("product, worker of messages off", lambda _: servers.giliran(), worker=False)
BARE = Case(
    "bare driver, statements of one visit after another", lambda path: servers.module("floor", "bare", str(path))
)
EMPTY = Case("same handler without a database", lambda _: servers.module("floor", "empty"), writes=False)


def over_http(case: Case, seeded: Seeded, *, many: bool) -> Measured:
    """One round on a copy of the database. Raises Oversold."""
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        slots = own.slots if many else own.slots[20:21]
        before = _taken(own.path)
        if many:
            every_slot(own.path, BOOKINGS)
        else:
            one_slot(own.path, slots[0], BOOKINGS + WARM_UP - REFUSED)
        with servers.serving(case.command(own.path), own.path, worker=case.worker) as server:
            requests = _requests(own.codes, slots)
            warm = load.fire(server.port, requests[:WARM_UP])
            done = load.fire(server.port, requests[WARM_UP:])
        if case.writes:
            booked = (warm.statuses + done.statuses)[201]
            _prove(own.path, booked, before, len(requests) - (0 if many else REFUSED))
    return Measured(done.rate, done.percentile(0.5), done.percentile(0.99))


def in_a_loop(seeded: Seeded, *, many: bool) -> Measured:
    """The bare driver with one commit each, and no HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        every_slot(own.path, BOOKINGS)
        slots, count = own.slots if many else own.slots[20:21], BOOKINGS // 5
        with closing(statements.connect(str(own.path))) as raw:
            took, began = [], time.perf_counter()
            for n, code in enumerate(own.codes[:count]):
                start = time.perf_counter()
                _commit_one(raw, code, slots[n * 7 % len(slots)])
                took.append((time.perf_counter() - start) * 1000)
            rate = count / (time.perf_counter() - began)
    result = load.Load(1.0, took)
    return Measured(rate, result.percentile(0.5), result.percentile(0.99))


def _commit_one(raw: sqlite3.Connection, code: str, slot: int) -> None:
    try:
        raw.execute("BEGIN IMMEDIATE")
        statements.write_down(raw, [statements.book(raw, code, slot, 1)])
        raw.execute("COMMIT")
    except sqlite3.IntegrityError:  # a nomor jadwal that is taken
        raw.execute("ROLLBACK")
        _commit_one(raw, code, slot)


def _requests(codes: list[str], slots: list[int]) -> list[bytes]:
    chosen = random.Random(7)
    return [
        load.post(f"/api/v1/invitations/{code}/booking", b'{"slot": %d, "party": 1}' % chosen.choice(slots))
        for code in codes
    ]


def _prove(path: Path, acknowledged: int, before: int, expected: int) -> None:
    """As many bookings, seats, rows of history and messages as were acknowledged; no slot beyond its capacity."""
    with closing(sqlite3.connect(path)) as raw:
        found = {name: raw.execute(count).fetchone()[0] for name, count in COUNTS.items()}
    taken, booked = _taken(path), acknowledged + before
    if (acknowledged, taken) != (expected, booked) or found != {
        "beyond": 0,
        "crowded": 0,
        "messages": booked,
        "moves": booked,
    }:
        raise Oversold(f"{acknowledged=} {expected=} {taken=} {before=} {found=}")


def _taken(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        total: int = raw.execute("SELECT sum(taken) FROM slot").fetchone()[0]
        return total
