"""What it costs that many wait for a blank: a look at a place, a refusal, a message, a release; beside few who wait."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table as Columns
from sqlalchemy import update
from sqlmodel import col

from benchmarks.report import Table
from benchmarks.support import archive, postgres, seeding
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Document, Material, Office
from scheduler.flow.blanks import blanks, release
from scheduler.flow.blanks.blanks import Sharing
from scheduler.flow.blanks.print_blockers import blockers_of, not_ready
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.runtime.config import Settings

FEW, MANY = 200, 20_000
"""So many wait."""
KTP, PHONE = "blangko KTP-el", "+6281100000001"
REASONS = ("first", "first", "lost", "changed", "damaged", None)
SHARES = {"first": 40, "lost": 20}
LIMIT = 50.0
"""Milliseconds that a look or a step may take."""
TIMES, PIECES = 11, 10

_DOCUMENT: Columns = Document.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Line:
    """An office in whose line so many wait, and the last of it."""

    database: Database
    office: Office
    last: int


def open_line(database: Database, waiting: int, *, phones: bool = True) -> Line:
    """An office with a counted material of which there is none, and so many who wait, one in fifty of them urgent; four
    times as many cards were handed over before. phones: those who wait can be told.
    """
    office = database.run(offices.create_office, seeding.OFFICE, Plan(name="Contoh"), [], now=seeding.CLOCK)
    database.run(blanks.count_blanks, office, KTP, 0, by="command", now=seeding.CLOCK)
    database.run(blanks.share_blanks, office, KTP, Sharing(None, SHARES, {}), by="command", now=seeding.CLOCK)
    with database.reading() as session:
        kind = next(each.id for each in queries.types_of(session, office.id) if each.material == KTP)
    phone = keys.ring().look_up("phone", PHONE) if phones else None
    rows = [_document(office.id, kind, number, phone, waits=number < waiting) for number in range(5 * waiting)]
    dialect = database.engine.dialect
    made = [_DOCUMENT.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in rows[0]]
    for_driver = (
        [process(value) if process else value for process, value in zip(made, row.values(), strict=True)]
        for row in rows
    )
    archive.write(database, _DOCUMENT, list(rows[0]), for_driver)
    if not database.on_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE document")
    return Line(database, office, waiting)


def _document(office_id: int, type_id: int, number: int, phone: bytes | None, *, waits: bool) -> dict[str, Any]:
    """The columns of one; the higher its number, the later."""
    since = seeding.CLOCK - timedelta(days=300) + timedelta(minutes=number)
    return {
        "id": number + 1,
        "office_id": office_id,
        "type_id": type_id,
        "reference": f"W/26/{number:07}",
        "title": "KTP-el",
        "stage": "waiting_for_blank" if waits else "collected",
        "holder": f"Warga {number}",
        "phone": PHONE if phone else None,
        "phone_hash": phone,
        "reason": REASONS[number % len(REASONS)],
        "channel": "office",
        "language": "id",
        "priority": number % 50 == 7,
        "has_blank": False,
        "created_at": since,
        "waits_since": since if waits else None,
    }


def make_free(database: Database, office: Office, pieces: int) -> None:
    """So many blanks are free, of which the ledger says nothing."""
    database.run(
        lambda session: session.execute(
            update(Material)
            .where(col(Material.office_id) == office.id, col(Material.name) == KTP)
            .values(stock=col(Material.reserved) + pieces)
        )
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds: the median, and the median of what our own process worked."""

    median: float
    worked: float


def tables(_seeded: seeding.Seeded, _rounds: int) -> list[Table]:
    """On SQLite, and on PostgreSQL where one can be started: many beside few, in one run."""
    results: dict[str, dict[int, dict[str, Measured]]] = {}
    for waiting in (FEW, MANY):
        with tempfile.TemporaryDirectory() as folder:
            results.setdefault("SQLite", {})[waiting] = _on(f"sqlite:///{Path(folder) / 'waits.db'}", waiting)
    if postgres.is_there():
        with postgres.server(*(f"waits_{waiting}" for waiting in (FEW, MANY))) as url:
            for waiting in (FEW, MANY):
                named = url.set(database=f"waits_{waiting}").render_as_string(hide_password=False)
                results.setdefault("PostgreSQL", {})[waiting] = _on(named, waiting)
    rows = [
        [database, name, *_beside(by_count[FEW][name], by_count[MANY][name])]
        for database, by_count in results.items()
        for name in CASES
    ]
    aim = (
        f"Aim: whatever one step or look costs, {LIMIT:.0f} ms at most with {MANY:,} who wait. Worked: what our process"
        " itself had of a processor, which for SQLite is all of it."
    )
    columns = ["database", "what", f"{FEW} wait, ms", f"{MANY:,} wait, ms", "times as long", "worked, ms"]
    return [Table(f"Places and releases with {MANY:,} who wait for a blank", aim, columns, rows)]


def measured(line: Line) -> dict[str, Measured]:
    """All cases, one after the other. Those that give blanks out each have new ones to give."""
    found = {}
    for name, case in CASES.items():
        took = [_timed(line, case) for _ in range(TIMES)]
        walls, works = zip(*took, strict=True)
        found[name] = Measured(statistics.median(walls) * 1000, statistics.median(works) * 1000)
    return found


def look(line: Line) -> object:
    """The page of the last in line says its place."""
    with line.database.reading() as session:
        return blockers_of(session, session.get_one(Document, line.last))


def refuse(line: Line) -> object:
    """Whoever comes for it is refused at the door."""
    with line.database.reading() as session:
        return not_ready(session, session.get_one(Document, line.last))


def receive(line: Line) -> object:
    """One blank comes in."""
    return line.database.run(blanks.receive_blanks, line.office, KTP, 1, by="command", now=seeding.CLOCK)


def give_out(line: Line) -> object:
    """A tenth of a portion, so that few who wait are enough for all rounds."""
    make_free(line.database, line.office, PIECES)
    return line.database.run(release.go_on, line.office, now=seeding.CLOCK)


CASES: dict[str, Callable[[Line], object]] = {
    "the page of the last in line": look,
    "a refusal at the door": refuse,
    "a receipt of one": receive,
    f"a release of {PIECES}": give_out,
}


def _on(url: str, waiting: int) -> dict[str, Measured]:
    settings = Settings(database_url=url, secret_key=seeding.SECRET, log_level="warning")
    migrate(settings)
    database = Database(settings)
    try:
        return measured(open_line(database, waiting))
    finally:
        database.close()


def _timed(line: Line, case: Callable[[Line], object]) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    case(line)
    return time.perf_counter() - began, time.process_time() - worked


def _beside(few: Measured, many: Measured) -> list[str]:
    return [f"{few.median:.1f}", f"{many.median:.1f}", f"{many.median / few.median:.1f}", f"{many.worked:.1f}"]
