"""Documents found among 200,000: names that are common and rare, numbers, shelves, filters."""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.engine import URL
from sqlmodel import Session

from benchmarks import postgres, seeding
from benchmarks.report import Table
from scheduler import keys
from scheduler.config import Settings
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.db.migrations import migrate
from scheduler.db.models import Document, DocumentWord, Office
from scheduler.db.searching import Filters, search
from scheduler.domain.finding import read_sought
from scheduler.flow import offices
from scheduler.flow.finding import words_of
from scheduler.flow.offices import Plan

DOCUMENTS = 200_000
BATCH = 2_000
LIMIT = 0.05
"""Seconds that a search may take."""
TIMES = 20
FIRST = ("Siti", "Sinta", "Muhammad", "Andi", "Budi", "Dewi", "Nur", "Rina", "Joko", "Ahmad", "Sri", "Yuli")
LAST = ("Aminah", "Rahmawati", "Santoso", "Saputra", "Lestari", "Wijaya", "Hidayat", "Siregar", "Putri", "Ramadhan")
SYLLABLES = ("ka", "lo", "mi", "ta", "re", "wu", "ndo", "sa", "pi", "gha")

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    'a common beginning ("si")': ("si", {}),
    'two common words ("siti rahmawati")': ("siti rahmawati", {}),
    'two common beginnings that nobody has both of ("si zu")': ("si zulaikha", {}),
    'a common name with a filter that few pass ("si", by post)': ("si", {"channel": "post"}),
    "the last four digits": ("4321", {}),
    "a registration number": ("D/26/0123456", {}),
    "a NIK": ("2172010000123456", {}),
    "a shelf": ("rak B-12", {}),
    "a name that nobody has": ("qwertyuiop", {}),
    "nothing but a filter that few pass (misplaced)": ("", {"stage": "misplaced"}),
    "nothing but filters that few pass (by post, shelved)": ("", {"channel": "post", "shelved": True}),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds: the median and the slowest of TIMES."""

    median: float
    slowest: float


def measured(folder: Path, server: URL | None = None) -> dict[str, Measured]:
    """Every case, on a database of its own."""
    url = f"sqlite:///{folder / 'finding.db'}"
    if server is not None:
        url = server.set(database="finding").render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=seeding.SECRET, log_level="warning")
    migrate(settings)
    database = Database(settings)
    try:
        office = database.run(offices.create_office, seeding.OFFICE, Plan(name="Contoh"), [], now=seeding.CLOCK)
        for batch in range(0, DOCUMENTS, BATCH):
            database.run(_fill, office, range(batch, batch + BATCH))
        if server is not None:
            database.run(lambda session: session.execute(text("ANALYZE")))
        return {name: _case(database, office, *case) for name, case in CASES.items()}
    finally:
        database.close()


def tables(_seeded: seeding.Seeded, _rounds: int) -> list[Table]:
    """On SQLite, and on PostgreSQL where one can be started."""
    with tempfile.TemporaryDirectory() as folder:
        results = {"SQLite": measured(Path(folder))}
    if postgres.is_there():
        with postgres.server("finding") as url:
            results["PostgreSQL"] = measured(Path(), url)
    rows = [
        [database, name, f"{one.median * 1000:.1f}", f"{one.slowest * 1000:.1f}"]
        for database, cases in results.items()
        for name, one in cases.items()
    ]
    aim = f"Aim: {LIMIT * 1000:.0f} ms, whatever is sought."
    return [
        Table(f"A search among {DOCUMENTS:,} documents", aim, ["database", "sought", "median, ms", "slowest, ms"], rows)
    ]


def _case(database: Database, office: Office, typed: str, filters: dict[str, Any]) -> Measured:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with database.reading() as session:
            search(session, office.id, read_sought(typed), Filters(**filters))
        took.append(time.perf_counter() - began)
    return Measured(statistics.median(took), max(took[1:]))


def _fill(session: Session, office: Office, numbers: Sequence[int]) -> None:
    """What `register` would have written, in bulk."""
    kind = queries.types_of(session, office.id)[0]
    rows = list(_rows(office, kind.id, numbers))
    session.execute(insert(Document), rows)
    words = (
        {"document_id": row["id"], "office_id": office.id, "word": word}
        for row in rows
        for word in words_of(Document(**row))
    )
    session.execute(insert(DocumentWord), list(words))


def _rows(office: Office, type_id: int, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    look_up = keys.ring().look_up
    for number in numbers:
        chance = random.Random(number)
        middle = "".join(chance.choices(SYLLABLES, k=3))
        yield {
            "id": number + 1, "office_id": office.id, "type_id": type_id, "reference": f"D/26/{number:07}",
            "title": "KTP-el", "stage": "misplaced" if number % 40_000 == 7 else "collected",
            "holder": f"{chance.choice(FIRST)} {middle} {chance.choice(LAST)}",
            "nik_hash": look_up("nik", f"217201{number:010}"), "shelf": f"B-{number % 2_000}",
            "channel": "post" if number == 11 else "office", "created_at": seeding.CLOCK + timedelta(seconds=number),
        }  # fmt: skip
