"""What one test leaves of a connection to PostgreSQL, the next one finds without anything that was said on it."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Connection

from scheduler.db.engine.database import Database
from scheduler.db.engine.trips import line_of
from tests.support.databases import ON_POSTGRES

pytestmark = ON_POSTGRES

WHO = "SELECT pg_backend_pid()"
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def test_next_finds_the_connection_and_nothing_that_was_said_on_it(open_database: Callable[[], Database]) -> None:
    first = open_database()
    with first.engine.connect() as connection:
        process = _said(connection, WHO)
        connection.exec_driver_sql("SET work_mem = '1234kB'")
        connection.exec_driver_sql("LISTEN something")
        connection.exec_driver_sql("SELECT pg_advisory_lock(1234)")
        for _ in range(9):  # so often that it is prepared
            connection.exec_driver_sql("SELECT 1")
        connection.commit()
    first.close()

    with open_database().engine.connect() as connection:
        assert _said(connection, WHO) == process
        assert _said(connection, "SHOW work_mem") != "1234kB"
        assert _said(connection, "SELECT count(*) FROM pg_listening_channels()") == 0
        assert _said(connection, HELD) == 0
        assert _said(connection, "SELECT count(*) FROM pg_prepared_statements") == 0


def test_who_reads_gets_one_that_writes_nothing(open_database: Callable[[], Database]) -> None:
    for _ in range(2):
        database = open_database()
        with database.engine.connect() as connection:
            assert _said(connection, "SHOW default_transaction_read_only") == "off"
        with database.reading() as session:
            assert _said(session.connection(), "SHOW default_transaction_read_only") == "on"
        database.close()


def test_one_that_was_closed_is_closed_for_whoever_had_it(open_database: Callable[[], Database]) -> None:
    database = open_database()
    with database.engine.connect() as connection:
        line = line_of(connection)
    database.close()

    assert line.closed
    with pytest.raises(psycopg.OperationalError):
        line.execute(WHO)


@pytest.mark.parametrize("left", ["in a transaction", "ended by the server"])
def test_one_that_is_not_as_new_is_not_kept(open_database: Callable[[], Database], left: str) -> None:
    database = open_database()
    with database.engine.connect() as connection:
        line, process = line_of(connection), _said(connection, WHO)
    if left == "in a transaction":
        line.pgconn.exec_(b"BEGIN")
    else:
        with open_database().engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({process}, 5000)")
    database.close()

    with open_database().engine.connect() as connection:
        assert _said(connection, WHO) != process


def _said(connection: Connection, question: str) -> object:
    return connection.exec_driver_sql(question).scalar()
