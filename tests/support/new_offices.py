"""A new office is made by the product once in a run, and then put as it was into each database that is to have it.

Making one takes hundreds of statements, and leaves the same rows each time. They are put only into a database that has
no office yet; everywhere else the product makes it, as it does an office that differs in anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlmodel import Session, SQLModel

from scheduler.db.engine.database import Database
from scheduler.db.models import Office
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan

Content = Any
"""All rows of a table as its driver gives and takes them: tuples, or what COPY says."""

TELLS_NOBODY = {"driver", "step", "kept"}
"""What a step may leave for itself in `session.info`; everything else there is for those who listen."""

LAST_NUMBERS = text(
    "SELECT format('%I', sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1"
)


@dataclass(frozen=True)
class Kept:
    """What making an office has left: tables that were empty before, and the last numbers of their sequences."""

    rows: dict[str, Content]
    numbers: Sequence[tuple[str, int]]


_asked: set[object] = set()
_kept: dict[object, Kept | None] = {}


def new_office(database: Database, code: str, plan: Plan, *, now: datetime) -> Office:
    """An office of this code and plan in a database, made at `now`. Raises what `create_office` raises."""
    which = (database.on_sqlite, code, plan, now)
    if kept := _kept.get(which):
        return database.run(_put, code, kept) or database.run(offices.create_office, code, plan, [], now=now)
    if which in _kept or which not in _asked:
        _asked.add(which)
        return database.run(offices.create_office, code, plan, [], now=now)
    office, _kept[which] = database.run(_make, code, plan, now)
    return office


def _make(session: Session, code: str, plan: Plan, now: datetime) -> tuple[Office, Kept | None]:
    """Make an office, and keep what that left: asked for the second time, the office will be asked for again."""
    before = _all_rows(session)
    office = offices.create_office(session, code, plan, [], now=now)
    session.flush()
    told = session.info.keys() - TELLS_NOBODY
    assert not told, f"whoever listens would be told of {told}"
    after = _all_rows(session)
    if "office" in before or any(after.get(name) != content for name, content in before.items()):
        return office, None
    added = {name: content for name, content in after.items() if name not in before}
    return office, Kept(added, _numbers(session))


def _put(session: Session, code: str, kept: Kept) -> Office | None:
    connection = session.connection()
    if connection.scalar(select(func.count()).select_from(Office)):
        return None
    for name, content in kept.rows.items():
        _WAYS[connection.dialect.name].put(connection, name, content)
    for sequence, number in kept.numbers:
        connection.exec_driver_sql(f"SELECT setval('{sequence}', {number})")
    return session.scalars(select(Office).where(Office.code == code)).one()  # type: ignore[arg-type]


def _all_rows(session: Session) -> dict[str, Content]:
    """The tables that are not empty, in an order in which they can be filled."""
    connection = session.connection()
    way = _WAYS[connection.dialect.name]
    found = {table.name: way.rows(connection, table.name) for table in SQLModel.metadata.sorted_tables}
    return {name: content for name, content in found.items() if content}


def _numbers(session: Session) -> list[tuple[str, int]]:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return []  # it looks for the highest number itself
    return [(name, number) for name, number in connection.execute(LAST_NUMBERS)]


class _ByRows:
    """The rows of a table as SQLite's driver has them."""

    def rows(self, connection: Connection, table: str) -> Content:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]  # noqa: S608

    def put(self, connection: Connection, table: str, content: Content) -> None:
        places = ", ".join("?" * len(content[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", content)  # noqa: S608


_ALL = "COPY (SELECT * FROM {table}) TO STDOUT"
"""Of a table in partitions its own rows, which are none, are all that its name alone would give."""


class _ByCopy:
    """The rows of a table as PostgreSQL's COPY has them, many times as quick there."""

    def rows(self, connection: Connection, table: str) -> Content:
        with _cursor(connection) as cursor, cursor.copy(_ALL.format(table=table)) as copied:
            return b"".join(bytes(part) for part in copied)

    def put(self, connection: Connection, table: str, content: Content) -> None:
        with _cursor(connection) as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copying:
            copying.write(content)


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


_WAYS: dict[str, _ByRows | _ByCopy] = {"sqlite": _ByRows(), "postgresql": _ByCopy()}
