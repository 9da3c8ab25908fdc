"""What a step in the hall costs, with few and many in its queue: somebody arrives, a counter calls; with the board."""

import gc
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, col, select

from benchmarks.report import Table
from benchmarks.support import postgres, seeding
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, Call, Office, OfficeDay, Slot, Ticket, TurnedAway
from scheduler.domain.text import codes
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, handovers
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.door import arrivals
from scheduler.flow.hall.lobby_lock import PAPER, hold
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.runtime.config import Settings

SIZES = {60: (5, 20), 200: (15, 60), 800: (40, 200)}
"""People with a number who are still here -> counters, and how many the hall may hold."""
AIMS = {60: 3.0, 200: 5.0, 800: 20.0}
"""Milliseconds a step."""
STEPS = 60
GONE, BOOKED = 3, 4
"""For each who is here so many were served earlier today, and one in so many is booked and still to come."""
KINDS = (("A", "KTP-el"), ("B", "KK"))
NINE = seeding.CLOCK


@dataclass(slots=True)
class Hall:
    """A hall at nine, with those who will come next; `busy` are the counters with the number that each serves."""

    database: Database
    office: Office
    passes: list[str]
    busy: dict[int, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds: how long the steps took, and how much of that this process worked, both one by one."""

    walls: list[float]
    works: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.walls)

    @property
    def worked(self) -> float:
        return statistics.fmean(self.works)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.walls, n=100)[98]


def tables(_seeded: seeding.Seeded, _rounds: int) -> list[Table]:
    """On SQLite, and on PostgreSQL where one can be started."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for live in SIZES:
            results["SQLite", live] = measured(f"sqlite:///{Path(folder) / f'steps_{live}.db'}", live)
    if postgres.is_there():
        with postgres.server(*(f"steps_{live}" for live in SIZES)) as url:
            for live in SIZES:
                named = url.set(database=f"steps_{live}").render_as_string(hide_password=False)
                results["PostgreSQL", live] = measured(named, live)
    rows = [
        [
            database,
            str(live),
            name,
            *_figures(one),
            f"{AIMS[live]:.0f}" if database == "SQLite" and name != FLOOR else "",
        ]
        for (database, live), cases in results.items()
        for name, one in cases.items()
    ]
    aim = (
        "One after the other, each with its board, history and commit, in turns with a commit of one row. Worked: what"
        " this process had of a processor."
    )
    columns = ["database", "in the queue", "step", "median, ms", "p99, ms", "worked, ms", "aim, ms"]
    return [Table("Steps in the hall", aim, columns, rows)]


ARRIVE, CALL, FLOOR = "arrive", "call", "one row, committed"


def measured(url: str, live: int, steps: int = STEPS) -> dict[str, Measured]:
    """All cases in turns, on a database of its own that is made and filled first."""
    settings = Settings(database_url=url, secret_key=seeding.SECRET, log_level="warning")
    migrate(settings)
    database = Database(settings)
    try:
        hall = open_hall(database, live, coming=steps)
        gc.collect()
        gc.freeze()  # as a server does with what it loads: to look through it for cycles takes 90 ms, now and then
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in (FLOOR, ARRIVE, CALL)}
        for number in range(steps):
            now = NINE + timedelta(seconds=5 * number)
            took[FLOOR].append(timed(database, _one_row, hall.office.id, now))
            took[ARRIVE].append(timed(database, arrive, hall.office, hall.passes[number], now))
            counter = leave(hall, now)
            took[CALL].append(timed(database, calls.call, hall.office, counter, by="system", now=now))
            hall.busy[counter] = at_counter(hall, counter)
        return {name: Measured(*(list(each) for each in zip(*times, strict=True))) for name, times in took.items()}
    finally:
        gc.unfreeze()
        database.close()


def timed(database: Database, step: Callable[..., Any], *args: Any, **facts: Any) -> tuple[float, float]:
    """Run a step; the milliseconds it took, and how many of them this process worked."""
    began, worked = time.perf_counter(), time.process_time()
    database.run(step, *args, **facts)
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def arrive(session: Session, office: Office, code: str, now: datetime) -> object:
    """Somebody shows their pass at the door."""
    return arrivals.arrive(session, office, arrivals.Scan(pass_code=code), by="system", now=now)


def leave(hall: Hall, now: datetime) -> int:
    """Whoever is at one counter goes, and it is free; returns which."""
    counter = next(iter(hall.busy))
    number = hall.busy.pop(counter)
    hall.database.run(handovers.leave, hall.office, number, by="system", now=now)
    return counter


def at_counter(hall: Hall, counter: int) -> str:
    """The number at a counter."""
    with hall.database.reading() as session:
        found = queries.ticket_at_counter(session, queries.counter_by_number(session, hall.office.id, counter).id)  # type: ignore[union-attr]
        return found.number  # type: ignore[union-attr]


def open_hall(database: Database, live: int, *, coming: int) -> Hall:
    """An office at nine with so many in its queue, one called to each counter, and passes for those who come next."""
    counters, limit = SIZES[live]
    plan = Plan(name="Contoh", lobby_limit=limit, counters=counters, slot_minutes=30, slot_capacity=500)
    office = database.run(offices.create_office, seeding.OFFICE, plan, [], now=seeding.at(7))
    database.run(_fill, office, live)
    passes = [database.run(_booked, office, number) for number in range(coming)]
    hall = Hall(database, office, passes, {})
    for counter in range(1, counters + 1):
        hall.busy[counter] = database.run(calls.call, office, counter, by="system", now=NINE).number
    return hall


def _booked(session: Session, office: Office, number: int) -> str:
    """The pass of a visit at nine, of the one or the other service that hands something over."""
    letter, kind = KINDS[number % len(KINDS)]
    service = next(each for each in queries.services_of(session, office.id) if each.letter == letter)
    slot = session.scalars(select(Slot.id).where(Slot.service_id == service.id, Slot.starts_at == NINE)).one()
    _, code = seeding.ready(session, office, f"B/{number:04}", kind)
    return bookings.book(session, code, slot, party=1, collector=Collector(), by="citizen", now=seeding.at(8)).code


def _fill(session: Session, office: Office, live: int) -> None:
    """Those who were served, those who wait outside, and those who are booked for the next two hours, as rows."""
    day, (first, second, third) = hold(session, office, NINE), queries.services_of(session, office.id)
    services = (first, third, second, third)  # nobody arrives for the third, and two of five counters take it
    slots = session.scalars(
        select(Slot).where(col(Slot.starts_at) > NINE, col(Slot.starts_at) < NINE + timedelta(hours=2))
    ).all()
    visits, tickets, past, issued = [], [], GONE * live, Counter[str]()
    for number in range(past + live + live // BOOKED):
        service, is_coming = services[number % len(services)], number >= past + live
        slot = slots[number % len(slots)] if is_coming else None
        stage = "booked" if is_coming else "fulfilled" if number < past else "arrived"
        visits.append(_visit(office, slot.service_id if slot else service.id, number, slot.id if slot else None, stage))
        if not is_coming:
            came = NINE - timedelta(minutes=30, seconds=(past + live - number) * 3)
            issued[service.letter] += 1
            facts = {"seq": number + 1, "number": f"{service.letter}-{_unlike_paper(issued[service.letter]):03}"}
            tickets.append(_ticket(office, day, service.id, number + 1, came, facts, is_over=number < past))
    _insert(session, Booking, visits)
    _insert(session, Ticket, tickets)
    _insert(session, Call, list(_calls(office, day, tickets)))
    if session.get_bind().dialect.name == "postgresql":
        for table in ("booking", "ticket"):  # the ids above were given, not drawn
            session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
    day.arrivals, day.issued = past + live, dict(issued)
    session.add(day)
    session.flush()


def _unlike_paper(number: int) -> int:
    return number if number < PAPER.start else number + len(PAPER)


def _visit(office: Office, service: int, number: int, slot: int | None, stage: str) -> dict[str, Any]:
    salt = codes.new_salt()
    code = codes.derive(keys.ring().codes[0], "pass", salt)
    return {
        "id": number + 1,
        "office_id": office.id,
        "service_id": service,
        "slot_id": slot,
        "stage": stage,
        "short": 100_000 + number,
        "salt": salt,
        "code_hash": codes.hash_of(code),
        "created_at": seeding.at(7),
    }


def _ticket(
    office: Office, day: OfficeDay, service: int, booking: int, came: datetime, facts: dict[str, Any], *, is_over: bool
) -> dict[str, Any]:
    return {
        "id": booking,
        "office_id": office.id,
        "office_day_id": day.id,
        "booking_id": booking,
        "service_id": service,
        "stage": "served" if is_over else "waiting",
        "due_at": came,
        "minutes": 5,
        "arrived_at": came,
        "called_at": came + timedelta(minutes=5) if is_over else None,
        "ended_at": came + timedelta(minutes=8 + booking % 5) if is_over else None,
        **facts,
    }


def _calls(office: Office, day: OfficeDay, tickets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for ticket in tickets:
        if ticket["called_at"]:
            yield {
                "office_id": office.id,
                "office_day_id": day.id,
                "ticket_id": ticket["id"],
                "counter_number": 1,
                "at": ticket["called_at"],
            }


def _insert(session: Session, kind: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    session.execute(insert(kind), rows)


def _one_row(session: Session, office_id: int, now: datetime) -> None:
    session.execute(insert(TurnedAway).values(office_id=office_id, day=seeding.MONDAY, reason="", at=now, by="system"))


def _figures(one: Measured) -> list[str]:
    return [f"{one.median:.1f}", f"{one.p99:.1f}", f"{one.worked:.1f}"]
