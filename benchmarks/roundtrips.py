"""Steps on a PostgreSQL that stands further away: how often they wait for it, and how long others wait for them."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import URL
from sqlmodel import Session

from benchmarks import steps
from benchmarks.report import Table
from benchmarks.support import far, postgres, seeding
from benchmarks.support.far import Far
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Office
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.hall import lobby_lock
from scheduler.runtime.config import Settings

MORE = 0.5
"""Milliseconds that a round trip costs more between two hosts."""
LIVE = 60
"""People in the queue."""
STEPS = 60
BOOKED, ARRIVE, CALL = "book", "arrive", "call"
AIMS = {BOOKED: "4 a step", CALL: "6 of lock"}


@dataclass(slots=True)
class Measured:
    """Of each run of a step: milliseconds, milliseconds in which the day was locked (none for a booking), trips."""

    walls: list[float] = field(default_factory=list)
    locks: list[float] = field(default_factory=list)
    trips: list[int] = field(default_factory=list)


def tables(_seeded: seeding.Seeded, _rounds: int) -> list[Table]:
    """Nothing where no PostgreSQL can be started."""
    if not postgres.is_there():
        return []
    with postgres.server("near", "away") as server:
        near = {"": _measured(server.set(database="near"), None)}
        with far.away(server, MORE) as link:
            cost = far.round_trip(link.url) - far.round_trip(server)
            there = {"": _measured(link.url.set(database="away"), link)}
    rows = []
    for name in (BOOKED, ARRIVE, CALL):
        at_hand, away = near[""][name], there[""][name]
        rows.append(
            [
                name,
                f"{statistics.median(away.trips):.0f}",
                _middle(at_hand.walls),
                _middle(away.walls),
                _middle(at_hand.locks),
                _middle(away.locks),
                AIMS.get(name, ""),
            ]
        )
    aim = (
        f"One after the other, by one process; {LIVE} people in the queue. Away: a round trip takes {MORE} ms longer"
        f" ({cost:.2f} as measured). Locked: from the reply that the day is held to that of the commit."
    )
    columns = ["step", "round trips", "ms", "ms away", "locked, ms", "locked away, ms", "aim away, ms"]
    return [Table("Round trips to PostgreSQL", aim, columns, rows)]


def _measured(url: URL, link: Far | None) -> dict[str, Measured]:
    """All steps in turns, on a database that is made and filled first."""
    settings = Settings(
        database_url=url.render_as_string(hide_password=False), secret_key=seeding.SECRET, log_level="warning"
    )
    migrate(settings)
    database = Database(settings)
    found = {name: Measured() for name in (BOOKED, ARRIVE, CALL)}
    try:
        hall = steps.open_hall(database, LIVE, coming=STEPS)
        codes, slots = database.run(_invited, hall.office)
        for number in range(STEPS):
            now = steps.NINE + timedelta(seconds=5 * number)
            who = {"party": 1, "collector": Collector(), "by": "citizen", "now": now}
            _time(found[BOOKED], link, database, bookings.book, codes[number], slots[number % len(slots)], **who)
            _time(found[ARRIVE], link, database, steps.arrive, hall.office, hall.passes[number], now)
            counter = steps.leave(hall, now)
            _time(found[CALL], link, database, calls.call, hall.office, counter, by="system", now=now)
            hall.busy[counter] = steps.at_counter(hall, counter)
    finally:
        database.close()
    return found


def _invited(session: Session, office: Office) -> tuple[list[str], list[int]]:
    return seeding.invite(session, office, STEPS), seeding.slots_ahead(session)


def _time(
    one: Measured, link: Far | None, database: Database, step: Callable[..., Any], *args: Any, **facts: Any
) -> None:
    before = link.trips if link else 0
    with _held() as held:
        began = time.perf_counter()
        database.run(step, *args, **facts)
        ended = time.perf_counter()
    one.walls.append((ended - began) * 1000)
    one.locks += [(ended - moment) * 1000 for moment in held[:1]]
    one.trips.append(link.trips - before if link else 0)


@contextmanager
def _held() -> Iterator[list[float]]:
    """The moments at which the lock of a day was there."""
    moments: list[float] = []
    first = lobby_lock.RAISE_VERSION.first

    def timed(session: Session, **params: Any) -> Any:
        found = first(session, **params)
        moments.append(time.perf_counter())
        return found

    lobby_lock.RAISE_VERSION.first = timed  # type: ignore[method-assign]
    try:
        yield moments
    finally:
        lobby_lock.RAISE_VERSION.first = first  # type: ignore[method-assign]


def _middle(values: list[float]) -> str:
    return f"{statistics.median(values):.1f}" if values else ""
