"""Reading a few rows at once: prepared statements alone, on a connection that stays open."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from scheduler.db.engine.prepared import Driver, Prepared, driver_of

VERSIONS = {
    "sqlite": Prepared(text("PRAGMA data_version"), blind=True),
    "postgresql": Prepared(text("SELECT pg_current_snapshot()::text"), blind=True),
}
"""What a database says of how it stands. SQLite counts what others have committed, as one connection sees it, and
begins anew with the next; while a snapshot of PostgreSQL reads the same, no transaction that wrote anything has ended,
so that nothing has changed.
"""
SERIAL = "serial"
"""Under which a session keeps the number of its connection, which no other of this process has had."""

_serials = itertools.count()


class Glancing:
    """A connection to a SQLite file for whoever reads by prepared statements alone; a `Session` is only its name.

    A session that SQLAlchemy opens, begins and closes costs more than all that a page of the usual kind reads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pooled: PoolProxiedConnection | None = None
        self._session = Session()
        self._one_at_a_time = threading.Lock()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """What was committed, as it stands now and until the block ends; a failing database costs the connection."""
        with self._one_at_a_time:
            raw = self._open()
            try:
                raw.execute("BEGIN")
                yield self._session
                raw.execute("COMMIT")
            except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):
                self._hang_up()
                raise
            except BaseException:
                raw.execute("COMMIT")
                raise

    def close(self) -> None:
        """Give the connection back."""
        if self._pooled is not None:
            self._pooled.close()
            self._pooled = None

    def _open(self) -> Any:
        if self._pooled is None:
            self._pooled = self._engine.raw_connection()
            self._session.info["driver"] = Driver(self._pooled.driver_connection, self._engine.dialect)
            self._session.info[SERIAL] = next(_serials)
        return self._pooled.driver_connection

    def _hang_up(self) -> None:
        if self._pooled is not None:
            self._pooled.invalidate()
            self._pooled = None


def hold_still(session: Session) -> None:
    """From its first statement on a session is to read of one moment, as it does on SQLite anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def version(session: Session) -> Any:
    """A mark of what a session reads: while it is the same nobody has committed anything. No connection of SQLite says
    what another has said; any of PostgreSQL may. Raises SQLAlchemy's errors.
    """
    said = VERSIONS[driver_of(session).dialect.name].first(session)
    return session.info.get(SERIAL), said and said[0]
