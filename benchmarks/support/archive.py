"""An office with very many documents, written in bulk: what `register` would have written, in a tenth of the time."""

import functools
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from benchmarks.support import seeding
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Document, DocumentWord, Office
from scheduler.db.search.word_hashes import name_words, tail_words
from scheduler.domain.text.finding import beginnings, tails
from scheduler.flow.core.opt_outs import STOP, stop
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan

FIRST = ("Siti", "Muhammad", "Andi", "Budi", "Dewi", "Nur", "Rina", "Joko", "Ahmad", "Sri", "Yuli", "Sinta")
LAST = ("Aminah", "Rahmawati", "Santoso", "Saputra", "Lestari", "Wijaya", "Hidayat", "Siregar", "Putri", "Ramadhan")
SYLLABLES = ("ka", "lo", "mi", "ta", "re", "wu", "ndo", "sa", "pi", "gha")
STAGES = ("ready", "received", "in_production", "waiting_for_blank", "at_partner", *("collected",) * 45)
CHANNELS = (*("office",) * 60, *("self_print",) * 38, "branch", "branch")
PLACES = tuple(f"Kelurahan {name}" for name in ("Bukit Cermin", "Kampung Baru", "Senggarang", "Air Raja"))
PHONES, STOPPED = 20_000, "+6281100000007"
STEP = timedelta(minutes=2)
"""Between one document and the next."""

_DOCUMENT: Table = Document.__table__  # type: ignore[attr-defined]
_WORD: Table = DocumentWord.__table__  # type: ignore[attr-defined]


def open_office(database: Database, documents: int) -> Office:
    """An office with so many documents; the phone STOPPED has said stop."""
    office = database.run(offices.create_office, seeding.OFFICE, Plan(name="Contoh"), [], now=seeding.CLOCK)
    database.run(stop, office.id, STOPPED, why=STOP, now=seeding.CLOCK)
    with database.reading() as session:
        types = [kind.id for kind in queries.types_of(session, office.id)]
    rows = [document(office.id, types, number) for number in range(documents)]
    write(database, _DOCUMENT, list(rows[0]), _for_driver(database, rows))
    write(database, _WORD, ["document_id", "word", "office_id"], words(office.id, rows))
    return office


def document(office_id: int, types: Sequence[int], number: int) -> dict[str, Any]:
    """The columns of one document; the higher its number, the newer."""
    chance = random.Random(number)
    syllables = "".join(chance.choices(SYLLABLES, k=3))
    stage = "misplaced" if number % 40_000 == 7 else chance.choice(STAGES)
    channel = "post" if number == 11 else chance.choice(CHANNELS)
    look_up = keys.ring().look_up
    return {
        "id": number + 1,
        "office_id": office_id,
        "type_id": types[number % len(types)],
        "reference": f"D/26/{number:07}",
        "title": "KTP-el",
        "stage": stage,
        "holder": f"{chance.choice(FIRST)} {syllables} {chance.choice(LAST)}",
        "nik_hash": look_up("nik", nik(number)),
        "phone_hash": _phone(number % PHONES),
        "household": look_up("kk", kk(number)),
        "channel": channel,
        "place": chance.choice(PLACES) if channel == "branch" else None,
        "shelf": None if channel == "self_print" else f"B-{number % 2_000}",
        "language": "id",
        "priority": False,
        "has_blank": False,
        "created_at": created_at(number),
    }


def nik(number: int) -> str:
    """Of the holder of a document."""
    return f"217201{number:010}"


def kk(number: int) -> str:
    """Of the household of a document: three have the same."""
    return f"217202{number // 3:010}"


def created_at(number: int) -> datetime:
    """When a document was registered."""
    return seeding.CLOCK + STEP * number


def words(office_id: int, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[int, bytes, int]]:
    """What each of some documents is found by, as `flow.documents.finding` keeps it: its id, a word, the office."""
    for row in rows:
        found = {_name(office_id, each) for each in beginnings(row["holder"])}
        found |= {_tail(office_id, tail) for tail in tails(row["reference"])}
        for hashed in sorted(found):
            yield row["id"], hashed, office_id


@functools.lru_cache(maxsize=100_000)
def _name(office_id: int, word: str) -> bytes:
    return name_words(office_id, word)[0]


@functools.cache
def _tail(office_id: int, tail: str) -> bytes:
    return tail_words(office_id, tail)[0]


@functools.cache
def _phone(number: int) -> bytes:
    return keys.ring().look_up("phone", f"+62811{number:08}")


def write(database: Database, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows that are known to be whole; the indexes of the table are made at the end, all at once."""
    for index in table.indexes:
        index.drop(database.engine)
    connection = database.engine.raw_connection()
    try:
        into = _into_sqlite if database.on_sqlite else _into_postgres
        into(connection.driver_connection, table.name, names, rows)
    finally:
        connection.close()
    for index in table.indexes:
        index.create(database.engine)


def _for_driver(database: Database, rows: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    """Documents as the driver takes them, their names sealed."""
    dialect = database.engine.dialect
    made = [_DOCUMENT.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in rows[0]]
    for row in rows:
        yield [process(value) if process else value for process, value in zip(made, row.values(), strict=True)]


def _into_sqlite(driver: Any, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    places = ", ".join("?" * len(names))
    driver.execute("PRAGMA foreign_keys = OFF")  # looked at for every row
    driver.execute("BEGIN")
    driver.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608 - our own names
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys = ON")


def _into_postgres(driver: Any, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    driver.execute("SET LOCAL session_replication_role = replica")  # the same
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    driver.commit()
