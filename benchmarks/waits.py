"""What it costs that many wait for a blank: a look at a place, a refusal, a message, a release; beside few who wait."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Table as Columns
from sqlalchemy import update
from sqlmodel import col

from benchmarks import archive, seeding
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.db.models import Document, Material, Office
from scheduler.flow import blanks, offices
from scheduler.flow.blanks import Sharing
from scheduler.flow.offices import Plan

FEW, MANY = 200, 20_000
"""So many wait."""
KTP, PHONE = "blangko KTP-el", "+6281100000001"
REASONS = ("first", "first", "lost", "changed", "damaged", None)
SHARES = {"first": 40, "lost": 20}
PORTION_LIMIT = 0.05
"""Seconds that a portion of a release may hold the writer."""
TIMES = 11

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
    database.run(
        blanks.share_blanks, office, KTP, Sharing(None, SHARES, {}), by="command", now=seeding.CLOCK
    )  # fmt: skip
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
        "id": number + 1, "office_id": office_id, "type_id": type_id, "reference": f"W/26/{number:07}",
        "title": "KTP-el", "stage": "waiting_for_blank" if waits else "collected", "holder": f"Warga {number}",
        "phone": PHONE if phone else None, "phone_hash": phone, "reason": REASONS[number % len(REASONS)],
        "channel": "office", "language": "id", "priority": number % 50 == 7, "has_blank": False,
        "created_at": since, "waits_since": since if waits else None,
    }  # fmt: skip


def make_free(database: Database, office: Office, pieces: int) -> None:
    """So many blanks are free, of which the ledger says nothing."""
    database.run(
        lambda session: session.execute(
            update(Material)
            .where(col(Material.office_id) == office.id, col(Material.name) == KTP)
            .values(stock=col(Material.reserved) + pieces)
        )
    )
