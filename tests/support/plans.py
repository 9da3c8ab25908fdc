"""How a database goes about its statements: what it says of itself, not how long it takes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from scheduler.db.engine import prepared
from scheduler.db.engine.database import Database
from tests.plugins.sent import ONCE_MORE

Sent = tuple[str, Any]


def sent_by(database: Database, query: Callable[[Session], object]) -> list[Sent]:
    """The statements of a query with their values, as the driver gets them."""
    with sending() as sent, database.reading() as session:
        query(session)
    return [each for each in sent if each[0].startswith("SELECT")]


@contextmanager
def sending() -> Iterator[list[Sent]]:
    """Every statement that is sent inside the block, with its values, as the driver gets them."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    class Noting:
        def __init__(self, raw: Any) -> None:
            self._raw = raw

        def execute(self, statement: str, values: Any) -> Any:
            sent.append((statement, tuple(values) if isinstance(values, list) else values))
            return self._raw.execute(statement, values)

    execute = prepared._execute
    prepared._execute = lambda raw, *rest: execute(Noting(raw), *rest)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        prepared._execute = execute
        event.remove(Engine, "before_cursor_execute", note)


def looking(database: Database) -> Connection:
    """A connection on which statements are sent once more, to look at them: that counts as sent by nobody."""
    return database._reads.connect().execution_options(**{ONCE_MORE: True})


def rows_of(database: Database, sent: Sent) -> int:
    """Runs a query once more; how many rows it hands over."""
    with looking(database) as connection:
        return len(connection.exec_driver_sql(*sent).all())


def sqlite_plan(database: Database, sent: Sent) -> list[str]:
    """A line for each table that is read."""
    with looking(database) as connection:
        return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}", sent[1])]


def sqlite_steps(database: Database, sent: Sent) -> int:
    """Runs a statement; how many steps SQLite's machine took, by the thousand."""
    taken: list[None] = []
    with looking(database) as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: taken.append(None), 1_000)
        try:
            connection.exec_driver_sql(*sent).all()
        finally:
            driver.set_progress_handler(None, 0)
    return len(taken) * 1_000


def postgres_reads(database: Database, sent: Sent) -> dict[str, int]:
    """Runs a statement once the database knows its tables; the rows it visited in each place ("Seq Scan document")."""
    with looking(database) as connection:
        connection.exec_driver_sql("ANALYZE")
        return reads_on(connection, sent)


def reads_on(connection: Connection, sent: Sent) -> dict[str, int]:
    """The same within a transaction, whatever the database knows of its tables and the transaction has set."""
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sent[0]}", sent[1]).scalar()
    reads: dict[str, int] = {}
    for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
        if "Relation Name" in node or "Index Name" in node:
            left = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck"))
            name = f"{node['Node Type']} {node.get('Index Name') or node['Relation Name']}"
            reads[name] = max(reads.get(name, 0), round((node["Actual Rows"] + left) * node["Actual Loops"]))
    return reads


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)
