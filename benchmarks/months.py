"""What three years of history cost a hall on PostgreSQL: the same rows in 36 partitions by month, and in one."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlmodel import Session

from benchmarks import steps
from benchmarks.report import Table
from benchmarks.support import postgres, seeding
from benchmarks.support.seeding import settings_of
from benchmarks.support.year import Standing
from scheduler.db.engine import months
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.engine.months import MONTHLY, SCHEMA
from scheduler.flow.counter import calls, undo
from scheduler.main import create_app

PAST = 36
"""Months of history."""
A_MONTH = {"move": 10_000, "told_wait": 2_000, "call": 1_000}
"""Rows of each table in a month, as 1,000 visits leave them."""
LIVE = 200
WARM_UP, STEPS = 20, 60
"""A connection's first runs of a statement are planned anew each time; they are not counted."""
ARRIVE, CALL, UNDO, PAGE = "arrive", "call", "take back a call", "page of a ticket"
ONE, MANY = "one_month", "many_months"

_PAST = {
    "move": (
        "office_id, booking_id, before, after, by, step, was, at",
        ":office, 1 + n % :visits, 'booked', 'booked', 'system', md5('past' || n), '{}'",
    ),
    "told_wait": ("office_id, ticket_id, until, least, most, at", ":office, 1 + n % :visits, 'called', 1, 2"),
    "call": (
        "office_id, office_day_id, ticket_id, counter_number, repeat, at",
        ":office, (SELECT max(id) FROM office_day), 1 + n % :visits, 1, 0",
    ),
}
"""Table -> its columns, and their values but the last."""


@dataclass(slots=True)
class Place:
    """A hall on a database of its own, and how many milliseconds each step took there."""

    hall: steps.Hall
    app: Any
    took: dict[str, list[float]]


def tables(_seeded: seeding.Seeded, _rounds: int) -> list[Table]:
    """Nothing where no PostgreSQL can be started."""
    if not postgres.is_there():
        return []
    with postgres.server(ONE, MANY) as url:
        took = measured(url)
    one, many = (
        {name: statistics.median(values) for name, values in took[database].items()} for database in (ONE, MANY)
    )
    rows = [[name, f"{one[name]:.2f}", f"{many[name]:.2f}", f"{many[name] / one[name]:.2f}"] for name in one]
    aim = (
        f"{sum(A_MONTH.values()) * PAST:,} rows of history, calls and waits told, in {PAST} partitions and in one; in"
        f" turns, {STEPS} times each after {WARM_UP} that do not count. Aim: at most 1.10 times."
    )
    return [
        Table("Months of history on PostgreSQL", aim, ["step", "one month, ms", f"{PAST} months, ms", "times"], rows)
    ]


def measured(url: URL) -> dict[str, dict[str, list[float]]]:
    """Database -> step -> milliseconds, taken in turns."""
    places = {name: _place(url.set(database=name), parted=name == MANY) for name in (ONE, MANY)}
    try:
        for number in range(WARM_UP + STEPS):
            for place in places.values():
                _go_round(place, number)
        return {name: {step: taken[WARM_UP:] for step, taken in place.took.items()} for name, place in places.items()}
    finally:
        for place in places.values():
            place.hall.database.close()


def _go_round(place: Place, number: int) -> None:
    """Somebody arrives, a counter calls, takes that back and calls again, and a phone looks."""
    hall, now = place.hall, steps.NINE + timedelta(seconds=5 * number)
    run, took, facts = hall.database.run, place.took, {"by": "staff:1", "now": now}
    took[ARRIVE].append(_timed(lambda: run(steps.arrive, hall.office, hall.passes[number], now)))
    counter = steps.leave(hall, now)
    took[CALL].append(_timed(lambda: run(calls.call, hall.office, counter, **facts)))
    took[UNDO].append(_timed(lambda: run(undo.undo_last, hall.office, steps.at_counter(hall, counter), **facts)))
    run(calls.call, hall.office, counter, **facts)
    hall.busy[counter] = steps.at_counter(hall, counter)
    took[PAGE].append(_timed(lambda: asyncio.run(_look(place.app, hall.passes[number]))))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


async def _look(app: Any, code: str) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
        (await client.get(f"/t/{code}")).raise_for_status()


def _place(url: URL, *, parted: bool) -> Place:
    settings = settings_of(url.render_as_string(hide_password=False))
    migrate(settings)
    database = Database(settings)
    if parted:
        database.run(_part)
    hall = steps.open_hall(database, LIVE, coming=WARM_UP + STEPS)
    database.run(_fill, hall.office.id)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    app = create_app(database, Standing(steps.NINE), settings)
    return Place(hall, app, {name: [] for name in (ARRIVE, CALL, UNDO, PAGE)})


def _part(session: Session) -> None:
    """Months instead of the one partition that takes all that came before: nothing is in it yet."""
    for table in MONTHLY:
        for part in months.parts_of(session, table):
            session.execute(text(f"DROP TABLE {SCHEMA}.{part.name}"))
    months.make_ahead(session, today=seeding.MONDAY - timedelta(days=31 * PAST))
    months.make_ahead(session, today=seeding.MONDAY)


def _fill(session: Session, office_id: int) -> None:
    """Rows of the past, evenly over its months, of visits that are over."""
    for table, (columns, values) in _PAST.items():
        rows = A_MONTH[table] * PAST
        apart = timedelta(days=30 * PAST).total_seconds() / rows
        facts = {"office": office_id, "visits": steps.GONE * LIVE, "end": seeding.at(0), "apart": apart, "rows": rows}
        statement = (
            f"INSERT INTO {table} ({columns}) SELECT {values}, CAST(:end AS timestamptz)"  # noqa: S608 - ours
            " - make_interval(secs => n * :apart) FROM generate_series(1, :rows) AS n"
        )
        session.execute(text(statement), facts)
