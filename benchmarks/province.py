"""500 offices in one database: what a look costs that finds nothing to do, and what a call of one office costs."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from statistics import median

from sqlmodel import Session
from starlette.types import Message

from benchmarks.report import Table
from benchmarks.support.seeding import Seeded, at, settings_of
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.display_ports import boards
from scheduler.flow.day_end.still import StillHalls
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.jobs import tick
from scheduler.main import create_app
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

OFFICES = 500
AIM = 20.0
"""Milliseconds for a tick of nothing due, and for the rest of what runs beside requests."""
PLAN = Plan(name="Disdukcapil (contoh)", lobby_limit=20, counters=5, slot_minutes=180, slot_capacity=6)


class _Nine(Clock):
    """Nine in the morning, for as long as the measurement lasts."""

    is_training = False

    def __call__(self) -> datetime:
        return at(9)


def tables(_seeded: Seeded, rounds: int) -> list[Table]:
    """The looks beside requests in a database of one office and in one of hundreds."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_measured(Path(folder) / f"{count}.db", count, rounds) for count in (1, OFFICES))
    return [
        Table(
            f"{OFFICES} offices in one database",
            f"Each is open and nothing is due; processor time in one process, SQLite. Aim: a tick within {AIM:.0f} ms.",
            ["look", "1 office, ms", f"{OFFICES} offices, ms"],
            [[what, f"{few[what]:.1f}", f"{many[what]:.1f}"] for what in few],
        )
    ]


def _measured(path: Path, count: int, rounds: int) -> dict[str, float]:
    """Milliseconds a look, the middle of the rounds."""
    settings = settings_of(path)
    migrate(settings)
    database, clock = Database(settings), _Nine()
    try:
        for n in range(count):
            database.run(_open_office, f"kantor-{n}")
        looks = {
            **_looks(database, clock),
            "front page, which lists all offices": _front_page(database, clock, settings),
        }
        return asyncio.run(_in_turns(looks, rounds))
    finally:
        database.close()


def _open_office(session: Session, code: str) -> None:
    office = offices.create_office(session, code, PLAN, [], now=at(7))
    office.horizon_days = 3
    session.add(office)


def _looks(database: Database, clock: _Nine) -> dict[str, Callable[[], Awaitable[object]]]:
    known: dict[str, boards.Stamp] = {}
    still = StillHalls()

    async def feed(named: str) -> None:
        with database.reading() as session:
            newer = boards.newer_boards(session, {named}, known, clock())
        known.update({board.office.code: board.stamp for board in newer})

    return {
        "tick of nothing due, every 15 s": lambda: tick.tick_all(database, clock, still=still),
        "who is to be reminded, every minute": lambda: tick.remind_all(database, clock),
        "versions of all boards": lambda: feed(boards.EVERY),
        "version of the office that called": lambda: feed("kantor-0"),
    }


def _front_page(database: Database, clock: Clock, settings: Settings) -> Callable[[], Awaitable[object]]:
    app = create_app(database, clock, settings)
    asked = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }

    async def received() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def sent(message: Message) -> None:
        assert message.get("status", 200) == 200

    return lambda: app({**asked}, received, sent)


async def _in_turns(looks: dict[str, Callable[[], Awaitable[object]]], rounds: int) -> dict[str, float]:
    took: dict[str, list[float]] = {what: [] for what in looks}
    for n in range(rounds + 2):  # the first opens the day of each office, the second warms up
        for what, look in looks.items():
            began = time.process_time()
            await look()
            if n > 1:
                took[what].append((time.process_time() - began) * 1000)
    return {what: median(each) for what, each in took.items()}
