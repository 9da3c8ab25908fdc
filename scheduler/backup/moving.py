"""All rows of a SQLite database into an empty PostgreSQL database, and every table held against the other.

Rows go as they are kept: what is sealed stays sealed, a hash stays a hash. A table is the same on both sides where it
has as many rows and the same sum of their hashes, each made of the row in one way of writing it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    func,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from scheduler.backup.postgres_copy import rows_of
from scheduler.db import models  # noqa: F401 - every table has to be known
from scheduler.db.engine.migrations import HEAD, VERSION_TABLE, locked, migrate
from scheduler.db.engine.preflight import name_of
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText
from scheduler.runtime.config import Settings

ROWS = 1_000
"""That go together."""
_MODULUS = 2**256
_OF_MIGRATIONS = (VERSION_TABLE, "deployment")
"""Tables that have a row once there are tables at all."""
Told = Callable[[int], None]


class CannotCopy(Exception):
    """Nothing was copied; the target is as empty as it was. `str()` is the sentence."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table on both sides: its rows, and the sum of their hashes."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How many rows were read, and the sum of their hashes."""

    rows: int
    digest: int

    @property
    def written(self) -> str:
        """The sum, in hexadecimal digits."""
        return f"{self.digest:064x}"


def refuse_unfit(source: Settings, target: Settings) -> None:
    """Refuse what cannot be copied, or where it cannot go. Raises CannotCopy, DatabaseUnfit."""
    if not source.on_sqlite:
        raise CannotCopy("GILIRAN_DATABASE_URL names no SQLite file. From PostgreSQL to PostgreSQL: pg_dump.")
    if not source.sqlite_path.is_file():
        raise CannotCopy(f"There is no {source.sqlite_path}. Name the database to be copied in GILIRAN_DATABASE_URL.")
    if make_url(target.database_url).get_backend_name() not in ("sqlite", "postgresql"):
        raise CannotCopy("--to names a database of another kind. It looks like postgresql+psycopg://user@host/name.")
    if target.on_sqlite:
        raise CannotCopy("--to names a SQLite file. To copy one to another: giliran backup, giliran restore.")
    if any(count for name, count in rows_of(target.database_url).items() if name not in _OF_MIGRATIONS):
        raise CannotCopy(f"The database {name_of(target)} is not empty. Make one that is (createdb), and name that.")


def rows_in(source: Settings) -> int:
    """How many rows there are to be copied."""
    with _reading(source) as connection:
        return sum(connection.execute(select(func.count()).select_from(each)).scalar_one() for each in plain_tables())


def copy_all(source: Settings, target: Settings, told: Told = lambda _: None) -> list[Copied]:
    """Copy every row in one transaction, and read all of it back; returns what was compared.

    While it goes on nobody can write to the source. Raises CannotCopy where anything differs, DatabaseUnfit.
    """
    migrate(source)
    migrate(target)
    tables = plain_tables()
    with locked(source) as old, locked(target) as new:
        _refuse_other_tables(old, new)
        new.execute(text("DELETE FROM deployment"))  # the one row that a migration put in
        written = {table.name: _copied(old, new, table, told) for table in tables}
        _set_sequences(new, tables)
        return [_compared(new, table, written[table.name], told) for table in tables]


def plain_tables() -> list[Table]:
    """Every table in an order in which rows find what they point at, with columns of what is kept and not of what it
    means.
    """
    metadata = MetaData()
    for table in SQLModel.metadata.sorted_tables:
        columns = [Column(each.name, _plain(each), primary_key=each.primary_key) for each in table.columns]
        Table(table.name, metadata, *columns)
    return [metadata.tables[table.name] for table in SQLModel.metadata.sorted_tables]


def counted(rows: Sequence[Sequence[Any]], so_far: Counting) -> Counting:
    """The count and the sum with some more rows, in whichever order they come."""
    digest = so_far.digest
    for row in rows:
        digest += int.from_bytes(hashlib.sha256(canonical(row)).digest(), "big")
    return Counting(so_far.rows + len(rows), digest % _MODULUS)


def canonical(row: Sequence[Any]) -> bytes:
    """A row in the one way of writing it that both databases come to."""
    return json.dumps([_value(each) for each in row], sort_keys=True, separators=(",", ":")).encode()


def _value(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date | time):
        return ["date", value.isoformat()]
    return value


def _plain(column: Column[Any]) -> TypeEngine[Any]:
    """What a column keeps, where its type makes something else of it."""
    kind = column.type
    if isinstance(kind, Sealed | Keyed):
        return LargeBinary()
    if isinstance(kind, JSON):
        return JSON(none_as_null=bool(column.nullable))
    return String() if isinstance(kind, SealedText | KeyedText) else kind


def _reading(source: Settings) -> Any:
    return create_engine(source.database_url, poolclass=NullPool).connect()


def _refuse_other_tables(old: Connection, new: Connection) -> None:
    versions = [str(each.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()) for each in (old, new)]  # noqa: S608
    if versions != [HEAD, HEAD]:
        raise CannotCopy(f"The tables differ: {versions[0]} here, {versions[1]} there. Upgrade giliran, and try again.")


def _copied(old: Connection, new: Connection, table: Table, told: Told) -> Counting:
    so_far = Counting(0, 0)
    for rows in _batches(old, table):
        so_far = counted(rows, so_far)
        try:
            new.execute(table.insert(), [dict(zip(table.columns.keys(), row, strict=True)) for row in rows])
        except DataError:  # what it says may name a value
            raise CannotCopy(
                f"A row of {table.name} holds what PostgreSQL cannot keep, such as a character of code 0 in a text."
                " Everything was taken back."
            ) from None
        told(len(rows))
    return so_far


def _compared(new: Connection, table: Table, written: Counting, told: Told) -> Copied:
    found = Counting(0, 0)
    for rows in _batches(new, table):
        found = counted(rows, found)
        told(len(rows))
    if found != written:
        raise CannotCopy(
            f"{table.name} differs: {written.rows} rows ({written.written[:12]}) here, {found.rows}"
            f" ({found.written[:12]}) there. Everything was taken back."
        )
    return Copied(table.name, found.rows, found.written)


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a table by its key, so that one that points at another of its own table comes after it."""
    asked = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(stream_results=True, yield_per=ROWS).execute(asked) as found:
        while rows := [tuple(row) for row in islice(found, ROWS)]:
            yield rows


def _set_sequences(new: Connection, tables: Sequence[Table]) -> None:
    """The next number that PostgreSQL gives is one more than the highest there is."""
    for table in tables:
        for column in table.primary_key.columns:
            sequence = new.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": f'"{table.name}"', "column": column.name},
            ).scalar()
            if sequence is not None:
                highest = new.execute(select(func.max(column))).scalar()
                start = {"name": sequence, "value": highest or 1, "used": highest is not None}
                new.execute(text("SELECT setval(CAST(:name AS regclass), :value, :used)"), start)
