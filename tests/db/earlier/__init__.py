"""Databases of earlier versions, with the demonstration's office in them: each was filled by the program of its time.

`0006.sql.xz` is one as SQLite's statements, `0006.txt` the links that lead into it. A release adds its own, once
(`make release`, which runs `python -m tests.db.earlier`): upgrades are tried from every version that may run.
"""

import json
import lzma
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, DateTime, MetaData, Table, func, inspect, select, text

HERE = Path(__file__).parent
SECRET = "the secret of databases from earlier versions"
MADE_AT = "2026-11-30T06:00+07:00"
ADDRESS = "https://giliran.example"
VERSIONS = sorted(path.name.partition(".")[0] for path in HERE.glob("*.sql.xz"))


def links_into(version: str) -> list[str]:
    """The paths of an invitation, tickets and applications that its citizens were given."""
    return (HERE / f"{version}.txt").read_text("utf-8").split()


def write_sqlite(version: str, file: Path) -> None:
    """Make a SQLite file as that version left it."""
    with closing(sqlite3.connect(file)) as made:
        made.executescript(lzma.decompress((HERE / f"{version}.sql.xz").read_bytes()).decode())


def copy_rows(file: Path, target: Connection) -> None:
    """Bring the rows of a SQLite file into the same tables of a PostgreSQL database, which are empty."""
    there = MetaData()
    there.reflect(target)
    tables = [table for table in there.sorted_tables if table.name != "alembic_version"]
    target.execute(text("SET session_replication_role = replica"))
    with closing(sqlite3.connect(file)) as source:
        source.row_factory = sqlite3.Row
        for table in tables:
            target.execute(table.delete())
            rows = [_as_typed(table, dict(row)) for row in source.execute(f'SELECT * FROM "{table.name}"')]  # noqa: S608
            if rows:
                target.execute(table.insert(), rows)
    target.execute(text("SET session_replication_role = DEFAULT"))
    for table in tables:
        _count_on(target, table)


def _as_typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """As PostgreSQL has what SQLite has no types for."""
    return {name: _typed(table.columns[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, DateTime) and isinstance(value, str):
        return datetime.fromisoformat(value if "+" in value else f"{value}+00:00")
    if type(kind).__name__ in {"JSON", "JSONB"} and isinstance(value, str):
        return json.loads(value)
    return value


def _count_on(target: Connection, table: Table) -> None:
    """The next row of a table gets the next number."""
    for column in inspect(target).get_columns(table.name):
        if "nextval" in str(column["default"]):
            number = table.columns[column["name"]]
            last = target.execute(select(func.max(number))).scalar_one() or 0
            sequence = func.pg_get_serial_sequence(f'"{table.name}"', number.name)
            target.execute(select(func.setval(sequence, last + 1, False)))
