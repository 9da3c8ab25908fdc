"""A PostgreSQL database that tests of one worker take one after the other: emptied in between, which is much quicker
than making one for each. What opens it finds connections that are open already; see `tests/plugins/lines.py`.
"""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, select, text
from sqlalchemy.engine import URL
from sqlmodel import SQLModel

from scheduler.db.engine.migrations import VERSION_TABLE, migrate
from scheduler.runtime.config import Settings
from tests.plugins.lines import KeptLines

POSTGRES = pytest.param("postgres", marks=pytest.mark.pg)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
"""On this kind of database alone, in a deep run too; what others run on is said in tests/plugins/selection.py."""

TO_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND pid <> ALL(:kept)"
)
"""A test may leave connections behind, and locks with them. Those that are kept for the next have none."""
USED_SEQUENCES = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
"""The next number of each sequence is the first again."""


def administer(server: URL, statement: str) -> None:
    """Run a statement on a server outside any transaction, in its own database."""
    engine = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
UNCHECKED = "SET session_replication_role = replica"
"""Everything goes: that nothing is left which refers to what is gone need not be looked at row by row."""

TESTS_OWN = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(:ours)")
"""Tables that a test has made for itself."""


class Emptied:
    """A database with all tables. `empty` brings it back to what the migrations left."""

    def __init__(self, url: URL, secret: str) -> None:
        """Migrate the database of `url`, which exists and is new."""
        self.url = url.render_as_string(hide_password=False)
        migrate(Settings(database_url=self.url, secret_key=secret))
        self._engine = _kept_open(url)
        self._lines = KeptLines(str(url.database))
        tables = SQLModel.metadata.sorted_tables
        self._ours = [*(table.name for table in tables), VERSION_TABLE]
        self._deletions = "; ".join(str(table.delete()) for table in reversed(tables))
        with self._engine.connect() as connection:
            self._kept = {table: rows for table in tables if (rows := _rows(connection, table))}

    def close(self) -> None:
        """Let go of the connections that were kept open."""
        self._lines.close()
        self._engine.dispose()

    def empty(self) -> None:
        """End what tests left running in the database, and take out what they put in."""
        with self._engine.begin() as connection:
            connection.execute(TO_OTHERS, {"kept": self._lines.processes()})
            for name in connection.scalars(TESTS_OWN, {"ours": self._ours}).all():
                connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
            connection.exec_driver_sql(self._deletions)
            connection.execute(USED_SEQUENCES)
            for table, rows in self._kept.items():
                connection.execute(table.insert(), rows)


def _kept_open(url: URL) -> Engine:
    """One connection for all times: a new one has to learn of every table first."""
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        if connection.execute(IS_SUPERUSER).fetchone()[0]:
            connection.execute(UNCHECKED)
        connection.commit()

    return engine


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]
